"""The steps of a quote: sent, accepted, declined, withdrawn. An answer counts for the very version that was shown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from django.db import transaction
from django.db.models import F

from candor.business.actions.orders import order_of_quote
from candor.business.actions.renewing import renew_by_quote
from candor.business.actions.ringing import tell_answered
from candor.business.models import DecidedBy, Order, Quote, QuoteState, QuoteVersion
from candor.business.rules.quotes import Standing, standing
from candor.business.tasks_invoices import deliver_quote
from candor.kernel import clock, instance, tokens
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.jobs import enqueue
from candor.kernel.registries import boxes
from candor.people.public import may_write_to, primary_email
from candor.privacy.public import current_terms_version

LINK = "business.quote"


class Missing(StrEnum):
    """What stands in the way of sending."""

    LINES = "lines"
    DAY = "day"
    ADDRESS = "address"
    NOTHING_NEW = "nothing-new"


class CannotBeSent(Exception):
    """`why` says what is missing."""

    def __init__(self, why: Missing) -> None:
        super().__init__(why)
        self.why = why


class CannotBeAnswered(Exception):
    """`standing` says why: expired, withdrawn, superseded, or answered already."""

    def __init__(self, found: Standing) -> None:
        super().__init__(found)
        self.standing = found


@dataclass(frozen=True, slots=True)
class Answer:
    """Who answers: the name as they typed it, how the answer reached us, and the boxes beside."""

    name: str
    way: DecidedBy
    reason: str = ""
    ticked: boxes.Ticked | None = None


@transaction.atomic
def send_quote(quote: Quote, *, by: Actor) -> QuoteVersion:
    """Send what was written: from now on this version stands, and no earlier one. Raises CannotBeSent.

    The mail leaves once its paper is made (`delivering_quotes`).
    """
    draft = quote.versions.filter(sent_at=None).first()
    if draft is None:
        raise CannotBeSent(Missing.NOTHING_NEW)
    if not draft.lines:
        raise CannotBeSent(Missing.LINES)
    if draft.valid_until < today():
        raise CannotBeSent(Missing.DAY)
    address = primary_email(quote.person)
    if not may_write_to(address):
        raise CannotBeSent(Missing.ADDRESS)
    sent = {"sent_at": clock.now(), "sent_to": address, "sent_by": by.id, "terms_version": current_terms_version()}
    if not QuoteVersion.objects.filter(pk=draft.pk, sent_at=None).update(**sent):
        raise CannotBeSent(Missing.NOTHING_NEW)
    open_ones = Quote.objects.filter(pk=quote.pk, state__in=(QuoteState.DRAFT, QuoteState.SENT))
    if not open_ones.update(
        state=QuoteState.SENT, offered=draft.pk, touched_at=clock.now(), version=F("version") + 1
    ):  # fmt: skip
        raise CannotBeSent(Missing.NOTHING_NEW)
    draft.refresh_from_db()
    record("business.quote.sent", quote, by=by, version=draft.number)
    enqueue(deliver_quote, draft.pk)
    return draft


def linked_version(secret: str) -> QuoteVersion | None:
    """The version behind the link of a mail, or None. Looking changes nothing."""
    token = tokens.find_link(LINK, secret)
    if token is None or token.subject_id is None:
        return None
    rows = QuoteVersion.objects.select_related("quote__person", "quote__organisation")
    return rows.filter(pk=token.subject_id, sent_at__isnull=False).first()


def standing_of(version: QuoteVersion) -> Standing:
    """Where a version that was sent stands today."""
    quote = version.quote
    return standing(quote.state, version.valid_until, today(), is_latest=quote.offered_id == version.pk)


@transaction.atomic
def accept_quote(version: QuoteVersion, answer: Answer, *, by: Actor) -> Order:
    """Accept this version; the order is made of it. Accepting twice finds the order. Raises CannotBeAnswered."""
    found = standing_of(version)
    if found is Standing.SENT and _decide(version, QuoteState.ACCEPTED, answer, by):
        record("business.quote.accepted", version.quote, by=by, version=version.number, way=str(answer.way))
        tell_answered(version, is_accepted=True, by=by)
        made = order_of_quote(version, by=by)
        renew_by_quote(version, by=by)
        if answer.ticked is not None:
            boxes.take(replace(answer.ticked, about=made))
        return made
    version.quote.refresh_from_db()
    order = Order.objects.filter(quote__decided_version=version).first()
    if order is None:
        raise CannotBeAnswered(standing_of(version))
    return order


@transaction.atomic
def decline_quote(version: QuoteVersion, answer: Answer, *, by: Actor) -> None:
    """Decline it; declining twice changes nothing. Raises CannotBeAnswered."""
    found = standing_of(version)
    if found is Standing.SENT and _decide(version, QuoteState.DECLINED, answer, by):
        record("business.quote.declined", version.quote, by=by, version=version.number, way=str(answer.way))
        tell_answered(version, is_accepted=False, by=by)
        return
    version.quote.refresh_from_db()
    found = standing_of(version)
    if found is not Standing.DECLINED:
        raise CannotBeAnswered(found)


@transaction.atomic
def withdraw_quote(quote: Quote, *, by: Actor) -> bool:
    """Take an offer back that nobody has answered; True for the one who did it."""
    sent = Quote.objects.filter(pk=quote.pk, state=QuoteState.SENT)
    if not sent.update(state=QuoteState.WITHDRAWN, touched_at=clock.now(), version=F("version") + 1):
        return False
    record("business.quote.withdrawn", quote, by=by)
    return True


def today() -> date:
    """The day at the house."""
    return clock.today(instance.current().time_zone)


def _decide(version: QuoteVersion, state: QuoteState, answer: Answer, by: Actor) -> bool:
    """True for the only one whose answer counts."""
    waiting = Quote.objects.filter(pk=version.quote_id, state=QuoteState.SENT, offered=version)
    now = clock.now()
    return bool(
        waiting.update(
            state=state,
            decided_at=now,
            decided_way=answer.way,
            decided_name=answer.name,
            decided_by=by.id if by.is_staff or by.is_customer else None,
            decided_version=version,
            decline_reason=answer.reason,
            touched_at=now,
            version=F("version") + 1,
        )
    )
