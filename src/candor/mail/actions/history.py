"""The outbox of a company that was invented: its mails belong to the past and none ever leaves."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from candor.kernel import clock
from candor.kernel.registries import inbound
from candor.kernel.registries.inbound import DeliveryReport
from candor.mail.models import OutboxAttachment, OutboxMessage, OutboxState

ON_ITS_WAY = timedelta(seconds=4)


@transaction.atomic
def count_as_sent() -> None:
    """Settle every waiting mail as sent a moment after it was written, or now. Called by the demo alone."""
    now = clock.now()
    for mail in OutboxMessage.objects.unsent().order_by("id"):
        with clock.at(min(mail.created_at + ON_ITS_WAY, now)):
            mail.state, mail.attempts, mail.settled_at = OutboxState.SENT, 1, clock.now()
            mail.save(update_fields=["state", "attempts", "settled_at"])
            OutboxAttachment.objects.filter(message=mail).delete()
            inbound.report(DeliveryReport(mail.pk, mail.about_kind, mail.about_id, mail.state, permanent=False))
