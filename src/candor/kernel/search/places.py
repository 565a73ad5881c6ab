"""What else can be found from the search page: slices bring their kinds, the page shows them all alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise

from candor.kernel.actor import Actor
from candor.kernel.search.marking import Piece


@dataclass(frozen=True, slots=True)
class Hit:
    """One line that leads to what was found. `who` draws a portrait, `shape` and `state` a state of the look."""

    url: str
    title: Sequence[Piece]
    sub: str = ""
    meta: str = ""
    who: str = ""
    shape: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """The hits in one place. `instead`: the words that were sought because those that were typed are not found."""

    hits: Sequence[Hit] = field(default_factory=list)
    instead: str = ""


Find = Callable[[str, Actor], Listing]
"""The hits for a text without operators among what the actor may see; a handful, the best first."""


@dataclass(frozen=True, slots=True)
class Place:
    """A kind of thing that the search page looks for. `guess` is asked where nothing at all was found: with other words
    that may have been meant.
    """

    name: str
    label: str | Promise
    icon: str
    find: Find
    guess: Find


_places: dict[str, Place] = {}


def _nothing(_text: str, _actor: Actor) -> Listing:
    return Listing()


def offer(name: str, label: str | Promise, icon: str, find: Find, guess: Find = _nothing) -> None:
    """Let the search page look for a further kind. Places stand in the order in which the slices stand."""
    _places[name] = Place(name, label, icon, find, guess)


def found_at(text: str, actor: Actor) -> list[tuple[Place, Listing]]:
    """The places where something was found."""
    asked = ((place, place.find(text, actor)) for place in _places.values())
    return [(place, listing) for place, listing in asked if listing.hits]


def guessed_at(text: str, actor: Actor) -> list[tuple[Place, Listing]]:
    """As `found_at`, with other words."""
    asked = ((place, place.guess(text, actor)) for place in _places.values())
    return [(place, listing) for place, listing in asked if listing.hits]
