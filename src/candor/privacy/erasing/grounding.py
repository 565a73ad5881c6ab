"""The compelling grounds of a plan: for which of its items an officer has recorded any, and in which words."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from candor.privacy.erasing.noted import are_noted
from candor.privacy.models import CompellingGround, Erasure
from candor.privacy.rules.deciding import Ground

Item = tuple[str, str, str]
"""Table, key and column ("" for the row) of what a ground was recorded for."""

Grounds = Sequence[CompellingGround]


def grounds_of(erasure: Erasure) -> list[CompellingGround]:
    """Those of the request, in the order in which they were recorded. One query, and one before it."""
    if not any(are_noted(erasure, CompellingGround)):
        return []
    return list(CompellingGround.objects.of_the_request(erasure).select_related("recorded_by").order_by("pk"))


def items_of(ground: CompellingGround) -> list[Item]:
    return [(place, key, field) for place, key, field in ground.items]


def by_column(grounds: Grounds) -> Mapping[str, Mapping[tuple[str, str], str]]:
    """The references of the grounds by column ("" for rows), and by table and key."""
    found: dict[str, dict[tuple[str, str], str]] = defaultdict(dict)
    for ground in grounds:
        for place, key, field in items_of(ground):
            found[field][place, key] = ground.ref
    return found


def words_of_grounds(erasure: Erasure) -> Mapping[str, str]:
    """The words of each ground by its reference; not asked for where nothing stays on such a ground."""
    if not any(kept["ground"] == Ground.COMPELLING for kept in erasure.kept):
        return {}
    return dict(CompellingGround.objects.of_the_request(erasure).values_list("ref", "text"))


def with_grounds(plan: str, grounds: Grounds) -> str:
    """The plan's hash with the words of its grounds; the same as before where there are none."""
    if not grounds:
        return plan
    told: list[Any] = [plan, [[ground.ref, ground.text, ground.items] for ground in grounds]]
    return hashlib.sha256(json.dumps(told, separators=(",", ":")).encode()).hexdigest()
