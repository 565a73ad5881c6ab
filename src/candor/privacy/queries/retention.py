"""Runs of the retention rules in the shape of pages, and what the rules leave open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse

from candor.kernel.actor import Actor
from candor.kernel.registries.personal_data import retentions, tables
from candor.people.public import Person
from candor.privacy.holdable import Shown, holdables
from candor.privacy.models import InactivityNotice, RetentionLine, RetentionRun
from candor.privacy.queries.rule_packs import rules_in_force
from candor.privacy.words import STAYS_WORDS

PAGE = 30
MOST_UNTOLD = 50
PERSON = "people.person"
CLIENTS = "privacy.processingagreement"
"""Samples of it are the people of former clients."""


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run in the list, with how many records it would end or has ended."""

    run: RetentionRun
    going: int
    done: int


@dataclass(frozen=True, slots=True)
class Sample:
    """One record of those that go, or that stay for a reason. `shown` is None for what has no page of its own."""

    number: int
    ground: str
    shown: Shown | None


@dataclass(frozen=True, slots=True)
class LineRow:
    """A kind of record: its figures, and how many more are past their period than at the run before (None: no such)."""

    line: RetentionLine
    more: int | None
    share: float
    kept: list[tuple[str, int]]
    samples: list[Sample]


def runs_page(actor: Actor, *, after: str) -> tuple[list[RunRow], str]:
    """The last runs, newest first, and the query of the next page. Three queries."""
    runs = RetentionRun.objects.visible_to(actor)
    mark = runs.filter(ref=after).first() if after else None
    if mark is not None:
        runs = runs.filter(pk__lt=mark.pk)
    found = list(runs.select_related("asked_by", "confirmed_by").order_by("-pk")[: PAGE + 1])
    shown = found[:PAGE]
    lines = list(RetentionLine.objects.filter(run__in=shown))
    rows = [
        RunRow(
            run,
            sum(line.going for line in lines if line.run_id == run.pk),
            sum(line.done for line in lines if line.run_id == run.pk),
        )
        for run in shown
    ]
    return rows, f"?after={shown[-1].ref}" if len(found) > PAGE else ""


def lines_of(actor: Actor, run: RetentionRun) -> list[LineRow]:
    """Every kind of record in a run. The number of queries depends on how many kinds there are."""
    before = _run_before(actor, run)
    earlier = {(line.key, line.kind): line for line in before.lines.all()} if before else {}
    lines = list(run.lines.order_by("-over", "-total", "key", "kind"))
    shown = _shown(actor, lines)
    return [_row(line, earlier.get((line.key, line.kind)), shown) for line in lines]


def untold(actor: Actor) -> list[Person]:
    """Customers who would be deleted and cannot be told, for the office to find another way."""
    if not RetentionRun.objects.visible_to(actor).exists():
        return []
    notices = InactivityNotice.objects.filter(told_at=None, person__erased_at=None).order_by("pk")
    return [notice.person for notice in notices.select_related("person")[:MOST_UNTOLD]]


def keys_without_rule() -> list[str]:
    """Retention keys of personal data that nothing ends by itself and no adopted rule limits: they stay for ever."""
    rules, used = rules_in_force(), {table.keep for table in tables().values() if table.is_personal}
    return sorted(
        key for key, one in retentions().items() if key in used and one.needs_rule and rules.limit(key) is None
    )


def _run_before(actor: Actor, run: RetentionRun) -> RetentionRun | None:
    runs = RetentionRun.objects.visible_to(actor).filter(pk__lt=run.pk, counted_at__isnull=False)
    return runs.order_by("-pk").first()


def _row(line: RetentionLine, earlier: RetentionLine | None, shown: Mapping[tuple[str, int], Shown]) -> LineRow:
    samples = [
        Sample(sample["number"], sample["ground"], shown.get((line.kind, sample["number"]))) for sample in line.samples
    ]
    kept = [(str(STAYS_WORDS.get(ground, ground)), number) for ground, number in sorted(line.kept.items())]
    share = 100 * line.going / line.total if line.total else 0.0
    return LineRow(line, line.over - earlier.over if earlier else None, share, kept, samples)


def _shown(actor: Actor, lines: Iterable[RetentionLine]) -> dict[tuple[str, int], Shown]:
    """Samples that have a page which this reader may see."""
    found: dict[tuple[str, int], Shown] = {}
    for line in lines:
        numbers = [sample["number"] for sample in line.samples]
        for number, shown in _of_kind(actor, line.kind, numbers).items() if numbers else ():
            found[line.kind, number] = shown
    return found


def _of_kind(actor: Actor, kind: str, numbers: list[int]) -> Mapping[int, Shown]:
    if kind in holdables():
        return holdables()[kind].shown(actor, numbers)
    if kind in {PERSON, CLIENTS}:
        people = Person.objects.visible_to(actor).filter(pk__in=numbers)
        return {person.pk: Shown(person.name, reverse("tech:person", args=[person.ref])) for person in people}
    return {}
