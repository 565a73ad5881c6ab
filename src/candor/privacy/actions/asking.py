"""Requests of people who have not signed in: taken in at once, proven by a link that is mailed to their address.

For every address the same rows are written and the same job asked for. Only the owner of the mailbox learns anything,
and the mail has none of the words that were typed, because anybody can type anybody's address. The time for an answer
runs from the form, not from the link; from the mail to the press of its button the clock stands still.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from candor.kernel import clock, instance, tokens
from candor.kernel.actor import JOB, Actor
from candor.kernel.audit import record
from candor.kernel.jobs import Task, enqueue
from candor.kernel.models import Token
from candor.kernel.turns import a_moment_ago, one_at_a_time
from candor.mail.public import TemplateClass, queue_mail
from candor.people.public import (
    IdentifierKind,
    Refused,
    find_by_identifier,
    may_write_to,
    normalise,
    people_by_ids,
)
from candor.privacy.actions.identity import NOT_ASKED
from candor.privacy.actions.requests import NewRequest, answer_identity, ask_identity, identify, receive
from candor.privacy.models import IdentityCheck, IdentityProof, RequestChannel, RequestKind, SubjectRequest
from candor.privacy.rules.identity import LINK_LIVES, one_holder
from candor.privacy.rules.request_states import UNKNOWN

PROOF = "privacy-request"
"""The purpose of the links that are mailed; a link belongs to one check."""

MAIL = "privacy/mail/request_proof"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the form brings."""

    kind: RequestKind
    name: str
    email: str
    said: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class OpenLink:
    """The check that waits behind a mailed link."""

    token: Token
    check: IdentityCheck


@transaction.atomic
def ask_publicly(wanted: Wanted, *, mailer: Task, by: Actor) -> None:
    """Take the request in and let a job write to the address. The same form sent twice is one request."""
    email = normalise(IdentifierKind.EMAIL, wanted.email)
    request = receive(
        NewRequest(
            kind=wanted.kind,
            channel=RequestChannel.WEBSITE,
            said=wanted.said,
            name=wanted.name,
            address=email,
            language=wanted.language,
        ),
        by=by,
    )
    if not IdentityCheck.objects.filter(request=request).exists():
        enqueue(mailer, ask_for_mailbox(request, email, by=by).pk)


@transaction.atomic
def ask_for_mailbox(request: SubjectRequest, email: str, *, by: Actor) -> IdentityCheck:
    """Ask whoever reads the mailbox whether the request is theirs: a check that waits for its link."""
    check = IdentityCheck.objects.create(
        request=request, way=IdentityProof.MAILBOX, place=email, by_id=by.id if by.is_staff else None, at=clock.now()
    )
    ask_identity(request, by=by)
    record("privacy.identity_check.begun", check, by=by, way=check.way, request=request.pk)
    return check


@transaction.atomic
def mail_link(check_id: int) -> None:
    """Mail the link of a check. Running again ends the earlier link and mails a new one."""
    check = IdentityCheck.objects.select_related("request").filter(pk=check_id, passed_at=None, failed_at=None).first()
    if check is None or not may_write_to(check.place):
        return
    tokens.revoke(PROOF, check.pk)
    secret = tokens.issue_link(PROOF, check.pk, lives=LINK_LIVES)
    queue_mail(
        MAIL,
        to=check.place,
        language=check.request.language or instance.current().language,
        about=check.request,
        context={
            "link": settings.INSTANCE.base_url + reverse("public:your-data-confirm", args=[secret]),
            "number": str(check.request.number),
        },
        kind=TemplateClass.ASKED_FOR,
        by=JOB,
    )


def request_behind(secret: str) -> OpenLink | None:
    """The check of a mailed link that still waits, of a request whose sender is not certain; None for any other."""
    token = tokens.find_link(PROOF, secret)
    if token is None:
        return None
    waiting = IdentityCheck.objects.select_related("request").filter(
        pk=token.subject_id or 0, passed_at=None, failed_at=None
    )
    check = waiting.first()
    return OpenLink(token, check) if check is not None and check.request.stands in UNKNOWN else None


@transaction.atomic
def confirm_mailbox(link: OpenLink, *, by: Actor) -> bool:
    """The mailbox's owner says that the request is theirs; True for the first press.

    It shows who they are where the address on file belongs to one person. Where it is shared or nobody's, the question
    is answered, the clock goes on, and the office decides what more is needed.
    """
    if not tokens.use(link.token):
        return False
    check = link.check
    holder = one_holder([person.pk for person in find_by_identifier(IdentifierKind.EMAIL, check.place)])
    check.passed_at, check.subject_number = clock.now(), holder
    check.save(update_fields=["passed_at", "subject_number"])
    record("privacy.identity_check.passed", check, by=by, way=check.way, request=check.request_id)
    if holder is None:
        answer_identity(check.request, by=by)
        return True
    identify(check.request, people_by_ids([holder])[holder], IdentityProof.MAILBOX, by=by)
    return True


@transaction.atomic
def ask_person_by_mail(request: SubjectRequest, email: str, *, mailer: Task, by: Actor) -> IdentityCheck | None:
    """Mail a link to a mailbox on file; None where nothing may be sent there. An open link to it is mailed anew.

    Raises Refused where it is certain who asks, or the request is over.
    """
    one_at_a_time("privacy.identity-check")
    if not may_write_to(email):
        return None
    if SubjectRequest.objects.get(pk=request.pk).stands not in UNKNOWN:
        raise Refused(NOT_ASKED)
    waiting = IdentityCheck.objects.filter(request=request, way=IdentityProof.MAILBOX, place=email)
    check = waiting.filter(passed_at=None, failed_at=None).first()
    if check is not None and tokens.was_issued(PROOF, check.pk, since=a_moment_ago()):
        return check
    check = check or ask_for_mailbox(request, email, by=by)
    enqueue(mailer, check.pk)
    return check
