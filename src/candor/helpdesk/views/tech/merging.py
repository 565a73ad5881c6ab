"""Merging a case into another one, and taking that back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from candor.helpdesk.access import note_look, workable_ticket
from candor.helpdesk.actions import merging as actions
from candor.helpdesk.forms.shaping import MergeForm
from candor.helpdesk.models import Merge, Message, Ticket
from candor.helpdesk.queries.lists import CaseRow
from candor.helpdesk.queries.similar import find_cases, similar_cases
from candor.helpdesk.refusals import CannotMerge, CannotUndo, StaleTicket, TicketIsClosed
from candor.helpdesk.rules.texts import shortened_line
from candor.helpdesk.views.tech.answers import go_to
from candor.helpdesk.views.tech.lists import shown_rows
from candor.helpdesk.views.tech.sentences import sentence_for
from candor.kernel.http.request import Request
from candor.ui.public import fragment, is_htmx, page

TEMPLATE = "helpdesk/tech/merge.html"
MOST_LATER = 20


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: Request, ref: str) -> HttpResponse:
    """Find the other case, look at what will happen, then make the two one."""
    source = workable_ticket(request.actor, ref)
    into = request.POST.get("into") or request.GET.get("into", "")
    if not into:
        return _search(request, source)
    target = workable_ticket(request.actor, into)
    note_look(request, target)
    if request.method == "POST":
        return _merge(request, source, target)
    return _confirm(request, source, target, MergeForm(None, same_requester=_same(source, target)))


@require_http_methods(["GET", "HEAD", "POST"])
def unmerge(request: Request, ref: str) -> HttpResponse:
    """Say what taking the merge back does, then do it."""
    source = workable_ticket(request.actor, ref)
    merged = Merge.objects.select_related("source", "target").filter(source=source, undone_at=None).first()
    if merged is None:
        return go_to("tech:ticket", ref)
    target = workable_ticket(request.actor, merged.target.ref)
    if request.method != "POST":
        later = [_told(message) for message in actions.messages_since(merged).select_related("author")[:MOST_LATER]]
        return page(request, "helpdesk/tech/unmerge.html", ticket=source, target=target, merged=merged, later=later)
    try:
        stays = actions.undo_merge(merged, by=request.actor)
    except CannotUndo as refusal:
        messages.error(request, sentence_for(refusal))
        return go_to("tech:ticket", ref)
    messages.success(request, _undone(target, len(stays)))
    return go_to("tech:ticket", ref)


def _search(request: Request, source: Ticket) -> HttpResponse:
    question = request.GET.get("q", "")
    found = find_cases(question, source, by=request.actor) if question.strip() else []
    alike = [] if question.strip() else similar_cases(source, by=request.actor)
    context: dict[str, Any] = {
        "ticket": source,
        "question": question,
        "found": _rows(source, found),
        "alike": _rows(source, alike),
    }
    if is_htmx(request):
        return fragment(request, f"{TEMPLATE}#found", **context)
    return page(request, TEMPLATE, **context)


def _merge(request: Request, source: Ticket, target: Ticket) -> HttpResponse:
    form = MergeForm(request.POST, same_requester=_same(source, target))
    if not form.is_valid():
        return _confirm(request, source, target, form, status=422)
    clean = form.cleaned_data
    try:
        actions.merge(
            source,
            target,
            by=request.actor,
            keeps_informed=clean["keeps_informed"] and not form.same_requester,
            expected_version=clean["version"],
            expected_target_version=clean["target_version"],
        )
    except StaleTicket as refusal:
        return _confirm(request, source, target, form, problem=sentence_for(refusal), status=409)
    except (CannotMerge, TicketIsClosed) as refusal:
        return _confirm(request, source, target, form, problem=sentence_for(refusal), status=422)
    messages.success(
        request,
        _("Case %(number)s is part of this one now.") % {"number": source.number},
        extra_tags=f"undo:{reverse('tech:ticket-unmerge', args=[source.ref])}",
    )
    return go_to("tech:ticket", target.ref)


def _confirm(  # noqa: PLR0913 - two cases, the form, and why it is shown again
    request: Request, source: Ticket, target: Ticket, form: MergeForm, *, problem: str = "", status: int = 200
) -> HttpResponse:
    """Both cases side by side and what will happen to them. After a conflict the versions are the present ones."""
    return page(
        request,
        "helpdesk/tech/merge_confirm.html",
        status=status,
        ticket=source,
        target=target,
        form=form,
        problem=problem,
        same_requester=_same(source, target),
        opens_again=actions.opens_again(source, target),
    )


def _same(source: Ticket, target: Ticket) -> bool:
    return source.requester_id == target.requester_id


def _rows(source: Ticket, rows: list[CaseRow]) -> list[dict[str, Any]]:
    address = reverse("tech:ticket-merge", args=[source.ref])
    return [shown | {"url": f"{address}?into={row.ref}"} for row, shown in zip(rows, shown_rows(rows), strict=True)]


def _told(message: Message) -> dict[str, Any]:
    """One line about a message: who, how it begins, when."""
    who = message.author.name if message.author is not None else _("Somebody")
    return {"who": who, "text": shortened_line(message.text, most=80), "at": message.created_at, "icon": "mail"}


def _undone(target: Ticket, later: int) -> str:
    if not later:
        return _("The case stands for itself again, exactly as before.")
    return ngettext(
        "The case stands for itself again. %(num)d message came after the merge and stays in case %(number)s.",
        "The case stands for itself again. %(num)d messages came after the merge and stay in case %(number)s.",
        later,
    ) % {"num": later, "number": target.number}
