"""What a plan says in figures: how many pieces go and stay, on which grounds, and the hash over all of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, Count, Max, Q, QuerySet

from candor.kernel.db.prepared import Given, Prepared
from candor.privacy.erasing.grounding import Grounds, grounds_of, with_grounds
from candor.privacy.erasing.marking import hash_with_marks, marks_of
from candor.privacy.erasing.passing_on import clients_of_erasure, with_clients
from candor.privacy.erasing.silencing import addresses_to_silence
from candor.privacy.erasing.steps import Mark
from candor.privacy.models import Erasure, ErasurePiece
from candor.privacy.rules.deciding import Action, Decision, Ground

PRINTED = ("phase", "store", "place", "key", "field", "doing", "stays", "ground", "until")
"""Columns of a piece that make up the plan's hash."""

GROUPED = ("store", "place", "doing", "count")
KEPT = ("place", "keeps", "ground", "source", "count", "last", "endless", "look")


def plan_hash(erasure: Erasure) -> str:
    """SHA-256 over the frozen pieces, what was marked in texts, the compelling grounds, and the clients' words."""
    return hash_of(erasure, pieces_hash(erasure), marks_of(erasure), grounds_of(erasure))


def hash_of(erasure: Erasure, pieces: str, marks: Sequence[Mark], grounds: Grounds) -> str:
    """The same of a plan as it would be with these marks and grounds."""
    return with_clients(with_grounds(hash_with_marks(pieces, marks), grounds), clients_of_erasure(erasure))


def pieces_hash(erasure: Erasure, instead: Mapping[int, ErasurePiece] | None = None) -> str:
    """SHA-256 over the frozen pieces, a line each, in their order; with `instead`, as it will be with these changed."""
    digest, changed = hashlib.sha256(), instead or {}
    for number, *stored in _PIECES.each(number=erasure.pk):
        row = [getattr(changed[number], column) for column in PRINTED] if number in changed else stored
        digest.update(json.dumps([*row[:-1], row[-1] and row[-1].isoformat()], separators=(",", ":")).encode() + b"\n")
    return digest.hexdigest()


def count(erasure: Erasure) -> None:
    """Note how many pieces there are by place and deed, and what is kept on which grounds: a few queries, one write."""
    grouped = _GROUPED.rows(number=erasure.pk)
    # Afterwards some of the addresses may be gone: how many were silenced is known from the plan.
    silenced = erasure.counts.get("silenced", len(addresses_to_silence(erasure)))
    erasure.counts = {"pieces": [dict(zip(GROUPED, group, strict=True)) for group in grouped], "silenced": silenced}
    erasure.kept = [_kept(dict(zip(KEPT, group, strict=True))) for group in _BY_GROUND.rows(number=erasure.pk)]
    erasure.save(update_fields=["counts", "kept"])


def decision_of(kept: dict[str, Any], grounds: Mapping[str, str] | None = None) -> Decision:
    """The decision behind an entry of `Erasure.kept`; its `text` is the sentence, with the words of `grounds`."""
    until, review = (date.fromisoformat(kept[name]) if kept[name] else None for name in ("until", "review"))
    source = (grounds or {}).get(kept["source"], kept["source"])
    return Decision(Action(kept["action"]), Ground(kept["ground"]), until, review, source)


def _pieces() -> QuerySet[ErasurePiece]:
    return ErasurePiece.objects.filter(erasure=Given("number", BigIntegerField()))


def _grouped() -> QuerySet[Any, Any]:
    grouped: QuerySet[Any, Any] = _pieces().values(*GROUPED[:3]).annotate(count=Count("pk")).order_by(*GROUPED[:3])
    return grouped.values_list(*GROUPED)


def _by_ground() -> QuerySet[Any, Any]:
    grounds: Any = _pieces().exclude(ground="").values(*KEPT[:4])
    found: QuerySet[Any, Any] = grounds.annotate(
        count=Count("pk"), last=Max("until"), endless=Count("pk", filter=Q(until=None)), look=Max("review")
    )
    return found.order_by("place", "ground", "source").values_list(*KEPT)


_PIECES: Prepared[Any] = Prepared(lambda: _pieces().order_by("pk").values_list("pk", *PRINTED))
_GROUPED: Prepared[Any] = Prepared(_grouped)
_BY_GROUND: Prepared[Any] = Prepared(_by_ground)


def _kept(group: dict[str, Any]) -> dict[str, Any]:
    until = None if group["endless"] else group["last"]
    return {
        "place": group["place"],
        "action": group["keeps"],
        "ground": group["ground"],
        "source": group["source"],
        "count": group["count"],
        "until": until.isoformat() if until else None,
        "review": group["look"].isoformat() if group["look"] else None,
    }
