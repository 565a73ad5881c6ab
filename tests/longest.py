"""A pytest plugin: where several processes share the tests, the longest begin first.

Each process gets a stretch of the list, and takes from the end of another's when its own is done (pytest-xdist's
"worksteal"). A test of a minute that stands at the end of a stretch would have all others wait for it. How many seconds
a test takes, more or less, is what its mark says: `slow(60)`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import pytest

Item = TypeVar("Item")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    processes = getattr(config, "workerinput", {}).get("workercount", 1)
    if processes > 1:
        items[:] = dealt(items, [seconds(item) for item in items], processes)


def seconds(item: pytest.Item) -> float:
    """What its nearest mark says; 0 where none names seconds."""
    return next((float(mark.args[0]) for mark in item.iter_markers("slow") if mark.args), 0)


def dealt(items: Sequence[Item], lengths: Sequence[float], hands: int) -> list[Item]:
    """The items in as many stretches as there are hands, each beginning with its share of the longest."""
    order = sorted(range(len(items)), key=lambda place: -lengths[place])
    long = [place for place in order if lengths[place]]
    short = [place for place in range(len(items)) if not lengths[place]]
    stretches: list[int] = []
    for hand in range(hands):
        size = (len(items) - len(stretches)) // (hands - hand)
        first = long[hand::hands]
        rest = max(0, size - len(first))
        stretches += [*first, *short[:rest]]
        short = short[rest:]
    return [items[place] for place in (*stretches, *short)]
