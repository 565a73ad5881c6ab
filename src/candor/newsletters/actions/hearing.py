"""What comes back: how a delivery went, that somebody marked a letter as spam, and answers that ask us to stop."""

from __future__ import annotations

from candor.kernel.actor import Actor, ActorKind, Channel
from candor.kernel.registries.inbound import COMPLAINED, Answer, DeliveryReport
from candor.mail.public import OutboxMessage
from candor.newsletters.actions.subscribing import leave_everything
from candor.newsletters.models import Fate, Recipient
from candor.privacy.public import ConsentWay

KIND = "newsletters.recipient"
FATES = {"sent": Fate.SENT, "kept": Fate.SENT, "bounced": Fate.BOUNCED, "failed": Fate.FAILED}


def note_delivery(report: DeliveryReport) -> None:
    """Called in the transaction that settles the mail. A complaint ends everything."""
    recipient = _recipient(report.about_id)
    if recipient is None:
        return
    if report.state == COMPLAINED:
        _stop(recipient, ConsentWay.SPAM)
    elif report.state in FATES:
        fate = Fate.UNKNOWN if _was_cut_off(report) else FATES[report.state]
        Recipient.objects.filter(pk=recipient.pk).update(fate=fate)


def note_answer(answer: Answer) -> bool:
    """Called in the transaction that settles the answer: counted, and where it asks us to stop, obeyed."""
    recipient = _recipient(answer.about_id)
    if recipient is None:
        return False
    Recipient.objects.filter(pk=recipient.pk).update(replied=True)
    if answer.asks_to_stop:
        _stop(recipient, ConsentWay.REPLY)
    return answer.asks_to_stop


def _recipient(number: int) -> Recipient | None:
    return Recipient.objects.select_related("identifier__person").filter(pk=number).first()


def _stop(recipient: Recipient, way: ConsentWay) -> None:
    by = Actor(ActorKind.MAIL_SENDER, recipient.identifier.person_id, channel=Channel.MAIL)
    leave_everything(recipient.identifier, way, by=by)


def _was_cut_off(report: DeliveryReport) -> bool:
    return OutboxMessage.objects.filter(pk=report.outbox_id, error="cut-off").exists()
