"""Time and costs of a case: written down, corrected, deleted; and what the customer says to them.

What the customer was shown and what they said to it is kept word for word. A record that reads differently afterwards
is another version: what was said to the earlier one stays, and says nothing about this one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import F, Sum

from candor.business.public import currency_of_customer, is_on_paper, price_of_work
from candor.catalogue.public import Edition
from candor.helpdesk.actions.notifying import tell_time_answered
from candor.helpdesk.models import Ticket, TimeAnswer, TimeKind, TimeRecord, TimeSettings, TimeStanding
from candor.helpdesk.outgoing import ask_to_authorise
from candor.helpdesk.queries.times import ONLY, time_settings
from candor.helpdesk.refusals import StaleTime, TicketIsMerged, TimeIsAnswered, TimeIsBilled
from candor.helpdesk.rules.times import billed, needs_word
from candor.helpdesk.words_times import text_of
from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.people.public import Person

SAID = (
    "kind", "day", "minutes", "billed_minutes", "quantity", "edition_id", "price", "currency", "note", "is_billable",
)  # fmt: skip
"""What the customer reads: with another one of these the record needs another answer."""


ANSWERED = (TimeStanding.AUTHORISED, TimeStanding.DECLINED)


@dataclass(frozen=True, slots=True)
class NewTime:
    """What somebody writes down. Without `minutes` it is a cost. `price` is net; None is what the price list says.

    `asks`: the customer is to authorise it, whether the settings want it or not.
    """

    kind: str
    day: date
    worker: Person | None
    note: str = ""
    minutes: int | None = None
    quantity: Decimal = Decimal(1)
    edition: Edition | None = None
    price: Decimal | None = None
    is_billable: bool = True
    is_internal: bool = False
    asks: bool = False


class _Before(NamedTuple):
    minutes: int | None
    edition: int | None
    day: date
    price: Decimal | None


@transaction.atomic
def write_time(ticket: Ticket, new: NewTime, *, by: Actor, key: str | None = None) -> TimeRecord:
    """Write it down. The same form sent twice writes it once. Raises TicketIsMerged."""
    held = Ticket.objects.select_for_update(of=("self",)).get(pk=ticket.pk)
    if held.merged_into_id is not None:
        raise TicketIsMerged(held)
    earlier = TimeRecord.objects.filter(submission_key=key, ticket=held).first() if key is not None else None
    if earlier is not None:
        return earlier
    currency = currency_of_customer(held.requester_id, held.organisation_id)
    made = TimeRecord(ticket=held, currency=currency, submission_key=key, written_by_id=by.id, created_at=clock.now())
    _take_in(made, new)
    made.standing = _standing_of(made, asks=new.asks)
    made.save()
    record("helpdesk.time.written", made, by=by, ticket=held.pk, kind=str(made.kind))
    _ask(made)
    return made


@transaction.atomic
def change_time(found: TimeRecord, new: NewTime, version: int, *, by: Actor) -> TimeRecord:
    """Correct it; the same form sent twice corrects it once. Raises StaleTime and TimeIsBilled.

    What was said to it before counts for what it says now only where that is the same.
    """
    held = _held(found)
    before = {name: getattr(held, name) for name in (*SAID, "is_internal")}
    was = held.standing, held.worker_id
    _take_in(held, new)
    is_amended = any(getattr(held, name) != value for name, value in before.items())
    if is_amended:
        held.standing = _standing_of(held, asks=new.asks or was[0] in ANSWERED)
    elif (new.asks and was[0] == TimeStanding.NOT_ASKED) or _withdraws(held, new, version):
        held.standing = _standing_of(held, asks=new.asks)
    if not is_amended and (held.standing, held.worker_id) == was:
        return held
    if held.version != version:
        raise StaleTime(TimeRecord.objects.get(pk=held.pk))
    held.version += 1
    held.save()
    record("helpdesk.time.changed", held, by=by, ticket=held.ticket_id)
    if is_amended or was[0] != TimeStanding.ASKED:
        _ask(held)
    return held


@transaction.atomic
def delete_time(found: TimeRecord, *, by: Actor) -> None:
    """Take it away with what was said to it; doing so twice changes nothing. Raises TimeIsBilled."""
    if not TimeRecord.objects.select_for_update(of=("self",)).filter(pk=found.pk).exists():
        return
    held = _held(found)
    record("helpdesk.time.deleted", held, by=by, ticket=held.ticket_id)
    held.delete()


@transaction.atomic
def answer_time(found: TimeRecord, answer: TimeAnswer, *, by: Actor) -> TimeAnswer:
    """Authorise or decline the version that the customer read. Saying the same twice says it once.

    `answer` comes with its version, what is said, the name and the reason. Raises StaleTime where the record reads
    differently now, and TimeIsAnswered where somebody said the opposite before.
    """
    held = TimeRecord.objects.select_for_update(of=("self",)).select_related("ticket__queue").get(pk=found.pk)
    earlier = held.answers.filter(version=answer.version).first()
    if earlier is not None and earlier.is_authorised == answer.is_authorised:
        return earlier
    if earlier is not None:
        raise TimeIsAnswered
    if held.version != answer.version:
        raise StaleTime(held)
    if held.standing != TimeStanding.ASKED:
        raise TimeIsAnswered
    answer.record, answer.text, answer.at = held, text_of(held), clock.now()
    answer.person_id = by.id
    answer.save()
    standing = TimeStanding.AUTHORISED if answer.is_authorised else TimeStanding.DECLINED
    TimeRecord.objects.filter(pk=held.pk).update(standing=standing)
    record("helpdesk.time.answered", held, by=by, ticket=held.ticket_id, standing=str(standing))
    tell_time_answered(held.ticket, held.worker_id or held.written_by_id, by=by)
    return answer


@transaction.atomic
def change_time_settings(wanted: dict[str, Any], version: int, *, by: Actor) -> None:
    """Count differently from now on: what is written down already stays as it is. Raises StaleTime."""
    TimeSettings.objects.get_or_create(pk=ONLY)
    if TimeSettings.objects.filter(pk=ONLY, version=version).update(**wanted, version=F("version") + 1):
        record("helpdesk.time_settings.changed", time_settings(), by=by)
    elif not TimeSettings.objects.filter(pk=ONLY, **wanted).exists():
        raise StaleTime(None)


def _held(found: TimeRecord) -> TimeRecord:
    """The record, locked. Raises TimeIsBilled once it stands on a draft or an invoice."""
    rows = TimeRecord.objects.select_for_update(of=("self",)).select_related("ticket", "edition__product")
    held = rows.get(pk=found.pk)
    if TimeRecord.objects.filter(pk=held.pk).filter(is_on_paper("ref")).exists():
        raise TimeIsBilled
    return held


def _take_in(held: TimeRecord, new: NewTime) -> None:
    """Minutes are rounded and the price is looked up as it counts on the day; for the same work it stays as it was."""
    was = _Before(held.minutes, held.edition_id, held.day, held.price)
    held.kind, held.day, held.worker, held.note = new.kind, new.day, new.worker, new.note
    held.minutes, held.quantity, held.edition = new.minutes, new.quantity, new.edition
    held.is_billable, held.is_internal = new.is_billable and not new.is_internal, new.is_internal
    if new.minutes is None:
        held.billed_minutes = None
    elif new.minutes != was.minutes or held.billed_minutes is None:
        held.billed_minutes = billed(new.minutes, time_settings().round_to)
    listed = price_of_work(new.edition, held.currency, new.day)
    is_same_work = not held._state.adding and (was.edition, was.day) == (held.edition_id, held.day)
    held.price = new.price if new.price is not None else was.price if is_same_work else listed.amount
    held.tax, held.changed_at = listed.tax, clock.now()


def _standing_of(held: TimeRecord, *, asks: bool) -> TimeStanding:
    if held.is_internal:
        return TimeStanding.NOT_ASKED
    is_charged = held.kind == TimeKind.DONE and held.is_billable
    above = time_settings().authorise_above
    if asks or (is_charged and needs_word(held.billed_minutes, above, is_covered=_is_covered(held))):
        return TimeStanding.ASKED
    return TimeStanding.NOT_ASKED


def _is_covered(held: TimeRecord) -> bool:
    """Whether it stays, with what was charged before, within the estimates that were authorised. Costs never do."""
    if held.billed_minutes is None:
        return False
    others = TimeRecord.objects.filter(ticket=held.ticket_id).exclude(pk=held.pk)
    estimated = others.filter(kind=TimeKind.ESTIMATE, standing=TimeStanding.AUTHORISED)
    charged = others.filter(kind=TimeKind.DONE, is_billable=True)
    return _sum(charged) + held.billed_minutes <= _sum(estimated)


def _sum(rows: Any) -> int:
    return rows.aggregate(all=Sum("billed_minutes"))["all"] or 0


def _withdraws(held: TimeRecord, new: NewTime, version: int) -> bool:
    """Whether the customer need not answer any more: said by somebody who knows that they are asked."""
    return held.standing == TimeStanding.ASKED and not new.asks and version == held.version


def _ask(held: TimeRecord) -> None:
    if held.standing == TimeStanding.ASKED:
        ask_to_authorise(held.ticket)
