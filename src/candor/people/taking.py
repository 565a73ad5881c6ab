"""What a list becomes beside people and organisations: slices above say so in their `panels.py` (sales: leads).

Such a list is for approaching people, so nobody of it is brought in whose address must not be advertised to.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from candor.kernel.actor import Actor
from candor.kernel.registries.guards import Ask, allowed
from candor.people.models import Import, Organisation, Person
from candor.people.rules.import_rows import Said

Take = Callable[[Import, Person | None, Organisation | None, Actor], None]
TakeBack = Callable[[Import, int], None]


@dataclass(frozen=True, slots=True)
class Taker:
    """`take` is called in the transaction of each row, `take_back` with the person of each before an undo removes them.

    `permission` is what somebody needs to choose it.
    """

    name: str
    words: Promise
    permission: str
    take: Take
    take_back: TakeBack


_takers: dict[str, Taker] = {}


def register_taker(taker: Taker) -> None:
    _takers[taker.name] = taker


def taker_of(row: Import) -> Taker | None:
    """What the list becomes; None for people and organisations alone."""
    return _takers.get(row.becomes)


def takers_for(actor: Actor) -> list[Taker]:
    """What the actor may let a list become."""
    return [taker for taker in _takers.values() if actor.may(taker.permission)]


def is_spared(said: Said) -> bool:
    """Whether nobody may advertise to one of the addresses or numbers of the row. One question for each of them."""
    values = [value for value, _written in (*said.emails, *said.phones)]
    return not all(allowed(Ask.ADVERTISE_TO, value) for value in values)
