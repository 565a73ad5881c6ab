"""What ends when somebody who had said no to all advertising agrees to something anew: whatever stood before.

The slices that hold rights to advertise say how theirs end. What is agreed to now is written after that.

register_fresh_start("catalogue.news", ends=stop_all_news)
"""

from __future__ import annotations

from collections.abc import Callable

from candor.kernel.actor import Actor

Ends = Callable[[str, Actor], None]
"""Ends what stands at this normalised e-mail address, within the transaction of the fresh opt-in."""

_ends: dict[str, Ends] = {}


def register_fresh_start(name: str, *, ends: Ends) -> None:
    _ends[name] = ends


def end_what_stood(address: str, by: Actor) -> None:
    for ends in _ends.values():
        ends(address, by)
