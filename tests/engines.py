"""A pytest plugin: PostgreSQL is sent every statement that SQLite was sent, by as few tests as that takes.

`candor test` runs everything on SQLite first and names one folder for both, CANDOR_STATEMENTS. There each test marked
`db` leaves the parts of all statements it sent, over how many connections, and how long it took. On PostgreSQL those
tests run again that together send all of them, all in which several connections or processes met, and those marked
`db(always=True)`. What left nothing, as one that SQLite skips, runs again, too. A plain question that a test asks by
itself, to see what has become of its rows, is no statement of Candor's.
"""

from __future__ import annotations

import heapq
import json
import os
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.models.sql.compiler import SQLCompiler

from tests.statements import fingerprints, is_plain

FOLDER = Path(os.environ["CANDOR_STATEMENTS"]) if "CANDOR_STATEMENTS" in os.environ else None
LOCKING = "locking"
SHORTEST = 0.02
"""Seconds that every test takes, whatever its clock says."""

HOUSE = f"{Path(__file__).parents[1]}/"
OURS = (f"{HOUSE}src/", f"{HOUSE}tests/")


@dataclass(frozen=True)
class Sent:
    """What one test sent, each statement by its fingerprint, its processor time in seconds, and whether some met."""

    statements: frozenset[str]
    seconds: float
    several: bool = False


_sent: set[str] = set()
_connections: set[int] = set()
_skipped: list[str] = []


def note(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
    """What each connection calls with each statement; one that fails is another one."""
    _connections.add(id(context["connection"]))
    try:
        answer = execute(sql, params, many, context)
    except DatabaseError as error:
        _sent.update(fingerprints(str(sql), type(error).__name__))
        raise
    sent = fingerprints(str(sql), LOCKING if " JOIN " in str(sql) and locks_rows() else "")
    if not sent <= _sent and not (is_plain(str(sql)) and is_asked_by_a_test()):
        _sent.update(sent)
    return answer


def locks_rows() -> bool:
    """Whether the query locks its rows, of which SQLite's words say nothing: PostgreSQL refuses that of some joins."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and frame.f_code is not SQLCompiler.execute_sql.__code__:
        frame = frame.f_back
    return frame is not None and bool(frame.f_locals["self"].query.select_for_update)


def is_asked_by_a_test() -> bool:
    """Whether the lines from which the statement comes are a test's own: how many rows are there now?"""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        name = frame.f_code.co_filename
        if name != __file__ and name.startswith(OURS):
            return "tests/" in name.removeprefix(HOUSE)
        frame = frame.f_back
    return False


def _listen(connection: BaseDatabaseWrapper, **_further: object) -> None:
    if note not in connection.execute_wrappers:
        connection.execute_wrappers.append(note)


def pytest_configure() -> None:
    if FOLDER and connection.vendor == "sqlite":
        connection_created.connect(_listen, dispatch_uid="tests.engines")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    if not FOLDER or connection.vendor != "sqlite" or not item.get_closest_marker("db"):
        return (yield)
    for noted in (_sent, _connections, _skipped):
        noted.clear()
    begun, of_others = time.process_time(), _time_of_children()
    try:
        return (yield)
    finally:
        several = really_writes(item) and (len(_connections) > 1 or _time_of_children() > of_others)
        seconds = time.process_time() - begun
        left = {"test": item.nodeid, "seconds": seconds, "several": several, "statements": sorted(_sent)}
        if not _skipped:
            with (FOLDER / f"{os.getpid()}.jsonl").open("a") as file:
                file.write(f"{json.dumps(left)}\n")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped:
        _skipped.append(report.nodeid)


def _time_of_children() -> float:
    """Processor time of the processes that were begun here and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not FOLDER or connection.vendor == "sqlite":
        return
    known = dict(left_in(FOLDER))
    sure = sure_of(items, known)
    present = {item.nodeid: known[item.nodeid] for item in items if item.nodeid in known}
    chosen = sure | few(present, sure)
    config.hook.pytest_deselected(items=[item for item in items if item.nodeid not in chosen])
    items[:] = [item for item in items if item.nodeid in chosen]


def sure_of(items: Iterable[pytest.Item], known: Mapping[str, Sent]) -> set[str]:
    """Those that run again whatever the others send."""
    return {item.nodeid for item in items if item.nodeid not in known or known[item.nodeid].several or always(item)}


def really_writes(item: pytest.Item) -> bool:
    """Whether the test's rows are really written, so that other threads and processes see them."""
    return any(mark.kwargs.get("transaction") for mark in item.iter_markers("django_db"))


def always(item: pytest.Item) -> bool:
    """Whether the test asks for both engines: what it looks at is their answer, whoever else sends its statements."""
    return any(mark.kwargs.get("always") for mark in item.iter_markers("db"))


def left_in(folder: Path) -> Iterator[tuple[str, Sent]]:
    """What the tests on SQLite left behind, by their names."""
    for file in sorted(folder.glob("*.jsonl")):
        for line in file.read_text().splitlines():
            left = json.loads(line)
            yield left["test"], Sent(frozenset(left["statements"]), left["seconds"], left["several"])


def few(tests: Mapping[str, Sent], sure: Set[str]) -> set[str]:
    """Tests that together with the sure ones send all statements that any of `tests` sends, the cheapest first.

    Greedy: the next one is always that with the most new statements a second.
    """
    seen = {statement for name in sure & tests.keys() for statement in tests[name].statements}
    waiting = [(-worth(sent, seen), name) for name, sent in tests.items() if name not in sure]
    heapq.heapify(waiting)
    chosen: set[str] = set()
    while waiting:
        _before, name = heapq.heappop(waiting)
        present = worth(tests[name], seen)
        if not present:
            continue
        if waiting and present < -waiting[0][0]:
            heapq.heappush(waiting, (-present, name))
            continue
        chosen.add(name)
        seen |= tests[name].statements
    return chosen - spare(chosen, tests, sure)


def spare(chosen: Set[str], tests: Mapping[str, Sent], sure: Set[str]) -> set[str]:
    """Those of the chosen that later ones have made superfluous, the dearest first."""
    senders = Counter(statement for name in (chosen | sure) & tests.keys() for statement in tests[name].statements)
    found: set[str] = set()
    for name in sorted(chosen, key=lambda name: (-tests[name].seconds, name)):
        if all(senders[statement] > 1 for statement in tests[name].statements):
            senders.subtract(tests[name].statements)
            found.add(name)
    return found


def worth(sent: Sent, seen: Set[str]) -> float:
    """New statements a second."""
    return len(sent.statements - seen) / max(sent.seconds, SHORTEST)
