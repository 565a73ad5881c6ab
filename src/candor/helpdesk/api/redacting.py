"""Programs take words away from messages and remove files, for good: the pages' forms, access and actions.

The ledger tells of it before anything is destroyed, so each operation begins before its transaction. A request that is
refused begins nothing; one whose transaction fails leaves a beginning that changed nothing, which the job says.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest
from pydantic import Field, ValidationError

from candor.helpdesk import access
from candor.helpdesk.actions.redacting import spot_of, spot_of_file
from candor.helpdesk.api.operations import ATTACHMENTS, MESSAGES, REDACT
from candor.helpdesk.api.tickets import note_look
from candor.helpdesk.forms.redaction import LONGEST, SHORTEST, SpanForm
from candor.helpdesk.models import Message
from candor.helpdesk.refusals import TicketIsHeld
from candor.helpdesk.views.tech.redaction import told
from candor.kernel.api.forms import cleaned
from candor.kernel.api.schemas import Input, Output, PathRef
from candor.kernel.http.problems import Problem
from candor.privacy.public import (
    LedgerBroken,
    LedgerBusy,
    NothingToRedact,
    Redaction,
    Redacts,
    Removal,
    RemovalReason,
    Spot,
    begin_redaction,
    redacted_rows,
    take_file_away,
    take_span_away,
)

Reason = Literal["secret", "identity", "sensitive", "mistake", "harmful", "request"]


class SpanIn(Input):
    """Words as they stand in the message, however they are broken into lines."""

    span: Annotated[str, Field(min_length=SHORTEST, max_length=LONGEST)]


class RemovalIn(Input):
    """Why the file goes; it stands in the note that takes its place."""

    reason: Reason


class RedactionOut(Output):
    """What was done: from how many records something was taken, and how many raw mails went whole."""

    ref: str
    what: Literal["span", "file"]
    records: int
    raw_mails: int


def begin_span(request: Any, ref: str) -> None:
    """Note that words are about to be taken away, where they can be."""
    with suppress(Http404, TicketIsHeld, ValidationError):
        message, span = access.workable_message(request.actor, ref), SpanIn.model_validate_json(request.body).span
        if SpanForm(message, {"span": span}).is_valid():
            request.begun = _begun(Redacts.SPAN, spot_of(message), request)


def begin_removal(request: Any, ref: str) -> None:
    """Note that a file is about to be removed, where it can be."""
    with suppress(Http404, TicketIsHeld, ValidationError):
        reason = RemovalIn.model_validate_json(request.body).reason
        message, removal = _file_of(request, ref, reason)
        request.begun = _begun(Redacts.FILE, spot_of_file(message, removal), request)


@MESSAGES.write(
    "POST",
    "messages/{slug:ref}/redactions",
    scope=REDACT,
    response=RedactionOut,
    summary="Redact a message",
    problems=["conflict"],
    begin=begin_span,
    example={"span": "my password is zinnober"},
)
def redact_message(request: HttpRequest, ref: PathRef, payload: SpanIn) -> RedactionOut:
    """Take words of the message away for good, everywhere they stand in its ticket and in those joined with it.

    “[redacted]” takes their place; raw mails that hold them are deleted whole. It cannot be undone. For staff.
    """
    asking: Any = request
    message = access.workable_message(asking.actor, ref)
    form = SpanForm(message, {"span": payload.span})
    cleaned(form)
    return _done(
        request,
        message,
        lambda: spot_of(message),
        lambda begun, spot: take_span_away(begun, form.variants, spot, by=asking.actor),
    )


@ATTACHMENTS.write(
    "POST",
    "attachments/{slug:ref}/removal",
    scope=REDACT,
    response=RedactionOut,
    summary="Remove a file",
    problems=["conflict"],
    begin=begin_removal,
    example={"reason": "identity"},
)
def remove_attachment(request: HttpRequest, ref: PathRef, payload: RemovalIn) -> RedactionOut:
    """Remove a file of a message for good, with every copy in its ticket and in those joined with it.

    A note with the reason takes its place; the raw mails in which it came are deleted whole. It cannot be undone. For
    staff.
    """
    asking: Any = request
    message, removal = _file_of(request, ref, payload.reason)
    return _done(
        request,
        message,
        lambda: spot_of_file(message, removal),
        lambda begun, spot: take_file_away(begun, removal, spot, by=asking.actor),
    )


def _file_of(request: Any, ref: str, reason: Reason) -> tuple[Message, Removal]:
    held = access.readable_attachment(request.actor, ref)
    message = access.workable_message(request.actor, held.message.ref)
    return message, Removal(held.file, RemovalReason(reason))


def _begun(what: Redacts, spot: Spot, request: Any) -> Redaction:
    try:
        return begin_redaction(what, spot, by=request.actor)
    except (LedgerBusy, LedgerBroken):
        raise Problem("busy") from None


def _done(
    request: Any, message: Message, find_spot: Callable[[], Spot], take_away: Callable[[Redaction, Spot], None]
) -> RedactionOut:
    """Carry it out. Raises Problem where a hold or somebody quicker came between."""
    note_look(request, message.ticket)
    begun: Redaction | None = getattr(request, "begun", None)
    try:
        spot = find_spot()
        if begun is None:
            raise NothingToRedact
        take_away(begun, spot)
    except (TicketIsHeld, NothingToRedact) as refusal:
        raise Problem("conflict", told(refusal)[0]) from None
    begun.refresh_from_db()
    what: Any = begun.what
    return RedactionOut(ref=begun.ref, what=what, records=redacted_rows(begun), raw_mails=begun.originals)
