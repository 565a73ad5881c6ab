"""Records of time as pages show them, to staff and to customers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from candor.helpdesk.models import TimeRecord, TimeStanding
from candor.helpdesk.rules.times import totals_of, written
from candor.helpdesk.words_times import KIND_WORDS, STANDING_WORDS, amount_of, charged_of, name_of, sum_of, text_of
from candor.ui.marks import money


@dataclass(frozen=True, slots=True)
class Said:
    """An answer: whose, when, and to which words. `is_present`: to the words of now."""

    is_authorised: bool
    name: str
    at: datetime
    reason: str
    text: str
    is_present: bool


@dataclass(frozen=True, slots=True)
class ShownTime:
    """One record. `sum` is "" for whoever sees no prices, and where none is known."""

    ref: str
    version: int
    case: int
    kind: str | Promise
    day: date
    name: str
    amount: str
    charged: str
    note: str
    worker: str
    sum: str
    shape: str
    standing: str | Promise
    text: str
    is_internal: bool
    is_billable: bool
    is_billed: bool
    waits: bool
    was_asked: bool
    answers: Sequence[Said]


def shown_time(record: TimeRecord, *, sees_prices: bool) -> ShownTime:
    """A record that was read with its answers."""
    shape, words = STANDING_WORDS[record.standing]
    total = sum_of(record) if sees_prices else None
    return ShownTime(
        ref=record.ref,
        version=record.version,
        case=record.ticket.number,
        kind=KIND_WORDS[record.kind],
        day=record.day,
        name=name_of(record),
        amount=amount_of(record),
        charged=charged_of(record),
        note=record.note,
        worker=record.worker.name if record.worker is not None else "",
        sum=money(total, record.currency) if total is not None else "",
        shape=shape,
        standing=words,
        text=text_of(record) if sees_prices else "",
        is_internal=record.is_internal,
        is_billable=record.is_billable,
        is_billed=getattr(record, "is_billed", False),
        waits=record.standing == TimeStanding.ASKED,
        was_asked=record.standing != TimeStanding.NOT_ASKED,
        answers=[_said(answer, record, sees_prices) for answer in record.answers.all()],
    )


def shown_totals(records: Iterable[TimeRecord]) -> list[tuple[str, str]]:
    """The totals of a case in words; what is nothing is left out."""
    totals = totals_of(records)
    named = [
        (_("Estimated"), totals.estimated),
        (_("Of this authorised"), totals.authorised),
        (_("Done"), totals.done),
        (_("Charged"), totals.charged),
    ]
    return [(words, _("%(time)s h") % {"time": written(minutes)}) for words, minutes in named if minutes]


def _said(answer: Any, record: TimeRecord, sees_prices: bool) -> Said:  # noqa: FBT001 - passed along
    is_present = answer.version == record.version or record.standing in {
        TimeStanding.AUTHORISED,
        TimeStanding.DECLINED,
    }
    text = answer.text if sees_prices else ""
    return Said(answer.is_authorised, answer.name, answer.at, answer.reason, text, is_present)
