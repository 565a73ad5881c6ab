"""What others add to the Account Manager: what can be done about an item, further rooms, and what can be asked for.

Each function is called once a page, with all that the page shows, so that no page asks more often for more rows.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.functional import Promise

from candor.kernel.actor import Actor
from candor.people.public import Person

if TYPE_CHECKING:
    from candor.privacy.account_manager.items import Item


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that the person can do, as a link: "Correct", "This is wrong"."""

    text: str
    url: str
    icon: str = ""


@dataclass(frozen=True, slots=True)
class KeptBack:
    """Columns of a table that pages do not show for some rows, though the copy does: `of` finds them among these keys.

    `says` tells the person so, and where they find it.
    """

    columns: frozenset[str]
    of: Callable[[Sequence[str]], Collection[str]]
    says: Promise


@dataclass(frozen=True, slots=True)
class Room:
    """A line of the overview that leads to pages of its own, as to somebody's requests. `figure` says how many."""

    title: str
    text: str
    url: str
    icon: str
    figure: str = ""
    last: datetime | date | None = None


ItemDeeds = Callable[[Actor, Person, Sequence["Item"]], Mapping[str, Sequence[Deed]]]
"""By the item's name (`Item.name`), what can be done about it."""

OverviewDeeds = Callable[[Actor, Person], Sequence[Deed]]
Rooms = Callable[[Actor, Person], Sequence[Room]]

_kept_back: dict[str, KeptBack] = {}
_item_deeds: dict[str, ItemDeeds] = {}
_overview_deeds: dict[str, OverviewDeeds] = {}
_rooms: dict[str, Rooms] = {}


def register_kept_back(table: str, kept_back: KeptBack) -> None:
    """Let pages show some values of a table in the copy only, as licence keys by the owner's rule (mission D3)."""
    _kept_back[table] = kept_back


def kept_back(table: str) -> KeptBack | None:
    return _kept_back.get(table)


def register_item_deeds(name: str, deeds: ItemDeeds) -> None:
    """Show what `deeds(actor, person, items)` gives beside each item, to the person themself alone."""
    _item_deeds[name] = deeds


def register_overview_deeds(name: str, deeds: OverviewDeeds) -> None:
    """Show what `deeds(actor, person)` gives at the head of the overview, to the person themself alone."""
    _overview_deeds[name] = deeds


def register_rooms(name: str, rooms: Rooms) -> None:
    """Show further lines below the groups of the overview, to the person themself alone."""
    _rooms[name] = rooms


def item_deeds(actor: Actor, person: Person, items: Sequence[Item]) -> Mapping[str, list[Deed]]:
    found: dict[str, list[Deed]] = {item.name: [] for item in items}
    for deeds in _item_deeds.values():
        for name, more in deeds(actor, person, items).items():
            found[name] += more
    return found


def overview_deeds(actor: Actor, person: Person) -> list[Deed]:
    return [deed for deeds in _overview_deeds.values() for deed in deeds(actor, person)]


def rooms(actor: Actor, person: Person) -> list[Room]:
    return [room for found in _rooms.values() for room in found(actor, person)]
