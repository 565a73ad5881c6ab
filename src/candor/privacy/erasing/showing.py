"""A plan and its outcome in the shape of a page, a terminal or a program: by kind of record, with the reasons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from candor.privacy.erasing.planning import decision_of
from candor.privacy.erasing.wording import what_it_is
from candor.privacy.models import Doing, Erasure
from candor.privacy.rules.deciding import Decision


@dataclass(frozen=True, slots=True)
class Going:
    """A kind of record and what is done to so many of them."""

    what: str
    place: str
    doing: Doing
    count: int


@dataclass(frozen=True, slots=True)
class Staying:
    """A kind of record of which so many stay, and the decision why."""

    what: str
    place: str
    count: int
    decision: Decision


def what_goes(erasure: Erasure) -> list[Going]:
    """What is expected to go, or went; the most of it first."""
    groups = [group for group in erasure.counts.get("pieces", ()) if group["doing"] != Doing.KEEP]
    found = [
        Going(what_it_is(group["place"]), group["place"], Doing(group["doing"]), group["count"]) for group in groups
    ]
    return sorted(found, key=lambda going: (-going.count, going.place, going.doing))


def what_stays(erasure: Erasure) -> list[Staying]:
    """What is expected to stay, or stayed, and why."""
    return [
        Staying(what_it_is(kept["place"]), kept["place"], kept["count"], decision_of(kept)) for kept in erasure.kept
    ]


def as_json(erasure: Erasure) -> dict[str, Any]:
    """For programs: figures, grounds and sentences; nothing of the person."""
    return {
        "ref": erasure.ref,
        "state": erasure.state,
        "trouble": erasure.trouble,
        "right": erasure.right,
        "plan": erasure.plan_hash,
        "map": erasure.map_version,
        "goes": [{"place": one.place, "doing": one.doing, "count": one.count} for one in what_goes(erasure)],
        "stays": [_staying(one) for one in what_stays(erasure)],
        "needs_confirmation": erasure.keeps_something,
    }


def as_lines(erasure: Erasure) -> Iterator[str]:
    """For a terminal."""
    for going in what_goes(erasure):
        yield f"{going.count:>9}  {going.what}: {str(going.doing.label).lower()}"
    for staying in what_stays(erasure):
        yield f"{staying.count:>9}  {staying.what}: stays. {staying.decision.text}"


def _staying(one: Staying) -> dict[str, Any]:
    decision = one.decision
    return {
        "place": one.place,
        "count": one.count,
        "action": decision.action,
        "ground": decision.ground,
        "until": decision.until.isoformat() if decision.until else None,
        "review": decision.review.isoformat() if decision.review else None,
        "source": decision.source,
        "text": decision.text,
    }
