"""What comes back: how a delivery went, that somebody marked a letter as spam, and answers that ask us to stop."""

from __future__ import annotations

from candor.kernel.actor import Actor, ActorKind, Channel
from candor.kernel.registries.inbound import Became, DeliveryReport
from candor.mail.public import InboundMail, OutboxMessage, mail_answered
from candor.newsletters.actions.subscribing import leave_everything
from candor.newsletters.models import Fate, Recipient
from candor.newsletters.rules.replies import asks_to_stop, says_no_more
from candor.privacy.public import ConsentWay

KIND = "newsletters.recipient"
FATES = {"sent": Fate.SENT, "kept": Fate.SENT, "bounced": Fate.BOUNCED, "failed": Fate.FAILED}


def note_delivery(report: DeliveryReport) -> None:
    """Called in the transaction that settles the mail. A complaint ends everything."""
    recipient = Recipient.objects.select_related("identifier__person").filter(pk=report.about_id).first()
    if recipient is None:
        return
    if report.state == "complained":
        _stop(recipient, ConsentWay.SPAM)
    elif report.state in FATES:
        fate = Fate.UNKNOWN if _was_cut_off(report) else FATES[report.state]
        Recipient.objects.filter(pk=recipient.pk).update(fate=fate)


def take_answer(mail: InboundMail) -> Became | None:
    """An answer to a newsletter from the address that it went to: counted, and where it asks us to stop, obeyed. What
    says more than that goes on its way to whoever reads answers.
    """
    if mail.is_forged or mail.is_automatic:
        return None
    ours = mail_answered(mail.parsed)
    if ours is None or ours.about_kind != KIND or ours.to_address != mail.sender:
        return None
    recipient = Recipient.objects.select_related("identifier__person").filter(pk=ours.about_id).first()
    if recipient is None:
        return None
    Recipient.objects.filter(pk=recipient.pk).update(replied=True)
    if not asks_to_stop(mail.parsed.subject, mail.parsed.visible_reply):
        return None
    _stop(recipient, ConsentWay.REPLY)
    return Became(KIND, recipient.pk, "opt-out") if says_no_more(mail.parsed.visible_reply) else None


def _stop(recipient: Recipient, way: ConsentWay) -> None:
    by = Actor(ActorKind.MAIL_SENDER, recipient.identifier.person_id, channel=Channel.MAIL)
    leave_everything(recipient.identifier, way, by=by)


def _was_cut_off(report: DeliveryReport) -> bool:
    return OutboxMessage.objects.filter(pk=report.outbox_id, error="cut-off").exists()
