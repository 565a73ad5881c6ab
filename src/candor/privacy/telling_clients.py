"""What a client is told of a request of somebody whose data we process for it: who asks for what, since when.

Nothing else: by the name it knows its own, and what we hold about them is in no mail.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from candor.kernel import clock, instance
from candor.kernel.actor import JOB, Actor
from candor.kernel.audit import record
from candor.mail.public import TemplateClass, queue_mail
from candor.people.public import Person, may_write_to, subject_of
from candor.privacy.models import (
    ClientRequest,
    Copy,
    Erasure,
    ErasureState,
    ProcessingAgreement,
    RequestKind,
    SubjectRequest,
    ToldHow,
)
from candor.privacy.rights import COPY_WORDS, Named, named, words_of
from candor.ui.public import locale_of, long_date

TURN = "privacy.client_requests"
"""Clients are told, and erasures begun, one at a time: a mail that is written while one begins would go unsent."""

BEING_ERASED = (ErasureState.EXECUTING, ErasureState.VERIFYING)

OF_COPIES = (RequestKind.ACCESS, RequestKind.PORTABILITY)
TO_CLIENTS = ABOUT_ERASURE, ABOUT_COPY = "privacy/mail/client_request", "privacy/mail/client_copy_request"


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for, what carries it out or stands for it, and its page."""

    carrier: Erasure | Copy | SubjectRequest
    right: Named
    received_on: date
    page: str


def request_of(row: ClientRequest) -> Request:
    """The request behind a client's row. No query where `erasure` and `copy` are selected with it.

    Raises LookupError where the copy went with its person.
    """
    if row.erasure is not None:
        page = reverse("tech:privacy-erasure", args=[row.erasure.ref])
        return Request(row.erasure, words_of(row.erasure.right), row.erasure.received_on, page)
    if row.copy is not None:
        page = reverse("tech:privacy-copy", args=[row.copy.ref])
        return Request(row.copy, COPY_WORDS, row.copy.received_on or row.copy.asked_at.date(), page)
    if row.request is not None:
        page = reverse("tech:privacy-request", args=[row.request.ref])
        return Request(row.request, named(row.request.kind), row.request.received_on, page)
    raise LookupError(row.ref)


def whom_to_tell(row: ClientRequest) -> ProcessingAgreement | None:
    """The agreement whose contact can be written to. None where none has one, or where it is the person's own mailbox.

    A few queries.
    """
    known = ProcessingAgreement.objects.filter(organisation=row.organisation).exclude(contact_address="")
    last = known.order_by("-begins_on", "-pk").first()
    if last is None or not may_write_to(last.contact_address):
        return None
    return None if last.contact_address.lower() in _addresses_of_whoever_asks(row) else last


def pass_on_by_mail(row: ClientRequest, *, by: Actor) -> bool:
    """Tell the client who asks for what; False where nobody can be written to, or somebody else was quicker.

    Whoever calls has a transaction, and marks the row before anything is written, so that it is told once.
    """
    agreement = whom_to_tell(row)
    person = Person.objects.filter(pk=row.subject_number, erased_at=None).first()
    if agreement is None or person is None:
        return False
    told = {"passed_at": clock.now(), "passed_how": ToldHow.MAIL, "passed_by": by.id, "went_by_itself": by == JOB}
    if not ClientRequest.objects.untold().filter(pk=row.pk).update(**told):
        return False
    _write(row, agreement, person, by)
    record("privacy.client_request.passed_on", row, by=by, how=ToldHow.MAIL.value)
    return True


def is_being_erased(row: ClientRequest) -> bool:
    """Whether their person is just being erased: whatever is written about them now is taken away with the rest."""
    return Erasure.objects.filter(subject_number=row.subject_number, state__in=BEING_ERASED).exists()


def _addresses_of_whoever_asks(row: ClientRequest) -> set[str]:
    if row.erasure is not None:
        return {address.lower() for address in (row.erasure.sought or {}).get("addresses", ())}
    person = row.copy.person if row.copy else Person.objects.filter(pk=row.subject_number, erased_at=None).first()
    return {address.lower() for address in subject_of(person).addresses} if person else set()


def _write(row: ClientRequest, agreement: ProcessingAgreement, person: Person, by: Actor) -> None:
    """The person's name alone: by it the client knows its own."""
    language = agreement.contact_language or instance.current().language
    request = request_of(row)
    queue_mail(
        ABOUT_COPY if row.copy or (row.request and row.request.kind in OF_COPIES) else ABOUT_ERASURE,
        to=agreement.contact_address,
        to_name=agreement.contact_name,
        language=language,
        about=row,
        context={
            "name": agreement.contact_name or row.organisation.name,
            "company": row.organisation.name,
            "person": person.name,
            "right": request.right.name,
            "law": request.right.law,
            "day": long_date(request.received_on, locale_of(language)),
            "reference": row.ref,
        },
        kind=TemplateClass.CONTRACT,
        by=by,
    )
