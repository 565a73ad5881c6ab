"""The resources of the help desk, and how its refusals are told."""

from __future__ import annotations

from candor.helpdesk.refusals import CannotFollow, Refused, StaleTicket, StaleTime, TicketIsClosed, TimeIsAnswered
from candor.helpdesk.rules.texts import TextTooLong
from candor.helpdesk.views.tech.sentences import sentence_for
from candor.kernel.api.operations import Operations
from candor.kernel.api.refusals import tell
from candor.kernel.files import FileTooLarge
from candor.kernel.http.problems import Problem, not_valid

READ, WRITE, REDACT = "tickets:read", "tickets:write", "tickets:redact"

TICKETS = Operations("Tickets")
MESSAGES = Operations("Messages")
ATTACHMENTS = Operations("Attachments")

tell(Refused, lambda refusal: not_valid(("", sentence_for(refusal))))
tell(TextTooLong, lambda refusal: not_valid(("", sentence_for(refusal))))
tell(CannotFollow, lambda refusal: Problem("conflict", sentence_for(refusal)))
tell(
    TicketIsClosed,
    lambda refusal: Problem("conflict", sentence_for(CannotFollow(refusal.ticket, refusal.ticket.status))),
)
tell(StaleTime, lambda refusal: Problem("conflict", sentence_for(refusal)))
tell(TimeIsAnswered, lambda refusal: Problem("conflict", sentence_for(refusal)))
tell(StaleTicket, lambda _refusal: Problem("stale"))
tell(FileTooLarge, lambda refusal: Problem("too-large", sentence_for(refusal)))
