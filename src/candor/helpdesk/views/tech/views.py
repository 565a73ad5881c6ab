"""Saved views: the page of one, the figures beside all, the builder, and keeping them in order."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candor.helpdesk.access import WORK
from candor.helpdesk.actions import views as actions
from candor.helpdesk.forms.views import ViewForm, initial_of, used_in
from candor.helpdesk.models import Audience, SavedView
from candor.helpdesk.queries import view_figures
from candor.helpdesk.queries.lists import Show, Wish, visible_queues
from candor.helpdesk.queries.views import OfferedView, definition_of, shown_by, views_for
from candor.helpdesk.rules import filters
from candor.helpdesk.rules.filters import Condition, Definition
from candor.helpdesk.views.tech.configuration import EITHER, to
from candor.helpdesk.views.tech.lists import show_chips, shown_rows, view_links, wish_from
from candor.helpdesk.views.tech.notices import notice_context
from candor.helpdesk.views.tech.tables import Sorting, sorting_from, table, turn_from
from candor.helpdesk.views.tech.told import told
from candor.helpdesk.words_lists import MISSING_WORDS
from candor.kernel.http.conditional import etag_of, has_it, not_modified
from candor.kernel.http.request import Request
from candor.ui.public import page

PREVIEWED = 8


@require_safe
def view(request: Request, ref: str) -> HttpResponse:
    """The cases of a view, among those that the person may see, and in words what it leaves out for them."""
    offered = views_for(request.actor)
    chosen = _offered(offered, ref)
    stored = definition_of(chosen.definition)
    definition = stored or Definition()
    sorting = sorting_from(request.GET, Sorting(definition.sort, definition.falls))
    sorted_so = _sorted(definition, sorting)
    shown = shown_by(sorted_so, by=request.actor, turn=turn_from(request.GET), most=50 if stored else 0)
    address = reverse("tech:view", args=[ref])
    return page(
        request,
        "helpdesk/tech/view.html",
        **table(
            shown.page,
            shown_rows(shown.page.rows),
            address=address,
            sorting=sorting,
            columns=definition.columns,
            extras=shown.extras,
        ),
        may_work=request.actor.may(WORK),
        chips=[{**chip, "count": None, "current": False} for chip in show_chips(Wish())],
        views=view_links(offered, current=ref),
        view=chosen,
        may_change=_may_change(chosen, request),
        is_readable=stored is not None,
        conditions=told(definition, shown.known),
        missing=sorted(str(MISSING_WORDS[kind]) for kind in shown.known.missing(definition)),
        scope={"view": ref},
        **notice_context(request),
    )


@require_safe
def figures(request: Request) -> HttpResponse:
    """The list of views with their figures: fetched after the page, so that no list waits for a count.

    Asked again and again; who has what would be sent gets 304.
    """
    offered = views_for(request.actor)
    counted = view_figures.of(offered, by=request.actor)
    shown = next((each.ref for each in offered if each.ref == request.GET.get("current")), "")
    links = view_links(offered, current=shown)
    for link, each in zip(links, offered, strict=True):
        link["figure"] = counted.get(each.ref, "")
    etag = etag_of(get_language(), links)
    if has_it(request, etag):
        return not_modified(etag)
    response = page(request, "helpdesk/tech/view_figures.html", views=links, shown=shown)
    response["ETag"] = etag
    return response


@require_safe
def views(request: Request) -> HttpResponse:
    """All views that one is offered: to open, pin, put in order, change and delete."""
    offered = views_for(request.actor)
    return page(
        request,
        "helpdesk/tech/views.html",
        views=[(each, _may_change(each, request)) for each in offered],
        chips=show_chips(Wish()),
        deleted=_just_deleted(request),
    )


@require_http_methods(EITHER)
def new_view(request: Request) -> HttpResponse:
    """The builder for a new view; it begins with the filters that the address carries."""
    if request.method == "POST":
        return _built(request, None)
    begun = definition_of_wish(wish_from(request.GET, visible_queues(request.actor)), request)
    form = ViewForm(request.actor, [each.field for each in begun.conditions], initial=initial_of(begun, request.actor))
    return _builder(request, form, None)


@require_http_methods(EITHER)
def change_view(request: Request, own: str) -> HttpResponse:
    """The builder for a view that is there."""
    chosen = _changeable(request, own)
    if request.method == "POST":
        return _built(request, chosen)
    definition = definition_of(chosen.definition) or Definition()
    initial = initial_of(definition, request.actor, chosen)
    return _builder(
        request, ViewForm(request.actor, [each.field for each in definition.conditions], initial=initial), chosen
    )


@require_POST
def duplicate_view(request: Request, ref: str) -> HttpResponse:
    """A copy of one's own, to be changed without touching the original."""
    offered = _offered(views_for(request.actor), ref)
    definition = definition_of(offered.definition)
    if definition is None:
        raise Http404
    name = (_("Copy of %(name)s") % {"name": offered.name})[:60]
    copy = actions.save_view(actions.ViewDetails(name, Audience.MINE, definition), by=request.actor)
    return to("tech:view-change", copy.ref)


@require_POST
def delete_view(request: Request, own: str) -> HttpResponse:
    """Take the view away; the page that follows offers to undo it."""
    actions.delete_view(_changeable(request, own), by=request.actor)
    response = to("tech:views")
    response["Location"] += f"?deleted={own}"
    return response


@require_POST
def bring_back_view(request: Request, gone: str) -> HttpResponse:
    """Undo the deletion."""
    actions.bring_back_view(_changeable(request, gone, deleted=True), by=request.actor)
    messages.success(request, _("The view is back."))
    return to("tech:views")


@require_POST
def pin_view(request: Request, ref: str) -> HttpResponse:
    """Keep the view before the others, or among them again."""
    offered = _offered(views_for(request.actor), ref)
    actions.pin_view(SavedView(pk=offered.id), request.person, pinned=not offered.is_pinned)
    return to("tech:views")


@require_POST
def open_first(request: Request, ref: str) -> HttpResponse:
    """Let "Cases" begin with this view, or no longer."""
    offered = _offered(views_for(request.actor), ref)
    actions.open_first(None if offered.is_default else SavedView(pk=offered.id), request.person)
    return to("tech:views")


@require_POST
def move_view(request: Request, ref: str) -> HttpResponse:
    """One place up or down in one's own order."""
    offered = views_for(request.actor)
    order = [each.id for each in offered]
    here = order.index(_offered(offered, ref).id)
    there = here + (1 if request.POST.get("way") == "down" else -1)
    if 0 <= there < len(order):
        order[here], order[there] = order[there], order[here]
        actions.put_in_order(order, request.person)
    return to("tech:views")


def definition_of_wish(wish: Wish, request: Request) -> Definition:
    """The built-in list and its filters as a view would say them."""
    conditions = [Condition(*each) for each in _SHOWN[wish.show]]
    for name, value in (("queue", wish.queue), ("category", wish.category), ("tags", wish.tag)):
        if value is not None:
            conditions.append(Condition(name, filters.ANY_OF, (value.ref,)))
    if wish.priority is not None:
        conditions.append(Condition("priority", filters.ANY_OF, (str(int(wish.priority)),)))
    usual = Sorting("due", falls=False) if wish.show == Show.DUE else Sorting("changed", falls=True)
    sorting = sorting_from(request.GET, usual)
    return Definition(tuple(conditions), sort=sorting.name, falls=sorting.falls)


_UNFINISHED = ("stage", filters.NONE_OF, ("done",))
_SHOWN: dict[str, list[tuple[str, str, tuple[str, ...]]]] = {
    Show.OPEN: [("stage", filters.ANY_OF, ("with-us",))],
    Show.MINE: [_UNFINISHED, ("assignee", filters.ANY_OF, (filters.ME,))],
    Show.UNASSIGNED: [_UNFINISHED, ("assignee", filters.ANY_OF, (filters.NOBODY,))],
    Show.DUE: [("due", filters.ANY_OF, (filters.ANY_DATE,))],
    Show.WAITING: [("stage", filters.ANY_OF, ("waiting",))],
    Show.SCHEDULED: [("stage", filters.ANY_OF, ("later",))],
    Show.DONE: [("stage", filters.ANY_OF, ("done",))],
}


def _built(request: Request, chosen: SavedView | None) -> HttpResponse:
    """What the builder's buttons do: one condition more or fewer, show what it would find, save."""
    form = ViewForm(request.actor, used_in(request.POST), request.POST)
    step = request.POST.get("step", "")
    if step == "add" or "remove" in request.POST:
        return _builder(request, form.unjudged(), chosen)
    if not form.is_valid():
        return _builder(request, form, chosen, status=422)
    if step == "preview":
        return _builder(request, form, chosen, found=shown_by(form.definition(), by=request.actor, most=PREVIEWED).page)
    if chosen is None:
        chosen = actions.save_view(form.details(), by=request.actor)
    else:
        actions.change_view(chosen, form.details(), by=request.actor)
    messages.success(request, _("The view is saved."))
    return to("tech:view", chosen.ref)


def _builder(
    request: Request, form: Any, chosen: SavedView | None, *, status: int = 200, found: Any = None
) -> HttpResponse:
    return page(
        request,
        "helpdesk/tech/view_form.html",
        status=status,
        form=form,
        view=chosen,
        address=reverse("tech:view-change", args=[chosen.ref]) if chosen is not None else reverse("tech:new-view"),
        found=shown_rows(found.rows) if found is not None else None,
        has_more=found is not None and found.after is not None,
    )


def _offered(offered: list[OfferedView], ref: str) -> OfferedView:
    chosen = next((each for each in offered if each.ref == ref), None)
    if chosen is None:
        raise Http404
    return chosen


def _changeable(request: Request, ref: str, *, deleted: bool = False) -> SavedView:
    rows = SavedView.objects.changeable_by(request.actor).select_related("queue")
    chosen = rows.filter(ref=ref, deleted_at__isnull=not deleted).first()
    if chosen is None:
        raise Http404
    return chosen


def _may_change(offered: OfferedView, request: Request) -> bool:
    return offered.audience == Audience.MINE or request.actor.may(actions.SHARE)


def _just_deleted(request: Request) -> SavedView | None:
    """The view that was deleted a moment ago, so that the page can offer to bring it back."""
    ref = request.GET.get("deleted", "")
    if not filters.REF.fullmatch(ref):
        return None
    return SavedView.objects.changeable_by(request.actor).filter(ref=ref, deleted_at__isnull=False).first()


def _sorted(definition: Definition, sorting: Sorting) -> Definition:
    return replace(definition, sort=sorting.name, falls=sorting.falls)
