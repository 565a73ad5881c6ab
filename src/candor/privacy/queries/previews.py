"""What a customer would see of their own data by settings that nobody has saved, for whoever sets them up."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.translation import get_language

from candor.kernel import instance
from candor.kernel.actor import Actor
from candor.people.public import Person, callers, primary_emails, subject_of, works_here
from candor.privacy.account_manager.items import Item, items_of
from candor.privacy.account_manager.overview import GroupLine, KindLine, overview_of
from candor.privacy.exporting.held import Held, held
from candor.privacy.exporting.reading import Tongue
from candor.privacy.rules.account_manager import Detail, Shown
from candor.ui.public import locale_of

MOST_FOUND = 8


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody who fits what was typed."""

    ref: str
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Previewed:
    """Somebody's overview and, of the group that is open, the first page of one kind. `chosen` is None without one."""

    person: Person
    groups: list[GroupLine]
    open: GroupLine | None
    chosen: KindLine | None
    items: list[Item]
    held: Held | None
    has_more: bool


def customers_like(typed: str, *, by: Actor) -> list[Found]:
    """By name, address or number; nobody who works here. A handful of queries."""
    people = [person for person in callers(typed, by=by) if not works_here(person)][:MOST_FOUND]
    addresses = primary_emails([person.pk for person in people])
    return [Found(person.ref, person.name, addresses.get(person.pk, "")) for person in people]


def preview_of(person: Person, shown: Shown, place: str) -> Previewed:
    """`place` is a group, or a group and a kind with a stroke between them; "" opens the first."""
    zone = ZoneInfo(person.time_zone or instance.current().time_zone)
    lines = overview_of(subject_of(person), zone, without=shown.hidden_groups)
    groups = [line for line in lines if line.kinds or shown.shows(Detail.EMPTY)]
    key, _stroke, kind = place.partition("/")
    named = [line for line in groups if line.group.key == key] or [line for line in groups if line.kinds]
    opened = next(iter(named), None)
    shown_kinds = opened.kinds if opened is not None else []
    chosen = next((line for line in shown_kinds if line.kind.key == kind), next(iter(shown_kinds), None))
    if chosen is None:
        return Previewed(person, groups, opened, None, [], None, has_more=False)
    tongue = Tongue(locale_of(get_language() or "en"), zone)
    portion = items_of(subject_of(person), chosen.kind.table, tongue)
    return Previewed(
        person, groups, opened, chosen, portion.items, held([chosen.kind.key]), has_more=bool(portion.older)
    )
