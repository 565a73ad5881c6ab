"""Whose consents have to be given anew after a change. Slices that keep some say in their `panels.py` how.

register_renewal("newsletters", ask=ask_every_list_anew)
"""

from __future__ import annotations

from collections.abc import Callable

from candor.kernel.actor import Actor

_asks: dict[str, Callable[[Actor], None]] = {}


def register_renewal(name: str, *, ask: Callable[[Actor], None]) -> None:
    """Call `ask` where earlier consents are to count no more, within the transaction of the announcement."""
    _asks[name] = ask


def ask_anew(by: Actor) -> None:
    for ask in _asks.values():
        ask(by)
