"""How long something stays: periods, when they begin and which day is their last. Calendar days, no clock.

A period that begins with a day ends on the day of the same number in its last month, or on that month's last day
(Reg. (EEC, Euratom) 1182/71 Art. 3(2)(c); §§ 187, 188 BGB).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class Begin(StrEnum):
    """From when a period is counted."""

    EVENT = "event"
    YEAR_END = "year-end"


class Force(StrEnum):
    """What a rule is for. The first two keep something that a person wants erased; a limit never does."""

    DUTY = "duty"
    """A law asks for it: locked until then (GDPR Art. 17(3)(b))."""
    CLAIMS = "claims"
    """Needed to show what was done, for as long as claims may be raised (Art. 17(3)(e)): locked until then."""
    LIMIT = "limit"
    """The longest it may stay: what nobody asks about goes after it (Art. 5(1)(e))."""


BINDING = frozenset({Force.DUTY, Force.CLAIMS})


@dataclass(frozen=True, slots=True)
class Rule:
    """A period for one kind of record. `key` is the retention key of the map; `sources` are citations."""

    key: str
    months: int
    begins: Begin
    force: Force
    sources: tuple[str, ...] = ()

    def last_day(self, anchor: date) -> date:
        """The last day on which it stays, for something whose period was started on `anchor`."""
        first = date(anchor.year, 12, 31) if self.begins is Begin.YEAR_END else anchor
        return months_later(first, self.months)

    def over_by(self, today: date) -> date:
        """The latest day on which a period can have begun that is over today: what began later is not."""
        day = months_later(today, -self.months) + timedelta(days=3)
        while self.last_day(day) >= today:
            day -= timedelta(days=1)
        return day


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules in force in this instance, and the zone in which its days begin. Empty before any is adopted."""

    by_key: Mapping[str, tuple[Rule, ...]] = field(default_factory=dict)
    zone: str = "Europe/Berlin"

    @classmethod
    def of(cls, rules: tuple[Rule, ...], zone: str = "Europe/Berlin") -> Rules:
        grouped: dict[str, tuple[Rule, ...]] = {}
        for rule in rules:
            grouped[rule.key] = (*grouped.get(rule.key, ()), rule)
        return cls(grouped, zone)

    def day_of(self, moment: datetime) -> date:
        """The calendar day of an aware moment."""
        return moment.astimezone(ZoneInfo(self.zone)).date()

    def binding(self, key: str) -> tuple[Rule, ...]:
        """The duties and claims that hold something of this kind."""
        return tuple(rule for rule in self.by_key.get(key, ()) if rule.force in BINDING)

    def limit(self, key: str) -> Rule | None:
        """The longest time something of this kind may stay, or None where the owner has adopted none."""
        limits = [rule for rule in self.by_key.get(key, ()) if rule.force is Force.LIMIT]
        return min(limits, key=lambda rule: rule.months, default=None)


def months_later(day: date, months: int) -> date:
    """The same day so many months later; the 31st becomes the last day of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
