"""A plan and its outcome in the shape of a page, a terminal or a program: by kind of record, with the reasons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from candor.kernel.registries.personal_data import DATABASE
from candor.people.public import Person
from candor.privacy.erasing.counting import decision_of
from candor.privacy.erasing.grounding import words_of_grounds
from candor.privacy.erasing.wording import kind_of, what_it_is
from candor.privacy.models import Doing, Erasure
from candor.privacy.rules.deciding import Decision


@dataclass(frozen=True, slots=True)
class Going:
    """A kind of record and what is done to so many entries of it."""

    what: str
    doing: Doing
    count: int


@dataclass(frozen=True, slots=True)
class Staying:
    """A kind of record of which so many entries stay, and the decision why."""

    what: str
    count: int
    decision: Decision


def what_goes(erasure: Erasure) -> list[Going]:
    """What is expected to go, or went; the most of it first."""
    found: Counter[tuple[str, str]] = Counter()
    for group in erasure.counts.get("pieces", ()):
        if group["doing"] != Doing.KEEP:
            found[kind_of(group["store"], group["place"]), group["doing"]] += group["count"]
    going = [Going(what_it_is(kind), Doing(doing), count) for (kind, doing), count in found.items()]
    return sorted(going, key=lambda one: (-one.count, one.what, one.doing))


def what_stays(erasure: Erasure) -> list[Staying]:
    """What is expected to stay, or stayed, and why."""
    found: Counter[tuple[str, Decision]] = Counter()
    grounds = words_of_grounds(erasure)
    for kept in erasure.kept:
        found[kind_of(DATABASE, kept["place"]), decision_of(kept, grounds)] += kept["count"]
    return [Staying(what_it_is(kind), count, decision) for (kind, decision), count in found.items()]


def closes_account(erasure: Erasure) -> bool:
    """Whether the account is among what is expected to go."""
    place = str(Person._meta.get_field("account").related_model._meta.db_table)
    groups = erasure.counts.get("pieces", ())
    return any(group["place"] == place and group["doing"] == Doing.DELETE for group in groups)


def as_json(erasure: Erasure) -> dict[str, Any]:
    """For programs: figures, grounds and sentences; nothing of the person."""
    grounds = words_of_grounds(erasure)
    return {
        "ref": erasure.ref,
        "state": erasure.state,
        "trouble": erasure.trouble,
        "right": erasure.right,
        "plan": erasure.plan_hash,
        "map": erasure.map_version,
        "goes": [group for group in erasure.counts.get("pieces", ()) if group["doing"] != Doing.KEEP],
        "stays": [{**kept, "text": decision_of(kept, grounds).text} for kept in erasure.kept],
        "needs_confirmation": erasure.keeps_something,
    }


def as_lines(erasure: Erasure) -> Iterator[str]:
    """For a terminal."""
    for going in what_goes(erasure):
        yield f"{going.count:>9}  {going.what}: {str(going.doing.label).lower()}"
    for staying in what_stays(erasure):
        yield f"{staying.count:>9}  {staying.what}: stays. {staying.decision.text}"
