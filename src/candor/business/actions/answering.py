"""Answering a person from their timeline: through the outbox, with a reply token, and shown with its delivery."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from candor.business.actions.receiving import NewFile, keep_files
from candor.business.models import Correspondence, SalesMail
from candor.kernel import clock, instance, search
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.models import StoredFile
from candor.kernel.registries.inbound import DeliveryReport
from candor.mail.public import (
    OutboxState,
    TemplateClass,
    mailbox_feeding,
    normal,
    queue_mail,
    reply_token_for,
    sender_for,
    thread_of,
)
from candor.people.public import Identifier, IdentifierKind, Person, primary_email, signature_of

KIND, MAIL = "business.correspondence", "business.salesmail"
TIMELINE, LEADS = 1, 2
"""What a mailbox of this kind can feed: the timeline of whoever wrote, or that and the pipeline too."""

LOST = frozenset({OutboxState.BOUNCED.value, OutboxState.FAILED.value})
MOST_OF_A_THREAD = 50


class NowhereToAnswer(Exception):
    """No address of the person is known to which mail may go."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is to be written. `submission_key` is the form's one-time key: the same key has one effect."""

    text: str
    submission_key: str | None = None
    files: Sequence[StoredFile] = ()


def send_answer(found: Correspondence, new: Answer, *, by: Actor) -> SalesMail:
    """Write to the person; it waits for us no more. Whoever answers what nobody has taken takes it.

    Raises NowhereToAnswer.
    """
    earlier = _sent_already(found, new)
    if earlier is not None:
        return earlier
    try:
        return _send(found, new, by)
    except IntegrityError:
        earlier = _sent_already(found, new)
        if earlier is None:
            raise
        return earlier


@transaction.atomic
def _send(found: Correspondence, new: Answer, by: Actor) -> SalesMail:
    found = Correspondence.objects.select_for_update().get(pk=found.pk)
    address = address_for(found)
    if not address:
        raise NowhereToAnswer
    now = clock.now()
    mail = SalesMail.objects.create(
        correspondence=found,
        is_ours=True,
        by_id=by.id,
        address=normal(address),
        text=new.text,
        written_at=now,
        created_at=now,
        submission_key=new.submission_key,
    )
    keep_files(mail, [NewFile(file) for file in new.files])
    found.taken_by_id, found.waits_since, found.done_at, found.last_at = found.taken_by_id or by.id, None, None, now
    found.save(update_fields=["taken_by", "waits_since", "done_at", "last_at"])
    _post(found, mail, address, by)
    record("business.mail.sent", mail, by=by, correspondence=found.pk)
    search.changed(KIND, found.pk)
    return mail


def _post(found: Correspondence, mail: SalesMail, address: str, by: Actor) -> None:
    """Put it into the outbox, in the person's language and from the address that they wrote to."""
    posted = queue_mail(
        "business/mail/answer",
        to=address,
        to_name=found.person.name,
        language=found.person.language or instance.current().language,
        about=mail,
        context={"subject": found.subject, "text": mail.text, "signature": signature_for(mail.by)},
        kind=TemplateClass.ANSWER,
        by=by,
        sender=sender_for(found.mailbox or mailbox_feeding(KIND, TIMELINE) or mailbox_feeding(KIND, LEADS)),
        reply_token=reply_token_for(found, normal(address)),
        answers=_thread(found, mail),
        written_by_hand=True,
        attachments=[row.file for row in mail.files.select_related("file").order_by("id")],
    )
    mail.delivery = posted.state
    mail.save(update_fields=["delivery"])


def address_for(found: Correspondence) -> str:
    """The address that the person last wrote from, while it is theirs, else their first one; "" where there is none."""
    last = SalesMail.objects.filter(correspondence=found, is_ours=False).order_by("-id")
    value = normal(last.values_list("address", flat=True).first() or "")
    theirs = Identifier.objects.filter(person=found.person_id, kind=IdentifierKind.EMAIL, value=value)
    return value if value and theirs.exists() else primary_email(found.person)


def signature_for(writer: Person | None) -> str:
    """Their own signature, else their name, with ours below it."""
    ours = instance.current().organisation_name
    if writer is None:
        return ours
    return signature_of(writer.pk).strip() or f"{writer.name}\n{ours}"


def note_delivery(report: DeliveryReport) -> None:
    """Show how a mail of ours fared; one that did not arrive brings its correspondence back to us."""
    mail = SalesMail.objects.filter(pk=report.about_id).first()
    if mail is None:
        return
    mail.delivery = report.state
    mail.save(update_fields=["delivery"])
    if report.state in LOST:
        waiting = Correspondence.objects.filter(pk=mail.correspondence_id, waits_since=None)
        waiting.update(waits_since=clock.now(), done_at=None)


def _sent_already(found: Correspondence, new: Answer) -> SalesMail | None:
    if new.submission_key is None:
        return None
    return SalesMail.objects.filter(correspondence=found, submission_key=new.submission_key).first()


def _thread(found: Correspondence, new: SalesMail) -> list[str]:
    """The mails that this one continues, so that mail programs show them together."""
    earlier = SalesMail.objects.filter(correspondence=found).exclude(pk=new.pk).order_by("-id")
    return thread_of(MAIL, list(earlier.values_list("pk", flat=True)[:MOST_OF_A_THREAD]))
