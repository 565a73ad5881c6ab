"""How much is held about a person, by group, and why: the first page of the Account Manager."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from candor.kernel import clock
from candor.kernel.registries.personal_data import Subject
from candor.kernel.registries.telling import Group
from candor.kernel.stores.portions import MOST_COUNTED, Counted, how_many
from candor.privacy.account_manager.kinds import Kind, kinds_by_group, reasons


@dataclass(frozen=True, slots=True)
class KindLine:
    """A kind of record with how many there are: 100 and "more", or `at_least`, where it is not counted to the end."""

    kind: Kind
    number: int
    is_more: bool = False
    at_least: bool = False


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group with the kinds of which there is something; `last` is the newest's day, `why` what it is held for."""

    group: Group
    kinds: list[KindLine]
    last: date | None
    why: str

    @property
    def number(self) -> int:
        return sum(line.number for line in self.kinds)

    @property
    def is_more(self) -> bool:
        return any(line.is_more for line in self.kinds)


def overview_of(subject: Subject, zone: tzinfo, *, without: Collection[str] = ()) -> list[GroupLine]:
    """Each group that the instance shows, with or without something in it. One query."""
    shown = [(group, found) for group, found in kinds_by_group() if group.key not in without]
    counted = how_many(subject, [kind.key for _group, found in shown for kind in found])
    return [_line(group, found, counted, zone) for group, found in shown]


def group_of_person(subject: Subject, zone: tzinfo, key: str) -> GroupLine | None:
    """One group; None where there is no such one. One query."""
    for group, found in kinds_by_group():
        if group.key == key:
            return _line(group, found, how_many(subject, [kind.key for kind in found]), zone)
    return None


def line(kind: Kind, counted: Counted) -> KindLine:
    is_more = counted.number > MOST_COUNTED
    return KindLine(kind, min(counted.number, MOST_COUNTED), is_more, counted.at_least and not is_more)


def _line(group: Group, found: Iterable[Kind], held: Mapping[str, Counted], zone: tzinfo) -> GroupLine:
    present = [kind for kind in found if kind.key in held]
    if not any(held[kind.key].number for kind in present):
        present = []
    lines = [line(kind, held[kind.key]) for kind in present]
    today = clock.now().astimezone(zone).date()
    days = [day for kind in present if (last := held[kind.key].last) is not None and (day := _day(last, zone)) <= today]
    return GroupLine(group, lines, max(days, default=None), reasons(kind.table for kind in present))


def _day(moment: datetime | date, zone: tzinfo) -> date:
    return moment.astimezone(zone).date() if isinstance(moment, datetime) else moment
