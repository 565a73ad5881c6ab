"""Counting what the rules would end: by kind of record, in windows, so that a killed count goes on where it was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from candor.kernel import clock
from candor.kernel.jobs import progress
from candor.privacy.models import RetentionLine, RetentionRun
from candor.privacy.retaining.judging import Judged, count_rows, judge
from candor.privacy.retaining.records import Kind, windows
from candor.privacy.rules.periods import Rules

AT_ONCE = 200
SAMPLES = 5
"""Of those that go, and of those that stay on each ground."""

GOES = ""

Thing = TypeVar("Thing")


def count_line(line: RetentionLine, kind: Kind, run: RetentionRun, rules: Rules) -> None:
    """Count the records of one kind."""
    limit = rules.limit(line.key)
    if line.position == 0:
        line.total = kind.all_rows().count()
    for end, numbers in windows(kind, limit, rules, run.as_of, after=line.position) if limit else ():
        for portion in portions(numbers, AT_ONCE):
            _add(line, judge(kind, portion, clock.now(), rules))
            progress(line.over, None)
        line.position = end
        line.save()
    line.is_counted = True
    line.save()


def portions(things: Iterable[Thing], size: int) -> Iterator[list[Thing]]:
    """In lists of at most this many."""
    rest = iter(things)
    while portion := list(islice(rest, size)):
        yield portion


def _add(line: RetentionLine, judged: Sequence[Judged]) -> None:
    going = [one for one in judged if one.goes]
    line.over += len(judged)
    line.going += len(going)
    line.rows = dict(Counter(line.rows) + count_rows(going))
    for one in judged:
        note(line, one.number, GOES if one.goes else str(one.decision.ground))


def note(line: RetentionLine, number: int, ground: str) -> None:
    """Count why it stays, if it does, and keep the first few as samples."""
    if ground != GOES:
        line.kept = dict(Counter(line.kept) + Counter([ground]))
    samples: list[dict[str, Any]] = line.samples
    if sum(sample["ground"] == ground for sample in samples) < SAMPLES:
        line.samples = [*samples, {"number": number, "ground": ground}]
