"""Taking in a list of people and organisations: kept, set up, run as a job, cancelled, taken back."""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, islice

from django.db import transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from candor.kernel import clock
from candor.kernel.actor import Actor, ActorKind, Channel
from candor.kernel.audit import record
from candor.kernel.csv_files import Dialect, UnreadableFile, guess, lines, rows
from candor.kernel.files import delete_file, make_file, open_file, take_back
from candor.kernel.jobs import enqueue, progress, task
from candor.kernel.models import StoredFile
from candor.people.actions.identifiers import Refused
from candor.people.actions.import_rows import Written, write_row
from candor.people.identifiers import NotAnIdentifier, home_region
from candor.people.models import Basis, Import, ImportedRow, ImportState, OnKnown, Organisation, Outcome
from candor.people.rules.import_columns import COLUMN_NAMES, Column, guess_columns
from candor.people.rules.import_rows import FAULT_WORDS, Fault, Faulty, Said, read_row
from candor.people.rules.vcard_reading import COLUMNS, NotReadable, is_vcard, rows_of
from candor.people.taking import is_spared, taker_of

MOST_ROWS = 50_000
MOST_BYTES = 20_000_000
MOST_COLUMNS = 60
UNDO_FOR = timedelta(days=30)
PORTION_SECONDS = 0.015
MOST_A_PORTION = 200


@dataclass(frozen=True, slots=True)
class SetUp:
    """What somebody says about a list."""

    dialect: Dialect
    columns: Sequence[Column]
    source_name: str
    received_on: date
    basis: str
    on_known: str
    becomes: str = ""


def as_list(file: StoredFile) -> StoredFile:
    """The file, where it is a list; of vCards a list with a row for each in their place. Raises Refused."""
    with open_file(file) as stream:
        if not is_vcard(stream):
            return file
        headings = [str(COLUMN_NAMES[column]) for column in COLUMNS]
        table = islice(chain([headings], rows_of(stream)), MOST_ROWS + 2)
        try:
            made = make_file("files", file.name, "text/csv", lines(table))
        except NotReadable:
            raise Refused(
                gettext_lazy("These contacts are neither vCard 3.0 nor 4.0. Save them in one of these versions.")
            ) from None
    with transaction.atomic():
        made.save(force_insert=True)
        delete_file(file)
    return made


def keep_list(file: StoredFile, *, by: Actor) -> Import:
    """Keep an uploaded list as a draft, with guesses. Raises Refused for what is no list or too long a one."""
    with open_file(file) as stream:
        dialect = guess(stream)
        try:
            found = rows(stream, dialect)
            headings = next((row for row in found if row), [])
            number = sum(1 for _row in islice(found, MOST_ROWS + 1))
        except UnreadableFile:
            raise Refused(gettext_lazy("This file is no list that can be read. Save it as CSV.")) from None
    if not headings or not number:
        raise Refused(gettext_lazy("This file has no rows below its headings."))
    if number > MOST_ROWS:
        raise Refused(gettext_lazy("This file has more than 50,000 rows. Split it."))
    if len(headings) > MOST_COLUMNS:
        raise Refused(gettext_lazy("This file has more than 60 columns. Leave out what you do not need."))
    return _keep(file, dialect, headings, number, by)


@transaction.atomic
def set_up_import(row: Import, wanted: SetUp, *, by: Actor) -> None:
    """Note what the columns hold and where the list comes from; nothing is written down yet."""
    drafts = Import.objects.filter(pk=row.pk, state=ImportState.DRAFT)
    if drafts.update(
        encoding=wanted.dialect.encoding,
        delimiter=wanted.dialect.delimiter,
        columns=[str(column) for column in wanted.columns],
        source_name=wanted.source_name,
        received_on=wanted.received_on,
        basis=wanted.basis,
        on_known=wanted.on_known,
        becomes=wanted.becomes,
    ):
        record("people.import.set_up", row, by=by, basis=Basis(wanted.basis).name.lower(), on_known=wanted.on_known)


@transaction.atomic
def start_import(row: Import, *, by: Actor) -> None:
    """Let the job begin. Starting twice changes nothing."""
    drafts = Import.objects.filter(pk=row.pk, state=ImportState.DRAFT).exclude(basis="")
    if drafts.update(
        state=ImportState.RUNNING,
        language=translation.get_language() or "",
        by_id=by.id,
        undo_until=clock.now() + UNDO_FOR,
    ):
        record("people.import.started", row, by=by, rows=row.rows)
        enqueue(run_import, row.pk, unique=f"people.import:{row.pk}")


@transaction.atomic
def cancel_import(row: Import, *, by: Actor) -> None:
    """Stop where the job stands; what was taken in stays, and can be taken back. Cancelling twice changes nothing."""
    if Import.objects.filter(pk=row.pk, state=ImportState.RUNNING).update(state=ImportState.CANCELLED):
        record("people.import.cancelled", row, by=by, position=row.position)


@transaction.atomic
def discard_import(row: Import, *, by: Actor) -> None:
    """Forget a list that was not started."""
    if Import.objects.filter(pk=row.pk, state=ImportState.DRAFT).exists():
        record("people.import.discarded", row, by=by)
        Import.objects.filter(pk=row.pk).delete()
        if row.file is not None:
            delete_file(row.file)


@task(gettext_lazy("Take a list in"))
def run_import(import_id: int) -> None:
    """Take in what is left of the list, a few rows a transaction; a killed run goes on where the last one ended."""
    row = Import.objects.select_related("file").filter(pk=import_id).first()
    if row is None or row.file is None:
        return
    by = Actor(ActorKind.STAFF, row.by_id, channel=Channel.JOB)
    try:
        with open_file(row.file) as stream:
            below = islice(_numbered(rows(stream, dialect_of(row))), row.position, None)
            while portion := list(islice(below, MOST_A_PORTION)):
                if not _take_in(import_id, portion, by):
                    break
    except UnreadableFile:
        _end(import_id, ImportState.UNREADABLE)
    else:
        _end(import_id, ImportState.DONE)
    give_errors_back(import_id)


def dialect_of(row: Import) -> Dialect:
    return Dialect(row.encoding, row.delimiter)


def columns_of(row: Import) -> list[Column]:
    return [Column(name) for name in row.columns]


def data_rows(found: Iterable[list[str]]) -> Iterator[list[str]]:
    """The rows below the headings, which are the first row that is not blank."""
    below = iter(found)
    for row in below:
        if row:
            break
    return below


def give_errors_back(import_id: int) -> None:
    """Write the rows that were not taken into a file of the same shape, with the reason in a last column."""
    row = Import.objects.select_related("file").get(pk=import_id)
    if not row.faulty or row.error_file_id is not None or row.file is None or row.state == ImportState.RUNNING:
        return
    with translation.override(row.language or None), open_file(row.file) as stream:
        name = f"{row.name.rpartition('.')[0] or row.name}-{_('errors')}.csv"
        file = make_file("files", name, "text/csv", lines(_error_rows(row, stream), delimiter=row.delimiter))
    with transaction.atomic():
        if Import.objects.select_for_update().filter(pk=import_id, error_file=None).exists():
            file.save(force_insert=True)
            Import.objects.filter(pk=import_id).update(error_file=file)
            return
    take_back(file)


def _error_rows(row: Import, stream: object) -> Iterator[list[str]]:
    found = rows(stream, dialect_of(row))  # type: ignore[arg-type] # an open file
    yield [*next((cells for cells in found if cells), []), _("Reason")]
    width = len(row.columns)
    faults = row.outcomes.filter(outcome=Outcome.FAULTY).order_by("number").values_list("number", "fault")
    wanted = faults.iterator(chunk_size=MOST_A_PORTION)
    number, fault = next(wanted, (0, ""))
    for at, cells in _plain_numbers(found):
        if at == number:
            yield [*cells, *[""] * (width - len(cells)), str(FAULT_WORDS.get(fault, ""))]
            number, fault = next(wanted, (0, ""))
        if not number:
            return


def _plain_numbers(found: Iterable[list[str]]) -> Iterator[tuple[int, list[str]]]:
    try:
        yield from enumerate(found, start=1)
    except UnreadableFile:
        return


def _numbered(found: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    return enumerate(data_rows(found), start=1)


@transaction.atomic
def _keep(file: StoredFile, dialect: Dialect, headings: Sequence[str], number: int, by: Actor) -> Import:
    key = hashlib.sha256("\x1f".join(headings).casefold().encode()).hexdigest()
    earlier = Import.objects.filter(headings=key).exclude(state=ImportState.DRAFT).order_by("-id").first()
    row = Import.objects.create(
        file=file,
        name=file.name,
        encoding=dialect.encoding,
        delimiter=dialect.delimiter,
        headings=key,
        columns=earlier.columns if earlier else [str(column) for column in guess_columns(headings)],
        source_name=earlier.source_name if earlier else "",
        by_id=by.id,
        created_at=clock.now(),
        rows=number,
    )
    record("people.import.kept", row, by=by, rows=number)
    return row


def _take_in(import_id: int, portion: list[tuple[int, list[str]]], by: Actor) -> bool:
    """Take the rows in, as many a transaction as 15 ms allow; False when it no longer runs, or runs elsewhere."""
    left = portion
    while left:
        with transaction.atomic():
            row = Import.objects.select_for_update().filter(pk=import_id, state=ImportState.RUNNING).first()
            if row is None or row.position != left[0][0] - 1:
                return False
            outcomes: list[ImportedRow | None] = []
            position, spared, until = row.position, 0, time.monotonic() + PORTION_SECONDS
            while left and (not outcomes or time.monotonic() < until):
                position, cells = left.pop(0)
                is_left_out = _is_left_out(row, cells)
                spared += is_left_out
                outcomes.append(None if is_left_out else _outcome(row, position, cells, by))
            _note(row, outcomes, position, spared)
        progress(position, row.rows)
    return True


def _is_left_out(row: Import, cells: list[str]) -> bool:
    """Whether the row is about somebody who must not be approached. Nothing says afterwards which row it was."""
    if not row.becomes or not cells:
        return False
    try:
        return is_spared(read_row(cells, columns_of(row), home_region()))
    except Faulty:
        return False


def _outcome(row: Import, number: int, cells: list[str], by: Actor) -> ImportedRow | None:
    """What became of a row; None for a blank one."""
    if not cells:
        return None
    try:
        said = read_row(cells, columns_of(row), home_region())
        written = write_row(said, row.on_known, by=by)
        _hand_on(row, said, written, by)
    except Faulty as faulty:
        return _noted(row, number, Written(Outcome.FAULTY), faulty.fault)
    except NotAnIdentifier:
        return _noted(row, number, Written(Outcome.FAULTY), Fault.EMAIL)
    return _noted(row, number, written, Fault.NONE)


def _hand_on(row: Import, said: Said, written: Written, by: Actor) -> None:
    """Let the row become what the list is for; known people who are to be left as they are, are left."""
    taker = taker_of(row)
    if taker is None or (row.on_known == OnKnown.SKIP and written.outcome == Outcome.SAME):
        return
    organisation = written.organisation
    if organisation is None and said.organisation:
        named = Organisation.objects.filter(name=said.organisation, merged_into=None)
        organisation = named.order_by("id").first()
    taker.take(row, written.person, organisation, by)


def _noted(row: Import, number: int, written: Written, fault: Fault) -> ImportedRow:
    return ImportedRow(
        source=row,
        number=number,
        outcome=written.outcome,
        fault=fault,
        person=written.person,
        organisation=written.organisation,
        at=clock.now(),
    )


def _note(row: Import, outcomes: Sequence[ImportedRow | None], position: int, spared: int) -> None:
    there = [outcome for outcome in outcomes if outcome is not None]
    ImportedRow.objects.bulk_create(there)
    counts = Counter(outcome.outcome for outcome in there)
    Import.objects.filter(pk=row.pk).update(
        position=position,
        created=F("created") + counts[Outcome.CREATED],
        updated=F("updated") + counts[Outcome.UPDATED],
        same=F("same") + counts[Outcome.SAME],
        faulty=F("faulty") + counts[Outcome.FAULTY],
        suppressed=F("suppressed") + spared,
    )


def _end(import_id: int, state: ImportState) -> None:
    """Done only when every row was dealt with; a run that lost its place ends nothing."""
    running = Import.objects.filter(pk=import_id, state=ImportState.RUNNING)
    (running.filter(position__gte=F("rows")) if state is ImportState.DONE else running).update(state=state)
