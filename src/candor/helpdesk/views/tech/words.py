"""Prepared words and steps on the case page: choosing a template to insert, a macro to use."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candor.helpdesk.access import note_look, workable_ticket
from candor.helpdesk.actions.drafts import COMPOSER, save_draft
from candor.helpdesk.actions.inserting import insert_into_draft, insert_words
from candor.helpdesk.actions.macros import use_macro
from candor.helpdesk.forms.tech import ChangeForm
from candor.helpdesk.models import Draft, Macro, ReplyTemplate, Ticket
from candor.helpdesk.queries.macros import plan_of, reply_of, summary_of, with_steps
from candor.helpdesk.refusals import Refused, StaleTicket
from candor.helpdesk.rules.texts import TextTooLong
from candor.helpdesk.views.tech.answers import go_to
from candor.helpdesk.views.tech.sending import tell_sent
from candor.helpdesk.views.tech.sentences import sentence_for
from candor.helpdesk.words import WHY_WORDS
from candor.kernel.http.request import Request
from candor.ui.public import fragment, is_htmx, page

MOST = 200


@require_http_methods(["GET", "HEAD", "POST"])
def templates(request: Request, ref: str) -> HttpResponse:
    """The templates for this case with their first words, for the picker or as a page.

    The composer without a script comes by POST: what is being written is kept first.
    """
    case = workable_ticket(request.actor, ref)
    if request.method == "POST":
        return _keep_and_choose(request, case)
    rows = ReplyTemplate.objects.visible_to(request.actor).fitting(case.queue_id).in_use().prefetch_related("texts")
    context: dict[str, Any] = {"ticket": case, "templates": list(rows[:MOST])}
    if is_htmx(request):
        return fragment(request, "helpdesk/tech/insert.html#list", **context)
    note_look(request, case)
    return page(request, "helpdesk/tech/insert.html", **context)


@require_POST
def insert(request: Request, ref: str) -> HttpResponse:
    """Put a template's words into the reply: as text for the page's script, else into the draft, which is kept."""
    case = workable_ticket(request.actor, ref)
    rows = ReplyTemplate.objects.visible_to(request.actor).fitting(case.queue_id).in_use()
    chosen = rows.filter(ref=request.POST.get("template", "")).first()
    if chosen is None:
        return _gone(request, case)
    if request.headers.get("X-Insert"):
        return HttpResponse(insert_words(chosen, case, request.person), content_type="text/plain; charset=utf-8")
    try:
        insert_into_draft(
            chosen, case, request.person, by=request.actor, body=_typed(request, case), version=case.version
        )
    except TextTooLong as refusal:
        messages.error(request, sentence_for(refusal))
    return go_to("tech:ticket", ref, query="#composer")


@require_safe
def macros(request: Request, ref: str) -> HttpResponse:
    """The macros for this case, for the menu or as a page."""
    case = workable_ticket(request.actor, ref)
    rows = Macro.objects.visible_to(request.actor).fitting(case.queue_id).in_use()
    found = list(with_steps(rows)[:MOST])
    context: dict[str, Any] = {"ticket": case, "macros": [(macro, ", ".join(summary_of(macro))) for macro in found]}
    note_look(request, case)
    return page(request, "helpdesk/tech/use_macro.html", **context)


@require_http_methods(["GET", "HEAD", "POST"])
def macro(request: Request, ref: str, macro: str) -> HttpResponse:
    """What the macro will do in this case and what it will not; then do it."""
    case = workable_ticket(request.actor, ref)
    rows = Macro.objects.visible_to(request.actor).fitting(case.queue_id).in_use()
    chosen = with_steps(rows).filter(ref=macro).first()
    if chosen is None:
        raise Http404
    if request.method == "POST":
        return _use(request, chosen, case)
    note_look(request, case)
    return _preview(request, chosen, case)


def _use(request: Request, macro: Macro, case: Ticket) -> HttpResponse:
    form = ChangeForm(case, request.actor, request.POST)
    seen = form.cleaned_data["version"] if form.is_valid() else None
    try:
        plan, reply = use_macro(macro, case, request.person, by=request.actor, expected_version=seen)
    except StaleTicket as refusal:
        return _preview(request, macro, refusal.ticket, problem=sentence_for(refusal), status=409)
    except (Refused, TextTooLong) as refusal:
        return _preview(request, macro, case, problem=sentence_for(refusal), status=422)
    left = [planned for planned in plan.values() if not planned.is_taken]
    words = _("“%(name)s” is done.") % {"name": macro.name}
    if left:
        words += " " + _("Not done: %(steps)s.") % {"steps": "; ".join(planned.words for planned in left)}
    if reply is not None:
        tell_sent(request, reply, words)
    else:
        messages.success(request, words)
    return go_to("tech:ticket", case.ref)


def _preview(request: Request, macro: Macro, case: Ticket, *, problem: str = "", status: int = 200) -> HttpResponse:
    plan = plan_of(macro, case, request.person, by=request.actor)
    return page(
        request,
        "helpdesk/tech/macro_preview.html",
        status=status,
        ticket=case,
        macro=macro,
        plan=[(planned, str(WHY_WORDS[planned.why]) if planned.why else "") for planned in plan.values()],
        can_do=any(planned.is_taken for planned in plan.values()),
        reply=reply_of(macro, case, request.person, by=request.actor),
        problem=problem,
    )


def _gone(request: Request, case: Ticket) -> HttpResponse:
    """The template was archived or moved meanwhile, or was never this actor's: nothing was inserted."""
    words = _("This template is not there any more. Nothing was inserted; choose another one.")
    if request.headers.get("X-Insert"):
        return HttpResponse(words, status=422, content_type="text/plain; charset=utf-8")
    messages.error(request, words)
    return go_to("tech:ticket-templates", case.ref)


def _keep_and_choose(request: Request, case: Ticket) -> HttpResponse:
    try:
        save_draft(
            case,
            request.POST.get("body", ""),
            purpose=COMPOSER,
            by=request.actor,
            based_on_version=case.version,
            is_note=request.POST.get("mode") == "note",
        )
    except TextTooLong as refusal:
        messages.error(request, sentence_for(refusal))
        return go_to("tech:ticket", case.ref)
    return go_to("tech:ticket-templates", case.ref)


def _typed(request: Request, case: Ticket) -> str:
    """What stands in the box: sent along by the composer, else what was kept of it."""
    if "body" in request.POST:
        return request.POST["body"]
    kept = Draft.objects.filter(ticket=case, author=request.person, purpose=COMPOSER).values_list("text", flat=True)
    return kept.first() or ""
