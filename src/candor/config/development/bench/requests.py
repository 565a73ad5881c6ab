"""Measuring requests: Candor and the others in alternation, in processor time."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from candor.config.development.bench.browser import Ask, Browser
from candor.config.development.bench.figures import Figure
from candor.config.development.bench.processes import Server, at_rest
from candor.config.development.bench.saying import say
from candor.config.development.bench.workloads import Asks, Workload

CONNECTIONS = 4
"""Open ones that requests take turns on, so that both processes of a web server have to do."""


@dataclass(frozen=True)
class Goal:
    """Multiples of the floor. The aims of W3 to W5 are milliseconds of a quiet machine, so none is judged here."""

    must: float
    aim: float | None = None


GOALS = {"W1": Goal(8, 5), "W2": Goal(20, 12), "W3": Goal(25), "W4": Goal(8), "W5": Goal(10)}
WARM = 60


@dataclass
class Side:
    """Somebody whose pages are measured: the server, signed-in connections, and how many requests a round has."""

    server: Server
    browsers: Sequence[Browser]
    count: int
    taken: dict[str, list[float]] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)

    def measure(self, work: str, asks: Asks) -> None:
        """One round: note the milliseconds of a request."""
        requests = asks(self.count)
        before = self.server.spent()
        self.send(work, requests)
        self.taken.setdefault(work, []).append((self.server.spent() - before) / self.count)

    def send(self, work: str, requests: Sequence[Ask]) -> None:
        for number, request in enumerate(requests):
            self.sizes[work] = len(self.browsers[number % len(self.browsers)].send(request))

    def of(self, work: str) -> float:
        """Milliseconds of a request: the median of the rounds."""
        return statistics.median(self.taken[work])


def signed_in(port: int, cookies: Mapping[str, str]) -> list[Browser]:
    return [Browser(port, dict(cookies)) for _ in range(CONNECTIONS)]


def alternate(works: Sequence[Workload], ours: Side, floor: Side, rounds: int, warm: int = WARM) -> None:
    """Round after round, each workload of each side; those that write come last and leave the worker its time."""
    for work in works:
        ours.send(work.id, work.ours(warm))
        floor.send(work.id, work.floor(warm))
    at_rest(ours.server)
    for group in ([work for work in works if not work.writes], [work for work in works if work.writes]):
        for _ in range(rounds):
            for work in group:
                measure = _answering if work.writes else Side.measure
                measure(ours, work.id, work.ours)
                measure(floor, work.id, work.floor)
                say(f"{work.id}: {ours.taken[work.id][-1]:.2f} ms beside {floor.taken[work.id][-1]:.2f}")


def _answering(side: Side, work: str, asks: Asks) -> None:
    """A round that writes: what the answering processes spend counts, and what the worker does later stands beside."""
    requests = asks(side.count)
    every, answering = side.server.spent(), side.server.spent_answering()
    side.send(work, requests)
    side.taken.setdefault(work, []).append((side.server.spent_answering() - answering) / side.count)
    at_rest(side.server)
    side.taken.setdefault(f"{work} all", []).append((side.server.spent() - every) / side.count)


def measured(works: Sequence[Workload], other: Side) -> list[Workload]:
    """The workloads that had a round of both, in their order: a run that is cut off keeps what it has measured."""
    return sorted((work for work in works if work.id in other.taken), key=lambda each: each.id)


def figures(works: Sequence[Workload], ours: Side, floor: Side) -> list[Figure]:
    """The figures of all workloads beside the floor's."""
    found = []
    for work in measured(works, floor):
        goal = GOALS[work.id]
        found.append(Figure(work.id, work.what, ours.of(work.id), "ms", floor.of(work.id), goal.must, goal.aim))
        if work.writes:
            what = "and what the worker does after it"
            found.append(Figure(f"{work.id}+", what, ours.of(f"{work.id} all"), "ms"))
    return found
