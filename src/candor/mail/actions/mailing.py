"""Sending a mailing: claimed some at a time, made, signed, handed over one after the other, settled together.

Whatever kills the process, nobody gets a letter twice: what was claimed and not settled is never sent again by itself
but shown as cut off (`delivery.CUT_OFF`). That is some letters at most, those of one claim.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db import OperationalError, transaction
from django.db.models import F, QuerySet

from candor.kernel import clock
from candor.kernel.ids import new_ref
from candor.kernel.logs import log
from candor.kernel.registries import advertising
from candor.kernel.registries.guards import Ask, allowed_among
from candor.kernel.registries.mail_texts import check_class
from candor.mail import mailings
from candor.mail.actions import delivery
from candor.mail.actions.delivery import CUT_OFF, LEASE
from candor.mail.actions.outbox import ASKS
from candor.mail.building import Letter, NotSendable
from candor.mail.building_many import write_out
from candor.mail.mailings import Sheet
from candor.mail.models import DeadAddress, OutboxMessage, OutboxState, TemplateClass
from candor.mail.our_addresses import sender_for
from candor.mail.rules.addresses import domain_of, normal
from candor.mail.rules.backoff import GIVE_UP_AFTER
from candor.mail.rules.dkim import Signer
from candor.mail.signing import signed_by, signer_for
from candor.mail.smtp import Connection, NotTaken, ServerUnreachable, Unanswered

AT_ONCE = 25
"""Letters of one claim: an eighth of a second of work, and the most that a kill leaves with an unknown fate."""

NOTE_AGAIN = 10
"""Times that a busy database is asked to note what was sent."""

MOST_A_CONNECTION = 500
"""Then the connection is closed and the server may balance its load anew."""

USUAL = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


@dataclass(frozen=True, slots=True)
class Addressed:
    """One mail of a mailing: to an address and a name, and the number of the row that hears of the delivery."""

    address: str
    name: str
    language: str
    subject: str
    about_id: int


def queue_many(template: str, letters: Iterable[Addressed], *, about_kind: str, kind: TemplateClass) -> None:
    """Write them into the outbox, in the transaction of the caller, who has asked the guards and notes the fact.

    Raises WrongClass for a `kind` that the mail is not declared to be.
    """
    check_class(template, kind)
    sender, now = sender_for(None), clock.now()
    domain = domain_of(sender.address)
    OutboxMessage.objects.bulk_create(
        OutboxMessage(
            mailbox=sender.mailbox, from_address=sender.address, from_name=sender.name[:200],
            to_address=normal(each.address), to_name=each.name[:200], subject=each.subject[:300], template=template,
            template_class=kind, language=each.language, message_id=f"{new_ref()}.{new_ref()}@{domain}",
            about_kind=about_kind, about_id=each.about_id, next_at=now, created_at=now,
        )
        for each in letters
    )  # fmt: skip


def not_dead(addresses: Sequence[str]) -> set[str]:
    """Those of the normalised addresses to which mail can be sent as far as we know. One query."""
    return set(addresses) - set(DeadAddress.objects.filter(address__in=addresses).values_list("address", flat=True))


def send_mailings(server: Connection, is_other_mail_due: Callable[[], bool]) -> int:
    """Send what is due of mailings, until other mail is; how many were claimed. Raises ServerUnreachable."""
    claimed = 0
    while claimed < MOST_A_CONNECTION and not (claimed and is_other_mail_due()):
        mails, found = _claim()
        if not found:
            break
        claimed += found
        _send_all(mails, server)
    return claimed


def keep_mailings(most: int) -> int:
    """Settle what is due of mailings without sending it."""
    mails = list(_due()[:most])
    for mail in mails:
        delivery.settle(mail, OutboxState.KEPT, "")
    return len(mails)


def _due() -> QuerySet[OutboxMessage]:
    """The next ones. Those of a mailing that are put off or were claimed by somebody who died are among them."""
    due = OutboxMessage.objects.unsent().filter(about_kind__in=mailings.kinds(), next_at__lte=clock.now())
    return due.order_by("next_at", "id")


@transaction.atomic
def _claim() -> tuple[list[OutboxMessage], int]:
    """Those that go now, and how many were looked at. What speaks against a letter is asked in this transaction."""
    found = list(_due().select_for_update(of=("self",), skip_locked=True)[:AT_ONCE])
    allowed, rightful = _allowed(found), _rightful(found)
    going = []
    for mail in found:
        if objection := _objection(mail, allowed, rightful):
            delivery.settle(mail, OutboxState.FAILED, objection)
        else:
            going.append(mail)
    OutboxMessage.objects.filter(pk__in=[mail.pk for mail in going]).update(
        state=OutboxState.SENDING, next_at=clock.now() + LEASE, attempts=F("attempts") + 1
    )
    for mail in going:
        mail.attempts += 1
    return going, len(found)


def _allowed(mails: Sequence[OutboxMessage]) -> set[str]:
    """The addresses to which these may go: no guard objects, and none is dead. A test to oneself goes to a dead one."""
    allowed: set[str] = set()
    for kind in {mail.template_class for mail in mails}:
        addresses = [mail.to_address for mail in mails if mail.template_class == kind]
        among = allowed_among(ASKS.get(kind, Ask.WRITE_TO), addresses)
        allowed |= among if kind == TemplateClass.ASKED_FOR else not_dead(list(among))
    return allowed


def _rightful(mails: Sequence[OutboxMessage]) -> set[int]:
    """Those that are no advertising, and the advertising whose right stands at this moment."""
    rightful = {mail.pk for mail in mails if mail.template_class != TemplateClass.ADVERTISING}
    for template in {mail.template for mail in mails if mail.pk not in rightful}:
        about = {mail.about_id: mail.pk for mail in mails if mail.template == template}
        rightful |= {about[number] for number in advertising.standing(template, list(about))}
    return rightful


def _objection(mail: OutboxMessage, allowed: set[str], rightful: set[int]) -> str:
    if mail.state == OutboxState.SENDING:
        return CUT_OFF  # the lease ran out: the server may have taken it
    if mail.created_at < clock.now() - GIVE_UP_AFTER:
        return "expired"
    if mail.to_address not in allowed:
        return "not-allowed"
    return "" if mail.pk in rightful else "no-right"


def _send_all(mails: Sequence[OutboxMessage], server: Connection) -> None:
    sheets = {
        number: sheet
        for kind in {mail.about_kind for mail in mails}
        for number, sheet in mailings.mailing_of(kind).make([m for m in mails if m.about_kind == kind]).items()
    }
    signers = {address: signer_for(address) for address in {mail.from_address for mail in mails}}
    left, sent = deque(mails), []
    try:
        while left:
            mail = left.popleft()
            if _send(mail, sheets.get(mail.pk), signers[mail.from_address], server):
                sent.append(mail)
    except ServerUnreachable:
        _put_back(left)
        raise
    finally:
        _note_surely(sent)


def _send(mail: OutboxMessage, sheet: Sheet | None, signer: Signer | None, server: Connection) -> bool:
    """Hand one over; True where the server took it. What else came of it is settled here. Raises ServerUnreachable."""
    try:
        if sheet is None:
            delivery.settle(mail, OutboxState.FAILED, "not-allowed")
            return False
        content = signed_by(signer, write_out(_letter(mail, sheet), sheet.pictures))
        server.send(content, mail.from_address, mail.to_address)
    except NotSendable:
        delivery.settle(mail, OutboxState.FAILED, "no-address")
    except NotTaken as refusal:
        delivery.not_taken(mail, refusal)
    except Unanswered:
        delivery.settle(mail, OutboxState.FAILED, CUT_OFF)
        raise
    except ServerUnreachable as trouble:
        delivery.try_later(mail, trouble.reason)
        raise
    else:
        return True
    return False


def _letter(mail: OutboxMessage, sheet: Sheet) -> Letter:
    return Letter(
        sender=(mail.from_name, mail.from_address),
        to=(mail.to_name, mail.to_address),
        subject=sheet.words.subject,
        text=sheet.words.text,
        message_id=mail.message_id,
        written_at=mail.created_at,
        html=sheet.words.html,
        headers=(*USUAL.items(), *sheet.headers.items()),
    )


def _put_back(mails: Iterable[OutboxMessage]) -> None:
    """They were claimed and not begun: due again."""
    rows = OutboxMessage.objects.filter(pk__in=[mail.pk for mail in mails], state=OutboxState.SENDING)
    rows.update(state=OutboxState.QUEUED, next_at=clock.now(), attempts=F("attempts") - 1)


def _note_surely(mails: Sequence[OutboxMessage]) -> None:
    """A crowded database must not make sent letters unknown: asked again for as long as their claim stands."""
    for _again in range(NOTE_AGAIN):
        try:
            _note_sent(mails)
        except OperationalError as busy:
            log.warning("letters not noted yet", error=type(busy).__name__)
        else:
            return
    _note_sent(mails)


@transaction.atomic
def _note_sent(mails: Sequence[OutboxMessage]) -> None:
    """The server has taken them: one transaction for all."""
    if not mails:
        return
    rows = OutboxMessage.objects.filter(pk__in=[mail.pk for mail in mails])
    rows.update(state=OutboxState.SENT, error="", settled_at=clock.now())
    for kind in {mail.about_kind for mail in mails}:
        mailings.mailing_of(kind).note_sent([mail.about_id for mail in mails if mail.about_kind == kind])
