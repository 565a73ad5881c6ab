"""Freezing what an erasure has to do: everything of a person, discovered, decided about and written down.

The frozen pieces are what makes an erasure resumable, because it takes away the very keys by which rows are found. All
of it streams: a person with 70,000 cases takes no more memory than one with two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import groupby, islice
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from candor.kernel import clock
from candor.kernel.models import StoredFile
from candor.kernel.registries.personal_data import DATABASE, Piece, Subject, Table, keepers, tables
from candor.kernel.stores.contents import FileContents
from candor.kernel.stores.rows import Rows
from candor.privacy.erasing import leasing
from candor.privacy.erasing.grounding import Grounds, by_column, grounds_of
from candor.privacy.erasing.order import phase_of
from candor.privacy.erasing.standing import stands_of
from candor.privacy.erasing.steps import Step, changes, step_of_store, steps_of
from candor.privacy.erasing.tallying import Tally
from candor.privacy.facts import Fates, decide_rows
from candor.privacy.models import Doing, Erasure, ErasurePiece, PieceState
from candor.privacy.queries.rule_packs import rules_in_force
from candor.privacy.rights import takes_everything

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
    subject, known = subject_of_erasure(erasure), Known(erasure)
    places = [*(table.name for table in _that_change()), *keepers()]
    for name in sorted(keepers(), key=lambda name: name != DATABASE):
        leasing.keep(erasure)
        for steps, place in _portions(_steps(erasure, name, subject, known)):
            with transaction.atomic():
                if tally is not None:
                    tally(len(steps), places.index(place), len(places))
                write_steps(erasure, steps)


def _steps(erasure: Erasure, store: str, subject: Subject, known: Known) -> Iterator[tuple[list[Step], str]]:
    """What is to be done in the store, kind by kind, each with the place in which it was found."""
    if store != DATABASE:
        yield from (([step_of_store(piece) for piece in pieces], store)
                    for pieces in _batches(_outside(erasure, store, subject)))  # fmt: skip
        return
    for pieces in _batches(rows_that_change(subject)):
        yield known.steps(_without_its_own(erasure, pieces)), pieces[0].place


def _portions(found: Iterable[tuple[list[Step], str]]) -> Iterator[tuple[list[Step], str]]:
    """Of several kinds together, so that what an ordinary person has is written down at once."""
    portion: list[Step] = []
    last = ""
    for steps, place in found:
        portion, last = [*portion, *steps], place
        if len(portion) >= BATCH:
            yield portion, last
            portion = []
    if last:
        yield portion, last


class Known:
    """What counts for all rows of a person in one turn."""

    def __init__(self, erasure: Erasure, subject: Subject | None = None, grounds: Grounds | None = None) -> None:
        self._now, self._rules = clock.now(), rules_in_force()
        self._stands = stands_of(erasure, subject or subject_of_erasure(erasure))
        self._grounds = by_column(grounds_of(erasure)) if grounds is None else by_column(grounds)

    def steps(self, pieces: list[Piece]) -> list[Step]:
        """What is to be done to rows of the same kind."""
        return list(steps_of(pieces, self.fates(pieces)))

    def fates(self, pieces: Sequence[Piece]) -> Fates:
        """What happens to rows of the same kind; one that is gone is not in the answer."""
        if not pieces:
            return {}
        table, keys = tables()[pieces[0].place], [piece.key for piece in pieces]
        stands = replace(self._stands, grounds=self._grounds.get(pieces[0].field, {}))
        return decide_rows(table, keys, stands, self._now, self._rules)


def steps_in_the_database(erasure: Erasure, subject: Subject) -> Iterator[Step]:
    """What would be done now to the person's rows, but to those of the erasure itself."""
    known = Known(erasure, subject)
    for pieces in _batches(rows_that_change(subject)):
        yield from known.steps(_without_its_own(erasure, pieces))


def rows_that_change(subject: Subject) -> Iterator[Piece]:
    """The person's rows in tables of which erasure changes anything: the log of what was done is not even read."""
    return Rows().discover_in(_that_change(), subject)


def _that_change() -> tuple[Table, ...]:
    return _changing(tuple(tables().values()))


@lru_cache(maxsize=1)
def _changing(declared: tuple[Table, ...]) -> tuple[Table, ...]:
    return tuple(table for table in declared if changes(table))


def _outside(erasure: Erasure, store: str, subject: Subject) -> Iterable[Piece]:
    """What stands in a store beside the database: all of it, or as far as the plan changes the rows behind it."""
    keeper = keepers()[store]
    if takes_everything(erasure.right):
        return keeper.discover(subject)
    rows = ErasurePiece.objects.filter(erasure=erasure, store=DATABASE).exclude(doing=Doing.KEEP)
    if isinstance(keeper, FileContents):
        going = rows.filter(place=StoredFile._meta.db_table, doing=Doing.DELETE)
        return (piece for piece in keeper.discover(subject) if _is_of(piece, going))
    return keeper.discover(subject) if rows.exists() else iter(())


def _is_of(piece: Piece, rows: QuerySet[ErasurePiece]) -> bool:
    number = StoredFile.objects.filter(storage_key=piece.key).values_list("pk", flat=True).first()
    return rows.filter(key=str(number)).exists()


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
    rows = [row_of(erasure, step) for step in steps]
    ErasurePiece.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)


def row_of(erasure: Erasure, step: Step) -> ErasurePiece:
    """The entry of the worklist for a step."""
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
