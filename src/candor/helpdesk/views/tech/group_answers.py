"""One answer to all children: writing it with a preview, watching it go out, stopping it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candor.helpdesk import tasks
from candor.helpdesk.access import note_look, workable_ticket
from candor.helpdesk.actions import group_answers as actions
from candor.helpdesk.forms.shaping import GroupAnswerForm
from candor.helpdesk.models import Draft, GroupAnswer, Ticket
from candor.helpdesk.refusals import Refused
from candor.helpdesk.rules.texts import TextTooLong
from candor.helpdesk.rules.variables import NAMES, unknown_in
from candor.helpdesk.views.tech.answers import go_to
from candor.helpdesk.views.tech.sentences import sentence_for
from candor.kernel import clock
from candor.kernel.http.request import Request
from candor.kernel.ids import new_ref
from candor.ui.public import fragment, is_htmx, page

TEMPLATE = "helpdesk/tech/group_answer.html"
PREVIEWED = 3
MOST_PARTS = 500


@require_http_methods(["GET", "HEAD", "POST"])
def answer_children(request: Request, ref: str) -> HttpResponse:
    """Write one answer for all children."""
    parent = workable_ticket(request.actor, ref)
    form = GroupAnswerForm(request.POST or None, initial={"key": new_ref(), "body": _taken_back(request, parent)})
    if not form.is_valid():
        return _page(request, parent, form, status=422 if form.is_bound else 200)
    clean = form.cleaned_data
    try:
        new = actions.NewGroupAnswer(clean["body"], clean["solves"], clean["key"])
        answer = actions.answer_children(parent, new, by=request.actor, deliver=tasks.deliver_group_answer)
    except (Refused, TextTooLong) as refusal:
        form.add_error(None, sentence_for(refusal))
        return _page(request, parent, form, status=422)
    undo = reverse("tech:group-answer-take-back", args=[parent.ref, answer.ref])
    has_time = settings.INSTANCE.undo_seconds > 0
    messages.success(request, _("Your answer goes to all children."), extra_tags=f"undo:{undo}" if has_time else "")
    return go_to("tech:group-answer", parent.ref, answer.ref)


@require_POST
def preview(request: Request, ref: str) -> HttpResponse:
    """The answer as the first children's requesters will read it."""
    parent = workable_ticket(request.actor, ref)
    return fragment(request, f"{TEMPLATE}#preview", **_context(request, parent, request.POST.get("body", "")))


@require_safe
def group_answer(request: Request, ref: str, answer: str) -> HttpResponse:
    """How far it has got, and what became of it in each child."""
    parent = workable_ticket(request.actor, ref)
    found = _answer_or_404(parent, answer)
    visible = Ticket.objects.visible_to(request.actor)
    parts = found.parts.filter(ticket__in=visible).select_related("ticket__requester").order_by("id")[:MOST_PARTS]
    context: dict[str, Any] = {
        "ticket": parent,
        "answer": found,
        "parts": list(parts),
    }
    if is_htmx(request):
        return fragment(request, "helpdesk/tech/group_answer_progress.html#progress", **context)
    note_look(request, parent)
    return page(request, "helpdesk/tech/group_answer_progress.html", **context)


@require_POST
def stop(request: Request, ref: str, answer: str) -> HttpResponse:
    """Deliver it to nobody else."""
    parent = workable_ticket(request.actor, ref)
    actions.stop_answer(_answer_or_404(parent, answer), by=request.actor)
    return go_to("tech:group-answer", ref, answer)


@require_POST
def take_back(request: Request, ref: str, answer: str) -> HttpResponse:
    """Take the answer back, to write it anew, as long as it has reached nobody."""
    parent = workable_ticket(request.actor, ref)
    try:
        actions.take_back_answer(_answer_or_404(parent, answer), by=request.actor)
    except Refused as refusal:
        messages.error(request, sentence_for(refusal))
        return go_to("tech:group-answer", ref, answer)
    messages.success(request, _("Your answer was not sent. It waits in the box below."))
    return go_to("tech:ticket-answer-children", ref)


def _taken_back(request: Request, parent: Ticket) -> str:
    held = Draft.objects.filter(author=request.person, ticket=parent, purpose=actions.TO_CHILDREN)
    return held.values_list("text", flat=True).first() or ""


def _answer_or_404(parent: Ticket, ref: str) -> GroupAnswer:
    found = GroupAnswer.objects.select_related("parent", "author").filter(parent=parent, ref=ref).first()
    if found is None:
        raise Http404
    return found


def _page(request: Request, parent: Ticket, form: GroupAnswerForm, *, status: int) -> HttpResponse:
    context = _context(request, parent, form["body"].value() or "")
    return page(request, TEMPLATE, status=status, form=form, **context)


def _context(request: Request, parent: Ticket, text: str) -> dict[str, Any]:
    children = actions.answerable_children(parent, by=request.actor)
    shown = list(children.select_related("requester", "organisation", "queue")[: PREVIEWED + 1])
    return {
        "ticket": parent,
        "previews": [(child, actions.words_for(text, child, request.person)) for child in shown[:PREVIEWED]],
        "has_more": len(shown) > PREVIEWED,
        "unknown": unknown_in(text),
        "text": text,
        "names": NAMES,
        "writer": request.person.name,
        "at": clock.now(),
    }
