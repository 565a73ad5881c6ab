"""Keeping reply templates and macros: two pages each, made alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candor.helpdesk.access import WORK
from candor.helpdesk.actions import prepared as actions
from candor.helpdesk.actions.sending import set_after_sending
from candor.helpdesk.forms.prepared import EVERYBODY, MINE, HabitForm, MacroForm, TemplateForm, place_of
from candor.helpdesk.models import AfterSending, Macro, ReplyTemplate, ReplyText, Ticket, WritingHabit
from candor.helpdesk.queries.macros import summary_of, tags_of, with_steps
from candor.helpdesk.queries.variables import values_for
from candor.helpdesk.refusals import Refused, StalePrepared
from candor.helpdesk.rules.texts import TextTooLong
from candor.helpdesk.rules.variables import NAMES, fill, unknown_in
from candor.helpdesk.views.tech.answers import go_to
from candor.helpdesk.views.tech.sentences import sentence_for
from candor.kernel.http.request import Request
from candor.ui.public import fragment, page

EITHER = ["GET", "HEAD", "POST"]
MOST = 200
"""Templates or macros that a page shows of each kind."""


@require_safe
def templates(request: Request) -> HttpResponse:
    """All templates that one sees, in their order, and how one likes to write."""
    habit = WritingHabit.objects.filter(person=request.person).values_list("after_sending", flat=True).first()
    form = HabitForm(initial={"after_sending": habit or AfterSending.STAY.value})
    return page(
        request, "helpdesk/tech/templates.html", habit_form=form, **_listed(request, ReplyTemplate.objects.all())
    )


@require_safe
def macros(request: Request) -> HttpResponse:
    """All macros that one sees, in their order, with their steps."""
    context = _listed(request, with_steps(Macro.objects.all()))
    steps = {row.pk: summary_of(row) for row in context["rows"]}
    return page(request, "helpdesk/tech/macros.html", steps=steps, **context)


@require_http_methods(EITHER)
def new_template(request: Request) -> HttpResponse:
    """Make a template."""
    form = _template_form(request, None)
    if form.is_valid():
        return _saved(
            request, form, "tech:templates", lambda: actions.create_template(form.details(), by=request.actor)
        )
    return _template_page(request, form, None)


@require_http_methods(EITHER)
def template(request: Request, template: str) -> HttpResponse:
    """One template: its words by language, with a preview of a real case."""
    chosen = _chosen(request, ReplyTemplate, template)
    form = _template_form(request, chosen)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        return _saved(
            request,
            form,
            "tech:templates",
            lambda: actions.change_template(chosen, form.details(), by=request.actor, expected_version=version),
            chosen,
        )
    return _template_page(request, form, chosen)


@require_http_methods(EITHER)
def new_macro(request: Request) -> HttpResponse:
    """Make a macro."""
    form = _macro_form(request, None)
    if form.is_valid():
        return _saved(request, form, "tech:macros", lambda: actions.create_macro(form.details(), by=request.actor))
    return _macro_page(request, form, None)


@require_http_methods(EITHER)
def macro(request: Request, macro: str) -> HttpResponse:
    """One macro and its steps."""
    chosen = _chosen(request, Macro, macro)
    form = _macro_form(request, chosen)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        return _saved(
            request,
            form,
            "tech:macros",
            lambda: actions.change_macro(chosen, form.details(), by=request.actor, expected_version=version),
            chosen,
        )
    return _macro_page(request, form, chosen)


@require_POST
def preview(request: Request) -> HttpResponse:
    """The words being written, filled in for the newest case that one sees."""
    text = request.POST.get("text") or next((request.POST[key] for key in request.POST if key.startswith("text_")), "")
    return fragment(request, "helpdesk/tech/template.html#preview", **_preview(request, text))


@require_POST
def set_habit(request: Request) -> HttpResponse:
    """Remember where to go after sending."""
    form = HabitForm(request.POST)
    if form.is_valid():
        set_after_sending(request.person, form.cleaned_data["after_sending"])
        messages.success(request, _("Your choice is saved."))
    return go_to("tech:templates")


def _verb(model: Any, verb: Callable[..., None], to: str) -> Any:
    """The view of archiving, restoring or moving up."""

    def view(request: Request, **named: str) -> HttpResponse:
        chosen = _or_404(model.objects.changeable_by(request.actor).filter(ref=next(iter(named.values()))))
        verb(chosen, by=request.actor)
        return go_to(to)

    view.__name__, view.__doc__ = verb.__name__, verb.__doc__
    return require_POST(view)


archive_template = _verb(ReplyTemplate, actions.archive, "tech:templates")
restore_template = _verb(ReplyTemplate, actions.restore, "tech:templates")
raise_template = _verb(ReplyTemplate, actions.move_up, "tech:templates")
archive_macro = _verb(Macro, actions.archive, "tech:macros")
restore_macro = _verb(Macro, actions.restore, "tech:macros")
raise_macro = _verb(Macro, actions.move_up, "tech:macros")


def _listed(request: Request, every: Any) -> dict[str, Any]:
    rows = list(every.visible_to(request.actor).select_related("queue").in_order()[: 2 * MOST])
    in_use = [row for row in rows if row.archived_at is None]
    may_all = request.actor.may("helpdesk.reply.change")
    return {
        "rows": rows,
        "mine": [row for row in in_use if row.owner_id is not None],
        "shared": [row for row in in_use if row.owner_id is None],
        "archived": [row for row in rows if row.archived_at is not None and (may_all or row.owner_id is not None)],
        "may_all": may_all,
    }


def _chosen(request: Request, model: Any, ref: str) -> Any:
    """One that the actor sees; to change it they must be allowed to, else it does not exist."""
    rows = model.objects.visible_to(request.actor)
    if request.method == "POST":
        rows = model.objects.changeable_by(request.actor)
    return _or_404(rows.select_related("queue").filter(ref=ref))


def _or_404(rows: Any) -> Any:
    found = rows.first()
    if found is None:
        raise Http404
    return found


def _saved(
    request: Request, form: Any, to: str, save: Callable[[], object], chosen: ReplyTemplate | Macro | None = None
) -> HttpResponse:
    """Save, and on to the list; refused: the page again with what was typed."""
    show: Callable[..., HttpResponse] = _template_page if isinstance(form, TemplateForm) else _macro_page
    try:
        save()
    except StalePrepared as refusal:
        form.add_error(None, sentence_for(refusal))
        return show(request, form, chosen, status=409)
    except (Refused, TextTooLong) as refusal:
        form.add_error(None, sentence_for(refusal))
        return show(request, form, chosen)
    messages.success(request, _("“%(name)s” is saved.") % {"name": form.cleaned_data["name"]})
    return go_to(to)


def _template_form(request: Request, chosen: ReplyTemplate | None) -> TemplateForm:
    texts = dict(ReplyText.objects.filter(template=chosen).values_list("language", "text")) if chosen else {}
    return TemplateForm(
        request.POST or None, actor=request.actor, person=request.person, initial=_initial(request, chosen), texts=texts
    )


def _macro_form(request: Request, chosen: Macro | None) -> MacroForm:
    initial = _initial(request, chosen)
    if chosen is not None:
        initial |= {
            "template": chosen.template and chosen.template.ref,
            "note": chosen.note,
            "status": chosen.status,
            "priority": str(chosen.priority or ""),
            "category": chosen.category and chosen.category.ref,
            "to_queue": chosen.to_queue and chosen.to_queue.ref,
            "assignee": chosen.assignee.ref if chosen.assignee is not None else chosen.assigns,
            "follow_up_days": chosen.follow_up_days,
            "tags_on": ", ".join(tag.name for tag in tags_of(chosen)[0]),
            "tags_off": ", ".join(tag.name for tag in tags_of(chosen)[1]),
        }
    return MacroForm(request.POST or None, actor=request.actor, person=request.person, initial=initial)


def _initial(request: Request, chosen: ReplyTemplate | Macro | None) -> dict[str, Any]:
    if chosen is None:
        return {"place": EVERYBODY if request.actor.may("helpdesk.reply.change") else MINE}
    return {"name": chosen.name, "place": place_of(chosen), "version": chosen.version}


def _template_page(
    request: Request, form: TemplateForm, chosen: ReplyTemplate | None, *, status: int = 0
) -> HttpResponse:
    language = request.person.language or "en"
    name = f"text_{language}" if f"text_{language}" in form.fields else "text_en"
    return page(
        request,
        "helpdesk/tech/template.html",
        status=status or (422 if form.is_bound else 200),
        form=form,
        prepared=chosen,
        may_change=_may_change(request, chosen),
        text_fields=[key for key in form.fields if key.startswith("text_")],
        **_preview(request, form[name].value() or ""),
    )


def _macro_page(request: Request, form: MacroForm, chosen: Macro | None, *, status: int = 0) -> HttpResponse:
    return page(
        request,
        "helpdesk/tech/macro.html",
        status=status or (422 if form.is_bound else 200),
        form=form,
        prepared=chosen,
        may_change=_may_change(request, chosen),
        steps=summary_of(chosen) if chosen is not None else [],
        names=NAMES,
    )


def _may_change(request: Request, chosen: ReplyTemplate | Macro | None) -> bool:
    if chosen is None or request.actor.may("helpdesk.reply.change"):
        return request.actor.may(WORK)
    return bool(chosen.owner_id == request.person.pk)


def _preview(request: Request, text: str) -> dict[str, Any]:
    """The words in a real case: the newest that one sees, in the language of its requester."""
    seen = Ticket.objects.visible_to(request.actor).select_related("requester", "organisation", "queue")
    case = seen.order_by("-id").first()
    filled = fill(text, values_for(case, request.person)) if case is not None else text
    return {"case": case, "filled": filled, "unknown": unknown_in(text), "names": NAMES}
