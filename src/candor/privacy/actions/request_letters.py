"""Keeping what we wrote about a request: each mail as it left, and whether it arrived."""

from __future__ import annotations

from candor.kernel.registries.inbound import DeliveryReport
from candor.mail.public import OutboxMessage
from candor.privacy.models import RequestLetter, SubjectRequest

TO_OURSELVES = frozenset({"privacy/mail/request_due"})
HOLD_SECRETS = frozenset({"privacy/mail/request_proof"})
"""Mails whose link lets somebody in: of these no words are kept."""


def note_letter_delivery(report: DeliveryReport) -> None:
    """Keep the mail in the request file, with what became of it. A later report changes that alone."""
    mail = OutboxMessage.objects.filter(pk=report.outbox_id).first()
    request = SubjectRequest.objects.filter(pk=report.about_id).first()
    if mail is not None and mail.template in TO_OURSELVES:
        return
    if mail is None or request is None:
        RequestLetter.objects.filter(outbox=report.outbox_id).update(state=report.state)
        return
    RequestLetter.objects.update_or_create(
        outbox=mail.pk,
        defaults={"state": report.state, "settled_at": mail.settled_at},
        create_defaults=_as_sent(mail, report, request.subject_number),
    )


def _as_sent(mail: OutboxMessage, report: DeliveryReport, subject_number: int | None) -> dict[str, object]:
    return {
        "request_id": report.about_id,
        "subject_number": subject_number,
        "outbox": mail.pk,
        "template": mail.template,
        "language": mail.language,
        "to_address": mail.to_address,
        "subject": mail.subject,
        "text": "" if mail.template in HOLD_SECRETS else mail.text,
        "queued_at": mail.created_at,
        "state": report.state,
        "settled_at": mail.settled_at,
    }
