"""Requests that clients decide about, in the shape of the pages of an erasure and of a copy."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from candor.kernel import clock, instance
from candor.kernel.actor import Actor
from candor.mail.public import OutboxMessage, OutboxState
from candor.people.public import Person
from candor.privacy.models import (
    ClientRequest,
    ClientWord,
    Copy,
    CopyState,
    Erasure,
    ErasureState,
    ProcessingAgreement,
    SubjectRequest,
)
from candor.privacy.models.client_requests import ClientRequestQuerySet
from candor.privacy.queries.erasures import person_of
from candor.privacy.rules.forwarding import leaves_at
from candor.privacy.telling_clients import TO_CLIENTS, whom_to_tell

NOT_DELIVERED = (OutboxState.FAILED, OutboxState.BOUNCED)
GIVEN_UP = (CopyState.WITHDRAWN, CopyState.REFUSED)


@dataclass(frozen=True, slots=True)
class DecidingClient:
    """A client that decides about a request. `whom` is the agreement whose contact can be written to.

    `evening`: when it goes by itself, or the office is told where it cannot; None where that moment has come already.
    `mailed_to`: the address it went to, "" where it was passed on in another way or the mail is no longer kept.
    `may_answer`: whether its word can be noted now.
    """

    row: ClientRequest
    whom: ProcessingAgreement | None
    evening: datetime | None
    mailed_to: str
    is_undelivered: bool
    may_answer: bool


def clients_of_erasure(actor: Actor, erasure: Erasure) -> list[DecidingClient]:
    """Who decides about it. A few queries for each client, of which one person has one mostly."""
    rows = ClientRequest.objects.visible_to(actor).of_the_request(erasure)
    may_answer = erasure.state in {ErasureState.PLANNED, ErasureState.DONE} and erasure.goes_on_in is None
    is_planned = erasure.state == ErasureState.PLANNED
    return [_deciding(row, mail, may_answer=may_answer and (row.word != ClientWord.ERASE or is_planned))
            for row, mail in _with_mails(rows)]  # fmt: skip


def clients_of_copy(actor: Actor, copy: Copy) -> list[DecidingClient]:
    """The same of a copy; it is too late for an answer when the archive was fetched."""
    rows = ClientRequest.objects.visible_to(actor).of_the_copy(copy)
    may_answer = copy.fetched_at is None and copy.state not in GIVEN_UP
    return [_deciding(row, mail, may_answer=may_answer) for row, mail in _with_mails(rows)]


def clients_of_request(actor: Actor, request: SubjectRequest) -> list[DecidingClient]:
    """The same of a request for which nothing is planned yet, or that asks for something else."""
    rows = ClientRequest.objects.visible_to(actor).filter(request=request, erasure=None, copy=None)
    return [_deciding(row, mail, may_answer=not request.is_over) for row, mail in _with_mails(rows)]


def whoever_asks(actor: Actor, row: ClientRequest) -> Person | None:
    """Whom a request is about, as long as they have a name."""
    if row.copy is not None:
        return Person.objects.visible_to(actor).filter(pk=row.copy.person_id, erased_at=None).first()
    if row.erasure is not None:
        return person_of(actor, row.erasure)
    return Person.objects.visible_to(actor).filter(pk=row.subject_number, erased_at=None).first()


def _deciding(row: ClientRequest, mail: tuple[str, str] | None, *, may_answer: bool) -> DecidingClient:
    is_untold = row.passed_at is None and row.word == ClientWord.NOTHING_YET
    address, state = mail or ("", "")
    return DecidingClient(
        row, whom_to_tell(row) if is_untold else None, _evening(row), address, state in NOT_DELIVERED, may_answer
    )


def _evening(row: ClientRequest) -> datetime | None:
    moment = leaves_at(row.begun_at, ZoneInfo(instance.current().time_zone))
    return moment if moment > clock.now() else None


def _with_mails(rows: ClientRequestQuerySet) -> list[tuple[ClientRequest, tuple[str, str] | None]]:
    """Each with the address and fate of the mail to the client, as long as that is in the outbox. Two queries."""
    found = list(
        rows.select_related("erasure", "copy__person", "request", "organisation", "passed_by", "noted_by").order_by(
            "pk"
        )
    )
    mails = _mails([row.pk for row in found if row.passed_at])
    return [(row, mails.get(row.pk)) for row in found]


def _mails(numbers: Collection[int]) -> dict[int, tuple[str, str]]:
    """The mails to clients, not those that remind the office, which is told before the client is."""
    about = OutboxMessage.objects.filter(about_kind=ClientRequest._meta.label_lower, about_id__in=numbers)
    mails = about.filter(template__in=TO_CLIENTS).order_by("pk").values_list("about_id", "to_address", "state")
    return {number: (address, state) for number, address, state in mails} if numbers else {}
