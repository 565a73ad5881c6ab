"""Growth: W1 to W5 on five times as many cases, in alternation with the usual set."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from candor.config.development.bench import processes, sets
from candor.config.development.bench.figures import Figure
from candor.config.development.bench.requests import Side, alternate, measured, signed_in
from candor.config.development.bench.saying import say
from candor.config.development.bench.workloads import Workload, searches, technician, workloads

TIMES, MUST = 5, 1.3


def growth(found: list[Figure], size: int, rounds: int, count: int, ports: Iterator[int]) -> None:
    """Add our milliseconds at five times the size beside those at the size itself, of the rounds that were measured."""
    with (
        sets.place_of(size) as usual,
        sets.place_of(size * TIMES, has_floor=False) as large,
        processes.running(*processes.candor(next(ports), usual.environment)) as small_server,
        processes.running(*processes.candor(next(ports), large.environment)) as large_server,
    ):
        words = searches(usual.floor)  # the same on both sides: some words are looked for longer than others
        small_works, small = _side(usual, words, small_server, count)
        large_works, grown = _side(large, words, large_server, count)
        works = [replace(work, floor=before.ours) for work, before in zip(large_works, small_works, strict=True)]
        say(f"growth: {size * TIMES:,} cases beside {size:,} ...")
        what = f"{size * TIMES:,} cases beside {size:,}"
        try:
            alternate(works, grown, small, rounds)
        finally:
            found += [
                Figure(f"{work.id} ×{TIMES}", f"{work.what}, {what}", grown.of(work.id), "ms", small.of(work.id), MUST)
                for work in measured(works, small)
            ]


def _side(place: sets.Place, words: Sequence[str], server: processes.Server, count: int) -> tuple[list[Workload], Side]:
    browser = technician(server.port)
    return workloads(place.floor, browser, words), Side(server, signed_in(server.port, browser.cookies), count)
