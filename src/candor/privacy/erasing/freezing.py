"""Freezing what an erasure has to do: everything of a person, discovered, decided about and written down.

The frozen pieces are what makes an erasure resumable, because it takes away the very keys by which rows are found. All
of it streams: a person with 70,000 cases takes no more memory than one with two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from typing import Any

from django.db import transaction

from candor.kernel import clock
from candor.kernel.registries.personal_data import DATABASE, Piece, Subject, keepers, tables
from candor.kernel.stores.rows import Rows
from candor.privacy.erasing import leasing
from candor.privacy.erasing.order import phase_of
from candor.privacy.erasing.steps import Step, changes, step_of_store, steps_of
from candor.privacy.erasing.tallying import Tally
from candor.privacy.facts import circumstances_of, decide_rows
from candor.privacy.models import Doing, Erasure, ErasurePiece, PieceState
from candor.privacy.queries.rule_packs import rules_in_force
from candor.privacy.rules.deciding import Request, Right

BATCH = 500


def subject_of_erasure(erasure: Erasure) -> Subject:
    """The person as they were known when it was planned; by their number alone once all is verified."""
    sought = erasure.sought or {}
    return Subject(
        erasure.subject_number,
        tuple(sought.get("former", ())),
        tuple(sought.get("addresses", ())),
        tuple(sought.get("words", ())),
    )


def freeze(erasure: Erasure, tally: Tally | None = None) -> None:
    """Write down what is there of the person and not yet written down. Doing it again adds what is new."""
    subject = subject_of_erasure(erasure)
    now, rules = clock.now(), rules_in_force()
    stands = circumstances_of(subject, Request(Right(erasure.right), erasure.received_on))
    places = [*(table.name for table in tables().values() if changes(table)), *keepers()]
    for name, keeper in keepers().items():
        leasing.keep(erasure)
        found = keeper.discover(subject) if name != DATABASE else rows_that_change(subject)
        for pieces in _batches(found):
            if name != DATABASE:
                steps = [step_of_store(piece) for piece in pieces]
            else:
                further = _without_its_own(erasure, pieces)
                table, keys = tables()[pieces[0].place], [piece.key for piece in further]
                steps = list(steps_of(further, decide_rows(table, keys, stands, now, rules)))
            with transaction.atomic():
                if tally is not None:
                    tally(len(steps), places.index(pieces[0].place if name == DATABASE else name), len(places))
                write_steps(erasure, steps)


def rows_that_change(subject: Subject) -> Iterator[Piece]:
    """The person's rows in tables of which erasure changes anything: the log of what was done is not even read."""
    return Rows().discover_in([table for table in tables().values() if changes(table)], subject)


def _batches(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Pieces of the same kind, at most so many at a time."""
    for _kind, same in groupby(pieces, key=lambda piece: (piece.store, piece.place, piece.field)):
        while batch := list(islice(same, BATCH)):
            yield batch


def _without_its_own(erasure: Erasure, pieces: list[Piece]) -> list[Piece]:
    """The erasure itself is about the person too, and sees to itself when it ends."""
    if pieces[0].place == Erasure._meta.db_table:
        return [piece for piece in pieces if piece.key != str(erasure.pk)]
    if pieces[0].place != ErasurePiece._meta.db_table:
        return pieces
    rows = ErasurePiece.objects.filter(pk__in=[piece.key for piece in pieces], erasure=erasure)
    own = set(map(str, rows.values_list("pk", flat=True)))
    return [piece for piece in pieces if piece.key not in own]


def write_steps(erasure: Erasure, steps: Iterable[Step]) -> None:
    """Enter them into the worklist; a piece that stands in it already stays as it is there."""
    leasing.keep(erasure)
    rows = [_row(erasure, step) for step in steps]
    ErasurePiece.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)


def _row(erasure: Erasure, step: Step) -> ErasurePiece:
    decision: Any = step.decision
    return ErasurePiece(
        erasure=erasure,
        phase=phase_of(step.piece, step.doing),
        store=step.piece.store,
        place=step.piece.place,
        key=step.piece.key,
        field=step.piece.field,
        doing=step.doing,
        stays=sorted(step.stays),
        keeps=decision.action.value if decision else "",
        ground=decision.ground.value if decision else "",
        until=decision.until if decision else None,
        review=decision.review if decision else None,
        source=decision.source[:300] if decision else "",
        state=PieceState.VERIFIED if step.doing is Doing.KEEP else PieceState.WAITING,
    )
