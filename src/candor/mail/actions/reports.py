"""Reports about mails of ours: bounces, confirmations and complaints, brought to the row that the mail was about.

A report counts only when it names a mail of ours by its Message-ID, which nobody can guess.
"""

from __future__ import annotations

from candor.kernel import clock
from candor.kernel.registries import inbound
from candor.kernel.registries.inbound import COMPLAINED, Became, DeliveryReport
from candor.mail.actions.addresses import note_dead
from candor.mail.inbound_mail import Refuse
from candor.mail.models import OutboxMessage, OutboxState, Reason, TemplateClass
from candor.mail.parsing import Bounce, ParsedMessage

GIVEN_UP = "4.4.7"
"""RFC 3463: the delivery time has expired. Temporary by its class, final by its meaning."""


def take(parsed: ParsedMessage) -> Became:
    """Note what the report says. Raises Refuse when it is about no mail of ours."""
    mail = OutboxMessage.objects.filter(message_id=parsed.original_message_id or "").first()
    if mail is None:
        raise Refuse(Reason.UNKNOWN_REPORT)
    bounce = _bounce_of(mail, parsed)
    if bounce is not None:
        _note_bounce(mail, bounce)
    if parsed.feedback_report and mail.template_class == TemplateClass.ADVERTISING:
        inbound.report(DeliveryReport(mail.pk, mail.about_kind, mail.about_id, COMPLAINED, permanent=False))
    return Became("mail.outboxmessage", mail.pk, "report")


def _bounce_of(mail: OutboxMessage, parsed: ParsedMessage) -> Bounce | None:
    """What the report says about this mail's recipient, whose server may call them by another address."""
    named = [bounce for bounce in parsed.bounces if bounce.recipient.lower() == mail.to_address.lower()]
    return next(iter(named or parsed.bounces), None)


def _note_bounce(mail: OutboxMessage, bounce: Bounce) -> None:
    if _is_final(bounce):
        mail.state, mail.settled_at = OutboxState.BOUNCED, clock.now()
        mail.error = "address-dead" if bounce.permanent else "returned"
        mail.save(update_fields=["state", "settled_at", "error"])
        if bounce.permanent:
            note_dead(mail)
        _tell(mail, OutboxState.BOUNCED, permanent=bounce.permanent)
    else:
        _tell(mail, OutboxState.DEFERRED, permanent=False)


def _is_final(bounce: Bounce) -> bool:
    """A temporary status says that the other server still tries, unless it has given up."""
    return bounce.permanent or not bounce.status.startswith("4") or bounce.status == GIVEN_UP


def _tell(mail: OutboxMessage, state: OutboxState, *, permanent: bool) -> None:
    inbound.report(DeliveryReport(mail.pk, mail.about_kind, mail.about_id, state.value, permanent))
