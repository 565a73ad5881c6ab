"""The chain over the audit facts: whoever changes, removes or slips in a fact afterwards breaks it.

A seal covers the facts that were unsealed when it was made, in the order of their ids, and the hash of the seal before.
Facts are chosen by having no seal, not by the last id, because a transaction that began earlier may commit later.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import TextField
from django.db.models.functions import Cast

from candor.kernel import clock
from candor.kernel.db.many_rows import ManyRows
from candor.kernel.db.prepared import Prepared
from candor.kernel.models import AuditFact, AuditSeal

BEGINNING = "0" * 64
BATCH = 500
"""Facts under one seal: few enough that the transaction stays short."""

MOST_BREAKS = 100
canonical_json = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode
Happened = tuple[str, str, int, str, int | None, str, datetime, Mapping[str, Any]]
"""A fact that is not yet written: what stands in SEALED_VALUES after the number."""

AT = 6
"""Where its moment stands."""

SEALED_VALUES = ("id", "name", "object_kind", "object_id", "actor_kind", "actor_id", "channel", "at", "details")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verifying found. `head` is the hash of the last seal: written down elsewhere, it proves the whole chain."""

    facts: int
    seals: int
    unsealed: int
    head: str
    breaks: list[str] = field(default_factory=list)

    @property
    def is_intact(self) -> bool:
        return not self.breaks


def has_unsealed() -> bool:
    return UNSEALED.is_there()


UNSEALED = Prepared(lambda: AuditFact.objects.filter(seal=None).values_list("pk")[:1])
"""Asked every second."""


def seal_all() -> int:
    """Seal every fact that has no seal; returns how many."""
    total = 0
    while sealed := seal_some():
        total += sealed
    return total


def seal_some() -> int:
    """Seal the oldest unsealed facts; returns how many. Nought too when another sealer was quicker."""
    try:
        with transaction.atomic():
            return _seal_batch()
    except IntegrityError:
        return 0


def _seal_batch() -> int:
    """Write one seal. Its number is the claim: of two sealers that take the same one, one fails and rolls back."""
    last = AuditSeal.objects.order_by("-number").first()
    rows = list(AuditFact.objects.filter(seal=None).order_by("id").values_list(*SEALED_VALUES)[:BATCH])
    if not rows:
        return 0
    seal = AuditSeal.objects.create(
        number=last.number + 1 if last else 1,
        facts=len(rows),
        chain_hash=_hash(last.chain_hash if last else BEGINNING, rows),
        sealed_at=clock.now(),
    )
    if AuditFact.objects.filter(pk__in=[row[0] for row in rows], seal=None).update(seal=seal) != len(rows):
        raise IntegrityError("a fact was sealed by somebody else")
    return len(rows)


FACTS = ManyRows(AuditFact, *SEALED_VALUES, "seal_id")


def write_under_seal(facts: Sequence[Happened]) -> None:
    """Write facts and their seals together: for the loader of a large set, who works alone.

    What was sealed a second after it was written would be written twice.
    """
    first, last = FACTS.next_number(), AuditSeal.objects.order_by("-number").first()
    number, head = (last.number, last.chain_hash) if last else (0, BEGINNING)
    for start in range(0, len(facts), BATCH):
        rows = [(first + place, *facts[place]) for place in range(start, min(start + BATCH, len(facts)))]
        number, head = number + 1, _hash(head, rows)
        AuditSeal.objects.create(number=number, facts=len(rows), chain_hash=head, sealed_at=clock.now())
        kept = connection.ops.adapt_datetimefield_value
        FACTS.write((*row[:7], kept(row[7]), json.dumps(row[8]), number) for row in rows)


def verify() -> Verdict:
    """Walk the whole chain as a stream and say where it is broken."""
    walk = _Walk()
    sealed = AuditFact.objects.exclude(seal=None).order_by("seal", "id")
    # Details are read as the text that is stored: decoding each took a third of the time of a million facts.
    texts = sealed.annotate(written=Cast("details", TextField())).values_list("seal", *SEALED_VALUES[:-1], "written")
    groups = groupby(texts.iterator(chunk_size=5000), key=itemgetter(0))
    walk.through(AuditSeal.objects.order_by("number").iterator(chunk_size=5000), groups)
    return Verdict(
        facts=walk.facts,
        seals=walk.seals,
        unsealed=AuditFact.objects.filter(seal=None).count(),
        head=walk.head,
        breaks=walk.breaks,
    )


class _Walk:
    """Walking along the chain, seal by seal, with the facts of each."""

    def __init__(self) -> None:
        self.facts = self.seals = 0
        self.head = BEGINNING
        self.breaks: list[str] = []

    def through(self, seals: Iterator[AuditSeal], groups: Iterator[tuple[int, Iterable[Any]]]) -> None:
        number, rows = next(groups, (None, ()))
        for seal in seals:
            self.seals += 1
            if seal.number != self.seals:
                self.note(f"Seal {self.seals} is missing.")
                self.seals = seal.number
            if number == seal.number:
                self.compare(seal, [row[1:] for row in rows])
                number, rows = next(groups, (None, ()))
            else:
                self.compare(seal, [])
            self.head = seal.chain_hash
        if number is not None:
            self.note(f"Facts carry seal {number}, which is missing.")

    def compare(self, seal: AuditSeal, rows: list[Any]) -> None:
        self.facts += len(rows)
        between = f" (facts {rows[0][0]} to {rows[-1][0]})" if rows else ""
        if len(rows) != seal.facts:
            self.note(f"Seal {seal.number}{between} covers {seal.facts} facts, {len(rows)} are there.")
        elif _hash(self.head, [(*row[:-1], _details(row[-1])) for row in rows]) != seal.chain_hash:
            self.note(f"Seal {seal.number}{between} does not fit: a fact or the seal was changed.")

    def note(self, what: str) -> None:
        if len(self.breaks) < MOST_BREAKS:
            self.breaks.append(what)


def _hash(before: str, rows: Iterable[tuple[Any, ...]]) -> str:
    """The hash over the link before and the facts, one line of text each."""
    return hashlib.sha256("".join([before, *map(_line, rows)]).encode()).hexdigest()


def _line(row: tuple[Any, ...]) -> str:
    """A fact's values as text, the same on both engines: moments come in UTC, only the last value may hold a bar.

    Details come as a mapping, or as the canonical text of one.
    """
    number, name, object_kind, object_id, actor_kind, actor_id, channel, at, details = row
    extra = details if isinstance(details, str) else canonical_json(details) if details else ""
    return f"\n{number}|{name}|{object_kind}|{object_id}|{actor_kind}|{actor_id}|{channel}|{at.isoformat()}|{extra}"


@lru_cache(maxsize=100_000)
def _details(written: str) -> str:
    """Stored details as canonical text. Facts hold enums and small numbers, so the same ones come again and again."""
    details = json.loads(written)
    return canonical_json(details) if details else ""
