"""The figures beside the views, remembered for a few seconds: many pages in a row ask for the same ones."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock
from time import monotonic

from candor.helpdesk.queries.views import COUNT_UP_TO, OfferedView, figures_of
from candor.kernel.actor import Actor

FRESH_FOR = 10.0
"""Seconds."""

MOST_REMEMBERED = 500
"""People whose figures one process holds."""

Key = tuple[Actor, tuple[str, ...]]

_lock = Lock()
_remembered: OrderedDict[Key, tuple[float, dict[str, str]]] = OrderedDict()


def of(views: Sequence[OfferedView], *, by: Actor) -> dict[str, str]:
    """Each view's figure as it is shown, "99+" at most, by its reference. At most ten seconds old.

    The key holds all that the actor may do and what the views say, so that nobody is told another's figures.
    """
    key = (by, tuple(f"{view.ref}{view.definition}" for view in views))
    with _lock:
        at, figures = _remembered.get(key, (0.0, {}))
    if at and monotonic() - at < FRESH_FOR:
        return figures
    figures = {ref: _shown(count) for ref, count in figures_of(views, by=by).items()}
    with _lock:
        _remembered[key] = (monotonic(), figures)
        _remembered.move_to_end(key)
        while len(_remembered) > MOST_REMEMBERED:
            _remembered.popitem(last=False)
    return figures


def forget() -> None:
    """Ask the database again: for tests."""
    with _lock:
        _remembered.clear()


def _shown(count: int) -> str:
    return f"{COUNT_UP_TO}+" if count > COUNT_UP_TO else str(count)
