"""Who holds what of our products. The floor above that knows licences says so in its `panels.py`.

register("licences.maintained", maintained=maintained_releases)
"""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Exists, Q

from candor.kernel.actor import Actor

Maintained = Callable[[Actor], Exists]
"""From an actor to a condition on releases: they hold a right whose maintenance reached the release's day."""

Held = Callable[[Actor], Exists]
"""From an actor to a condition on products: they hold a right to use one of its editions."""

_maintained: dict[str, Maintained] = {}
_held: dict[str, Held] = {}


def register(name: str, *, maintained: Maintained, held: Held) -> None:
    _maintained[name], _held[name] = maintained, held


def maintained(actor: Actor) -> Q:
    """Releases that the actor may have for the maintenance they paid, to stand in a query; none where nobody knows."""
    return _any_of([of(actor) for of in _maintained.values()])


def held(actor: Actor) -> Q:
    """Products of which the actor holds something, to stand in a query."""
    return _any_of([of(actor) for of in _held.values()])


def _any_of(conditions: list[Exists]) -> Q:
    found = Q(pk__in=[])
    for condition in conditions:
        found |= Q(condition)
    return found
