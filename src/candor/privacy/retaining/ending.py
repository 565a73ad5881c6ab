"""Ending records: what the map says is done to all rows of each, in one transaction with the decision about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from candor.kernel import clock
from candor.kernel.db.others import Mark, last_write
from candor.kernel.models import StoredFile
from candor.kernel.registries.personal_data import (
    DATABASE,
    Erase,
    Piece,
    Subject,
    Table,
    subject_model,
    table_of,
    tables,
)
from candor.kernel.turns import one_at_a_time
from candor.people.public import Person, add_tombstone, subject_of
from candor.privacy.erasing import Everybody, Step, Whom, do_to
from candor.privacy.erasing.order import phase_of
from candor.privacy.erasing.steps import CHANGED
from candor.privacy.models import Doing, RetentionMark, RetentionRun
from candor.privacy.retaining.judging import Judged, by_table, judge
from candor.privacy.retaining.records import Kind, along, began_on
from candor.privacy.rules.periods import Rules


@dataclass(frozen=True, slots=True)
class Look:
    """What was found out about some records: which of them go, and what that takes. People are looked at in the end.

    `since` is what `last_write` said before.
    """

    since: Mark | None
    going: list[Judged]
    steps: Sequence[Step] = ()
    files: Mapping[int, tuple[str, str]] | None = None
    began: Mapping[int, date] | None = None

    @property
    def still_holds(self) -> bool:
        """Whether nobody has written anything since; asked at the beginning of the transaction that follows it."""
        return self.since is not None and self.since == last_write()


def look_at(kind: Kind, numbers: Sequence[int], rules: Rules) -> Look:
    """Decide about the records. It reads alone, so that the transaction which ends them has only to write."""
    since = last_write()
    going = [one for one in judge(kind, numbers, clock.now(), rules) if one.goes]
    if kind.model is subject_model():
        return Look(since, going)
    began = began_on(kind, [one.number for one in going], rules) if kind.stays else {}
    steps = sorted(_steps(kind, going), key=lambda step: phase_of(step.piece, step.doing))
    return Look(since, going, steps, _files_of(going), began)


def end_records(
    kind: Kind, numbers: Sequence[int], run: RetentionRun, rules: Rules, seen: Look | None = None
) -> tuple[list[Judged], list[Step]]:
    """End those of the records that nothing keeps now, inside the caller's transaction.

    Returns them, and what is left to do outside the database once it has committed. Whoever sets a hold or lock at the
    same moment comes before or after: before, and it counts; after, and the record is gone. What was `seen` before the
    transaction is what stands now: the caller has asked whether it still holds.
    """
    one_at_a_time("privacy.holds")
    one_at_a_time("privacy.locks")
    look = look_at(kind, numbers, rules) if seen is None else seen
    outside: list[Step] = []
    if kind.model is subject_model():
        for one in look.going:
            outside += _end_of_person(kind, one, run)
    elif look.going:
        outside = _do(look.steps, _everybody(run), look.files or {})
        _mark(kind, look.began or {})
    return look.going, outside


def finish_outside(steps: Sequence[Step]) -> None:
    """Remove the bytes of files that nothing points to any more. What a crash leaves goes with the orphaned files."""
    do_to(steps, Everybody(Subject(0), 0))


def _everybody(run: RetentionRun) -> Everybody:
    """One row takes the place of all who stood in the records of a run."""
    if run.tombstone is None:
        run.tombstone = add_tombstone().pk
        run.save(update_fields=["tombstone"])
    return Everybody(Subject(0), run.tombstone)


def _end_of_person(kind: Kind, one: Judged, run: RetentionRun) -> list[Step]:
    """What hangs on one person goes as it does when they are erased: others' words keep all but their names."""
    person = Person._base_manager.get(pk=one.number)
    return _do(list(_steps(kind, [one])), Whom(subject_of(person), _everybody(run).tombstone), _files_of([one]))


def _do(steps: Sequence[Step], whom: Whom, files: Mapping[int, tuple[str, str]]) -> list[Step]:
    """Rows and the rows of their files; returns what is to be done about those files' bytes."""
    file_rows = [Step(Piece(DATABASE, table_of(StoredFile).name, str(number)), Doing.DELETE) for number in files]
    needed = {piece.key for piece in do_to([*steps, *file_rows], whom)}
    return [
        Step(Piece(store, "files", storage_key), Doing.DELETE)
        for number, (store, storage_key) in files.items()
        if str(number) not in needed
    ]


def _steps(kind: Kind, records: list[Judged]) -> Iterator[Step]:
    rows = by_table(records)
    for place, keys in rows.items():
        yield from _row_steps(tables()[place], keys)
    for table, kind_column, number_column, label in along(kind):
        model: Any = table.model
        named = {number_column + "__in": [one.number for one in records], kind_column: label}
        keys = [str(key) for key in model._base_manager.filter(**named).values_list("pk", flat=True)]
        yield from _row_steps(table, keys)


def _row_steps(table: Table, keys: Sequence[str]) -> Iterator[Step]:
    """The row goes, or all that is anybody's in it does, the keys that name who else had to do with it too."""
    doing = Doing.DELETE if table.goes else Doing.CHANGE
    emptied = [] if table.goes else [name for name in table.mentions if table.columns[name].erase in CHANGED]
    for key in keys:
        yield Step(Piece(DATABASE, table.name, key), doing)
        for column in emptied:
            yield Step(Piece(DATABASE, table.name, key, column), Doing.CHANGE)


def _files_of(records: list[Judged]) -> dict[int, tuple[str, str]]:
    """Files that the rows point to with a key that goes: by number, store and name on disk."""
    numbers: set[int] = set()
    for place, keys in by_table(records).items():
        table = tables()[place]
        model: Any = table.model
        for field in model._meta.concrete_fields:
            if field.related_model is StoredFile and table.columns[str(field.column)].erase in {
                Erase.DELETE_ROW,
                Erase.NULL,
            }:
                pointing = model._base_manager.filter(pk__in=keys, **{f"{field.name}__isnull": False})
                numbers.update(pointing.values_list(field.attname, flat=True))
    found = StoredFile.objects.filter(pk__in=numbers).values_list("pk", "store", "storage_key")
    return {number: (store, key) for number, store, key in found}


def _mark(kind: Kind, days: Mapping[int, date]) -> None:
    """Note of records whose rows stay that they were dealt with."""
    if not days:
        return
    marks = [RetentionMark(kind=kind.label, number=number, began_on=day) for number, day in days.items()]
    RetentionMark.objects.bulk_create(
        marks, update_conflicts=True, unique_fields=["kind", "number"], update_fields=["began_on"]
    )
