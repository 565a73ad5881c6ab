"""What is true about dunning: which letter is due when, and how much it asks for.

Levels follow each other: none is left out, and none comes before the day named in the letter before it is over.
Interest counts from the day after the first letter, which puts the buyer in default (§ 286 Abs. 1 BGB), on what was
owed on each day. The flat sum of § 288 Abs. 5 BGB takes the place of fees, because they would count against it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from candor.business.rules.amounts import HUNDRED, ZERO, rounded

MOST_LEVELS = 3
FLAT_FEE, FLAT_CURRENCY = Decimal(40), "EUR"
DAYS_OF_A_YEAR = 365
VARIABLE = re.compile(r"\{([^{}]*)\}")
VARIABLES = ("name", "number", "day", "due", "left", "fee", "interest", "total", "until")
"""What a letter's words may hold: who gets it; number, day and due day of the invoice; amounts; until when to pay."""


@dataclass(frozen=True, slots=True)
class Level:
    """One letter: `days` after the due day at the earliest, what it costs, its heading and words by language.

    Where a language has no words, those that ship stand.
    """

    days: int
    fee: Decimal = ZERO
    titles: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {"days": self.days, "fee": str(self.fee), "titles": dict(self.titles), "texts": dict(self.texts)}


SHIPPED = (Level(7), Level(21, Decimal("2.50")), Level(35, Decimal("2.50")))


def level_from(said: Mapping[str, Any]) -> Level:
    """The level that `as_json` wrote."""
    return Level(said["days"], Decimal(said["fee"]), said["titles"], said["texts"])


@dataclass(frozen=True, slots=True)
class Earlier:
    """A letter that went out: its level, its day, until when it let them pay, and the fees asked for up to it."""

    level: int
    sent_on: date
    pay_by: date
    fee: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Step:
    """The letter that comes next, and the first day on which it may."""

    level: int
    on: date


@dataclass(frozen=True, slots=True)
class Terms:
    """How one buyer is dunned: percent a year or None, and whether the flat sum is asked for."""

    levels: Sequence[Level]
    percent: Decimal | None = None
    flat: bool = False
    with_fees: bool = True


@dataclass(frozen=True, slots=True)
class Debt:
    """An invoice's amount, and on which days something was paid or credited."""

    gross: Decimal
    currency: str
    came: Sequence[tuple[date, Decimal]] = ()

    @property
    def left(self) -> Decimal:
        return rounded(self.gross - sum((amount for _day, amount in self.came), ZERO), self.currency)


@dataclass(frozen=True, slots=True)
class Claim:
    """What a letter asks for."""

    left: Decimal
    fee: Decimal
    interest: Decimal

    @property
    def total(self) -> Decimal:
        return self.left + self.fee + self.interest


def next_step(levels: Sequence[Level], due_on: date, earlier: Iterable[Earlier]) -> Step | None:
    """The next letter, or None after the last one."""
    last = max(earlier, key=lambda letter: letter.level, default=None)
    done = last.level if last is not None else 0
    if done >= len(levels):
        return None
    on = due_on + timedelta(days=max(levels[done].days, 1))
    return Step(done + 1, max(on, last.pay_by + timedelta(days=1)) if last is not None else on)


def claimed(debt: Debt, terms: Terms, level: int, earlier: Sequence[Earlier], today: date) -> Claim:
    """What the letter of this level asks for, were it written today. The first one asks for the money alone."""
    if level == 1:
        return Claim(debt.left, ZERO, ZERO)
    since = min((letter.sent_on for letter in earlier), default=today)
    percent = terms.percent or ZERO
    return Claim(debt.left, _fee(debt, terms, level, earlier), interest(debt, percent, since, today))


def interest(debt: Debt, percent: Decimal, since: date, until: date) -> Decimal:
    """From the day after `since` up to `until`, by days of a year of 365, on what was owed on each; rounded once."""
    total, start = ZERO, since
    for end in [*sorted({day for day, _amount in debt.came if since < day < until}), until]:
        owed = debt.gross - sum((amount for day, amount in debt.came if day <= start), ZERO)
        total += max(owed, ZERO) * max((end - start).days, 0)
        start = end
    return rounded(total * percent / HUNDRED / DAYS_OF_A_YEAR, debt.currency)


def unknown_variables(text: str) -> list[str]:
    """What stands in braces and means nothing."""
    return [name for name in VARIABLE.findall(text) if name not in VARIABLES]


def filled(text: str, values: Mapping[str, str]) -> str:
    """The words with their variables' values; unknown ones stay as they are."""
    return VARIABLE.sub(lambda found: values.get(found[1], found[0]), text)


def _fee(debt: Debt, terms: Terms, level: int, earlier: Iterable[Earlier]) -> Decimal:
    """All fees up to this letter."""
    if terms.flat:
        return FLAT_FEE if debt.currency == FLAT_CURRENCY else ZERO
    if not terms.with_fees:
        return ZERO
    before = max((letter.fee for letter in earlier), default=ZERO)
    return rounded(before + terms.levels[level - 1].fee, debt.currency)
