"""Sending what waits in the outbox: claimed by a conditional update, sent at least once, its fate told to its owner."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import DateTimeField, F

from candor.kernel import clock
from candor.kernel.clamd import INFECTED, Withheld
from candor.kernel.db.prepared import Given, Prepared
from candor.kernel.files import content_for_others
from candor.kernel.registries import advertising, inbound
from candor.kernel.registries.inbound import DeliveryReport
from candor.mail import mailings
from candor.mail.actions.addresses import is_held_back, note_dead
from candor.mail.actions.outbox import may_write_to
from candor.mail.building import File, Letter, NotSendable, build
from candor.mail.models import OutboxAttachment, OutboxMessage, OutboxState, TemplateClass
from candor.mail.rules.backoff import GIVE_UP_AFTER, next_try
from candor.mail.signing import signed
from candor.mail.smtp import Connection, NotTaken, ServerUnreachable

LEASE = timedelta(minutes=5)
"""How long a mail counts as being sent; after that whoever claimed it has died, and it is due again."""


CUT_OFF = "cut-off"
"""Of advertising whose sender died while handing it over: whether it arrived nobody knows."""


def send_all(mails: list[OutboxMessage], server: Connection) -> int:
    """Send these over the connection; returns how many were claimed. Raises ServerUnreachable."""
    claimed = 0
    for mail in mails:
        was_cut_off = mail.state == OutboxState.SENDING
        if not claim(mail):
            continue
        claimed += 1
        if was_cut_off and mail.template_class == TemplateClass.ADVERTISING:
            # The server may have taken it: nobody gets advertising twice.
            settle(mail, OutboxState.FAILED, CUT_OFF)
        else:
            _send(mail, server)
    return claimed


def due(most: int) -> list[OutboxMessage]:
    """What is to be sent now, mailings aside."""
    return DUE.all(most, now=clock.now())


DUE = Prepared(
    lambda most: (
        OutboxMessage.objects.unsent()
        .filter(next_at__lte=Given("now", DateTimeField()))
        .exclude(about_kind__in=mailings.kinds())
        .order_by("next_at", "id")[:most]
    )
)
"""Asked every second. Mailings are sent when nothing else is due."""


def claim(mail: OutboxMessage) -> bool:
    """Take the mail for this process; one of several wins. The lease stands in `next_at`."""
    won = OutboxMessage.objects.filter(pk=mail.pk, state=mail.state, next_at=mail.next_at).update(
        state=OutboxState.SENDING, next_at=clock.now() + LEASE, attempts=F("attempts") + 1
    )
    if won:
        mail.refresh_from_db()
    return bool(won)


def _send(mail: OutboxMessage, server: Connection) -> None:
    """Send one claimed mail and note its fate. Guards are asked again: an objection may have come in between."""
    if objection := _objection(mail):
        settle(mail, OutboxState.FAILED, objection)
        return
    try:
        server.send(signed(build(_letter(mail), _files(mail)), mail.from_address), mail.from_address, mail.to_address)
    except NotSendable:
        settle(mail, OutboxState.FAILED, "no-address")
    except Withheld as kept:
        _keep_back(mail, kept)
    except NotTaken as refusal:
        not_taken(mail, refusal)
    except ServerUnreachable as trouble:
        try_later(mail, trouble.reason)
        raise
    else:
        settle(mail, OutboxState.SENT, "")


def _objection(mail: OutboxMessage) -> str:
    """Why the mail is not to be sent at all; "" where it is."""
    if not may_write_to(mail.to_address, mail.template_class):
        return "not-allowed"
    if mail.template_class == TemplateClass.ADVERTISING and not advertising.stands(mail.template, mail.about_id):
        return "no-right"
    if is_held_back(mail):
        return "dead-address"
    # Its codes have run out, its words are old news.
    return "expired" if mail.created_at < clock.now() - GIVE_UP_AFTER else ""


@transaction.atomic
def not_taken(mail: OutboxMessage, refusal: NotTaken) -> None:
    """The server takes it later, or never: because of its recipient it came back, for anything else it failed."""
    if not refusal.is_permanent:
        try_later(mail, refusal.reason)
        return
    is_recipient = refusal.reason in {"recipient", "address-dead"}
    settle(mail, OutboxState.BOUNCED if is_recipient else OutboxState.FAILED, refusal.reason)
    if refusal.is_dead:
        note_dead(mail)


def _keep_back(mail: OutboxMessage, kept: Withheld) -> None:
    """A file with the mail is harmful, which does not change, or could not be looked at, which may."""
    if kept.kind == INFECTED:
        settle(mail, OutboxState.FAILED, kept.kind)
    else:
        try_later(mail, kept.kind)


def _letter(mail: OutboxMessage) -> Letter:
    return Letter(
        sender=(mail.from_name, mail.from_address),
        to=(mail.to_name, mail.to_address),
        subject=mail.subject,
        text=mail.text,
        message_id=mail.message_id,
        written_at=mail.created_at,
        reply_to=mail.reply_to,
        html=mail.html,
        headers=tuple(mail.headers.items()),
    )


def _files(mail: OutboxMessage) -> list[File]:
    files = [row.file for row in mail.attachments.select_related("file").order_by("id")]
    return [File(file.name, file.content_type, content_for_others(file)) for file in files]


@transaction.atomic
def settle(mail: OutboxMessage, state: OutboxState, error: str) -> None:
    """The mail's fate is known; its attachments need not wait for another try."""
    mail.state, mail.error, mail.settled_at = state, error, clock.now()
    mail.save(update_fields=["state", "error", "settled_at"])
    OutboxAttachment.objects.filter(message=mail).delete()
    _tell(mail, is_permanent=state in (OutboxState.BOUNCED, OutboxState.FAILED))


@transaction.atomic
def try_later(mail: OutboxMessage, error: str) -> None:
    """It goes with a later turn, unless it has been tried long enough."""
    again = next_try(mail.attempts, mail.created_at, clock.now())
    if again is None:
        settle(mail, OutboxState.FAILED, "expired")
        return
    mail.state, mail.error, mail.next_at = OutboxState.DEFERRED, error, again
    mail.save(update_fields=["state", "error", "next_at"])
    _tell(mail, is_permanent=False)


def _tell(mail: OutboxMessage, *, is_permanent: bool) -> None:
    inbound.report(DeliveryReport(mail.pk, mail.about_kind, mail.about_id, mail.state, is_permanent))
