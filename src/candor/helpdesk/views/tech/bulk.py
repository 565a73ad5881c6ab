"""Changing many cases: the selection, the sheet of changes, its progress, its result, and the way back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candor.helpdesk.actions.bulk.choosing import MOST, NoCaseSelected, choose, choose_all
from candor.helpdesk.actions.bulk.running import MOST_AT_ONCE, begin, begin_undo, cancel, run, undo
from candor.helpdesk.forms.bulk import BulkForm
from candor.helpdesk.models import Bulk, BulkState
from candor.helpdesk.models.tickets import TicketQuerySet
from candor.helpdesk.queries.bulk import left_rows, sentences_of
from candor.helpdesk.queries.filtering import references, tickets_of
from candor.helpdesk.queries.lists import usual_order, visible_queues, wished
from candor.helpdesk.queries.paging import ORDERS
from candor.helpdesk.queries.views import definition_of, views_for
from candor.helpdesk.views.tech.configuration import EITHER
from candor.helpdesk.views.tech.lists import wish_from
from candor.helpdesk.views.tech.sentences import sentence_for
from candor.kernel import clock
from candor.kernel.http.request import Request
from candor.ui.public import page

QUICK: Mapping[str, Mapping[str, Any]] = {
    "solve": {"status": "solved"},
    "close": {"status": "closed"},
}


@require_POST
def bulks(request: Request) -> HttpResponse:
    """Take the selection; a quick verb is done at once, everything else goes on with the sheet of changes."""
    verb = request.POST.get("verb", "")
    try:
        if verb == "all":
            bulk = choose_all(_whole_list(request), by=request.actor)
        else:
            bulk = choose(_ticked(request.POST), by=request.actor)
    except NoCaseSelected as refusal:
        return page(request, "helpdesk/tech/bulk_none.html", status=422, why=sentence_for(refusal), back=_back(request))
    changes = {"assignee": request.actor.id} if verb == "take" else QUICK.get(verb)
    if changes is None:
        return _see(request, bulk)
    return _done_or_begun(request, bulk, changes)


@require_http_methods(EITHER)
def bulk(request: Request, ref: str) -> HttpResponse:
    """The sheet of changes; once it has begun, how far it is and what came of it."""
    chosen = _own(request, ref)
    sent = request.POST if request.method == "POST" else None
    form = BulkForm(request.actor, sent) if chosen.state == BulkState.CHOSEN else None
    if form is not None and form.is_valid():
        return _done_or_begun(request, chosen, form.changes())
    return page(
        request,
        "helpdesk/tech/bulk.html",
        status=422 if form is not None and form.is_bound else 200,
        form=form,
        most=MOST,
        back=_back(request),
        **_progress(request, chosen),
    )


@require_safe
def bulk_progress(request: Request, ref: str) -> HttpResponse:
    """How far it is: the part of the page that asks again and again."""
    return page(
        request, "helpdesk/tech/_bulk_progress.html", back=_back(request), **_progress(request, _own(request, ref))
    )


@require_POST
def cancel_bulk(request: Request, ref: str) -> HttpResponse:
    """Stop it; what is done stays done."""
    chosen = _own(request, ref)
    cancel(chosen, by=request.actor)
    return _see(request, chosen)


@require_POST
def undo_bulk(request: Request, ref: str) -> HttpResponse:
    """Take all of it back."""
    chosen = _own(request, ref)
    begin_undo(chosen, by=request.actor)
    if chosen.done_count <= MOST_AT_ONCE:
        undo(chosen.pk)
    return _see(request, chosen)


def _done_or_begun(request: Request, chosen: Bulk, changes: Mapping[str, Any]) -> HttpResponse:
    """A small one is done when the page comes back, and the list tells it; a large one shows how far it is."""
    begin(chosen, changes, by=request.actor)
    if chosen.total > MOST_AT_ONCE:
        return _see(request, chosen)
    run(chosen.pk)
    back = _back(request)
    return _redirect(f"{back}{'&' if '?' in back else '?'}done={chosen.ref}")


def _progress(request: Request, chosen: Bulk) -> dict[str, Any]:
    chosen.refresh_from_db()
    is_undo = chosen.state in {BulkState.UNDOING, BulkState.UNDONE}
    return {
        "bulk": chosen,
        "is_running": chosen.state in {BulkState.RUNNING, BulkState.UNDOING},
        "may_undo": chosen.state in {BulkState.DONE, BulkState.CANCELLED} and chosen.done_count > 0,
        "gone": chosen.undone_count + chosen.kept_count if is_undo else chosen.done_count + chosen.left_count,
        "whole": chosen.done_count if is_undo else chosen.total,
        "told": sentences_of(chosen),
        "left": left_rows(chosen, by=request.actor),
    }


def _whole_list(request: Request) -> TicketQuerySet:
    """The tickets of the list that the form stood in, in its order, with its sorting left aside."""
    actor, asked = request.actor, request.POST
    if "view" in asked:
        offered = next((each for each in views_for(actor) if each.ref == asked["view"]), None)
        definition = definition_of(offered.definition) if offered is not None else None
        if definition is None:
            raise Http404
        found = tickets_of(definition, actor, references([definition], actor), clock.now())
        return ORDERS[definition.sort](definition.falls).sorted(found, backwards=False)
    queues = visible_queues(actor)
    wish = wish_from(asked, queues)
    return usual_order(wish).sorted(wished(wish, queues, actor), backwards=False)


def _ticked(form: QueryDict) -> Iterator[tuple[str, int]]:
    """The ticked boxes: each carries a reference and the version that was shown."""
    for value in form.getlist("case"):
        ref, _dot, version = value.partition(".")
        if ref.isalnum() and version.isascii() and version.isdigit() and len(value) < 40:
            yield ref, int(version)


def _own(request: Request, ref: str) -> Bulk:
    chosen = Bulk.objects.filter(owner=request.person.pk, ref=ref).first()
    if chosen is None:
        raise Http404
    return chosen


def _back(request: Request) -> str:
    """The list to which it goes back: an address of our own, or the open cases."""
    asked = request.POST.get("list") or request.GET.get("list") or ""
    usual = f"{reverse('tech:cases')}?show=open"
    return asked if asked.startswith(reverse("tech:cases")) and url_has_allowed_host_and_scheme(asked, None) else usual


def _see(request: Request, chosen: Bulk) -> HttpResponse:
    return _redirect(f"{reverse('tech:bulk', args=[chosen.ref])}?{urlencode({'list': _back(request)})}")


def _redirect(address: str) -> HttpResponse:
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response
