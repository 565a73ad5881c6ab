"""Handing out a list of people or organisations: asked for with a reason, made by a job, fetched once, forgotten.

The file is a copy of many people's data. It tells nothing that whoever asked may not see at the moment it is made, each
person in it finds the export in the access log, and a day after it was made it is gone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain

from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from candor.kernel import clock
from candor.kernel.access_log import handed_out
from candor.kernel.actor import JOB, Actor, Channel
from candor.kernel.audit import record
from candor.kernel.csv_files import lines
from candor.kernel.files import delete_file, make_file, take_back
from candor.kernel.jobs import enqueue, progress, task
from candor.kernel.models import StoredFile
from candor.kernel.turns import a_moment_ago, one_at_a_time
from candor.people.actions.identifiers import Refused
from candor.people.actors import acting_as
from candor.people.choosing import Choice
from candor.people.models import OPEN, STILL_THERE, Export, ExportFormat, ExportKind, ExportState
from candor.people.queries.exports import Cells, cells_of, portions, what_goes
from candor.people.rules.import_columns import COLUMN_NAMES, Column
from candor.people.rules.vcards import card

PERMISSION = "people.person.export"
KEPT_FOR = timedelta(hours=24)
NOTED_FOR = timedelta(days=365)
"""As long as the access log, which speaks of exports by their number."""

CONTENT_TYPES = {ExportFormat.CSV: "text/csv", ExportFormat.VCARD: "text/vcard"}
MOST_OPEN = 5
PORTION_FORGOTTEN = 50


class Overtaken(Exception):
    """The export was withdrawn, or is over, while it was being made."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to take out, and why. `typed` is what they searched for, "" for all that they may see;
    `choice` narrows that further.
    """

    kind: str
    columns: Sequence[Column]
    typed: str
    reason: str
    file_format: ExportFormat = ExportFormat.CSV
    choice: Choice | None = None


@transaction.atomic
def ask_for_export(wanted: Wanted, *, by: Actor) -> Export:
    """Let a job make the file. Pressing the button twice makes one. Raises Refused where too many wait."""
    one_at_a_time("people.export")
    columns = [str(column) for column in wanted.columns]
    said = {
        "by_id": by.id, "kind": wanted.kind, "typed": wanted.typed, "reason": wanted.reason,
        "file_format": wanted.file_format, "choice_words": wanted.choice.words if wanted.choice else "",
    }  # fmt: skip
    choice = wanted.choice.said if wanted.choice else None
    mine = Export.objects.filter(by=by.id, state__in=OPEN)
    for twin in mine.filter(**said, asked_at__gt=a_moment_ago()):
        if (twin.columns, twin.choice) == (columns, choice):
            return twin
    if mine.count() >= MOST_OPEN:
        raise Refused(_("Five exports of yours are waiting. Fetch or withdraw one first."))
    now, language = clock.now(), translation.get_language() or ""
    row = Export.objects.create(
        **said, choice=choice, columns=columns, language=language, asked_at=now, until=now + KEPT_FOR
    )
    told = {f"column_{column}".replace("-", "_"): True for column in columns}
    record("people.export.asked", row, by=by, kind=row.kind, all=not (row.typed or row.choice), **told)
    enqueue(make_export, row.pk, unique=job_key(row))
    return row


@transaction.atomic
def note_taken(kind: ExportKind, columns: Sequence[str], reason: str, people: Sequence[int], *, by: Actor) -> Export:
    """Note a list that another slice hands out at once, of `people` (their numbers, 0 for a row about nobody), and tell
    each of them. Pressing the button twice notes it once.
    """
    asker = acting_as(by.id, Channel.WEB)
    if asker is None or not by.may(PERMISSION):
        raise Refused(_("When the file was made you were not allowed to export. Nothing was handed out."))
    one_at_a_time("people.export")
    now, said = clock.now(), {"by_id": by.id, "kind": kind, "reason": reason, "rows": len(people)}
    twin = Export.objects.filter(**said, state=ExportState.FETCHED, asked_at__gt=a_moment_ago()).first()
    if twin is not None:
        handed_out(sorted({pk for pk in people if pk}), about=twin, by=by, role=asker[1], at=twin.asked_at)
        return twin
    row = Export.objects.create(
        **said, columns=list(columns), state=ExportState.FETCHED, asked_at=now, until=now, total=len(people)
    )
    handed_out(sorted({pk for pk in people if pk}), about=row, by=by, role=asker[1], at=now)
    record("people.export.fetched", row, by=by, kind=row.kind, rows=row.rows)
    return row


@task(_("Make a list that somebody takes out"), most_attempts=4)
def make_export(export_id: int) -> None:
    """Write the file. A run that was killed begins anew; for somebody who may no longer export nothing is made."""
    row = Export.objects.filter(pk=export_id, state=ExportState.ASKED).first()
    if row is None:
        return
    asker = _asker(row)
    if asker is None:
        _end(row, ExportState.REFUSED)
        return
    with translation.override(row.language or None):
        try:
            file = make_file("files", row.file_name, CONTENT_TYPES[ExportFormat(row.file_format)], _chunks(row, *asker))
        except Overtaken:
            return
    if not _keep(row, file):
        take_back(file)


@transaction.atomic
def fetch_export(row: Export, *, by: Actor) -> StoredFile:
    """The file, once: of many who fetch at a time one wins. Raises Refused for the others, and when too late.

    Once it is open, `forget_file` takes it from the disk.
    """
    now = clock.now()
    ready = Export.objects.filter(pk=row.pk, state=ExportState.READY, until__gt=now)
    if row.file is None or not ready.update(state=ExportState.FETCHED, typed="", choice=None, until=now):
        raise Refused(_("This file was fetched already, or its time is over. Ask for a new export."))
    record("people.export.fetched", row, by=by, kind=row.kind, rows=row.rows)
    return row.file


@transaction.atomic
def forget_file(row: Export) -> None:
    """Delete the file of an export that is over. Nobody can fetch it any more; forgetting twice changes nothing."""
    over = Export.objects.filter(pk=row.pk, file__isnull=False).exclude(state__in=OPEN)
    if over.update(file=None) and row.file is not None:
        delete_file(row.file)


@transaction.atomic
def withdraw_export(row: Export, *, by: Actor) -> None:
    """Give up an export, made or not. Withdrawing twice changes nothing."""
    if _close(row, ExportState.WITHDRAWN):
        record("people.export.withdrawn", row, by=by, kind=row.kind)


def something_is_over() -> bool:
    """Whether a file has had its day, or was fetched and is still there."""
    return _over().exists()


def forget_old_exports() -> None:
    """Delete files whose day is over, and what was noted about exports of a year ago."""
    for row in _over().select_related("file")[:PORTION_FORGOTTEN]:
        if row.state in OPEN:
            _end(row, ExportState.EXPIRED)
        else:
            forget_file(row)
    old = Export.objects.filter(asked_at__lte=clock.now() - NOTED_FOR).exclude(STILL_THERE)
    Export.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:PORTION_FORGOTTEN])).delete()


def job_key(row: Export) -> str:
    """By which the job of an export is found."""
    return f"people.export:{row.pk}"


def _over() -> QuerySet[Export]:
    return Export.objects.filter(STILL_THERE, until__lte=clock.now())


def _asker(row: Export) -> tuple[Actor, str] | None:
    """Who asked, with the rights of this moment, and their role; None for somebody who may no longer export."""
    found = acting_as(row.by_id, Channel.JOB)
    return found if found is not None and found[0].may(PERMISSION) else None


def _chunks(row: Export, actor: Actor, role: str) -> Iterator[bytes]:
    """The file's bytes. Raises Overtaken where the export ended meanwhile."""
    columns = [Column(name) for name in row.columns]
    chosen = _chosen(row, columns, actor, role)
    if row.file_format == ExportFormat.VCARD:
        return (card(cells) for cells in chosen if cells.get(Column.NAME) or cells.get(Column.ORGANISATION))
    headings = [str(COLUMN_NAMES[column]) for column in columns]
    table = ([cells[column] for column in columns] for cells in chosen)
    return lines(chain([headings], table), delimiter=_delimiter(row.language))


def _chosen(row: Export, columns: Sequence[Column], actor: Actor, role: str) -> Iterator[Cells]:
    """The chosen columns of each record."""
    records = what_goes(row, actor)
    total, written = records.count(), 0
    for portion in portions(records):
        written += len(portion)
        _note(row, [record.pk for record in portion], (written, total), by=actor, role=role)
        for cells in cells_of(row.kind, portion):
            yield {column: cells.get(column, "") for column in columns}


@transaction.atomic
def _note(row: Export, ids: Sequence[int], so_far: tuple[int, int], *, by: Actor, role: str) -> None:
    """How far it is, and that these people are in it."""
    written, total = so_far
    if not Export.objects.filter(pk=row.pk, state=ExportState.ASKED).update(rows=written, total=max(written, total)):
        raise Overtaken
    if row.kind == ExportKind.PEOPLE:
        handed_out(ids, about=row, by=by, role=role, at=row.asked_at)
    progress(written, total)


@transaction.atomic
def _keep(row: Export, file: StoredFile) -> bool:
    """Make the file the export's; False where it is over, or whoever asked lost the right while it was written."""
    asked = Export.objects.select_for_update().filter(pk=row.pk, state=ExportState.ASKED)
    present = asked.first()
    if present is None:
        return False
    asker = _asker(row)
    if asker is None:
        _end(row, ExportState.REFUSED)
        return False
    file.save(force_insert=True)
    asked.update(state=ExportState.READY, file=file, total=present.rows, until=clock.now() + KEPT_FOR)
    record("people.export.made", row, by=asker[0], kind=row.kind, rows=present.rows)
    return True


@transaction.atomic
def _end(row: Export, state: ExportState) -> None:
    if _close(row, state):
        record(f"people.export.{state.value}", row, by=JOB, kind=row.kind)


def _close(row: Export, state: ExportState) -> bool:
    """Put an open export into its last state and forget its file; True only for the one who did."""
    still_open = Export.objects.select_for_update(of=("self",)).select_related("file").filter(state__in=OPEN)
    present = still_open.filter(pk=row.pk).first()
    if present is None:
        return False
    Export.objects.filter(pk=row.pk).update(state=state, typed="", choice=None, file=None)
    if present.file is not None:
        delete_file(present.file)
    return True


def _delimiter(language: str) -> str:
    """What the spreadsheets of the language expect: where numbers have a decimal comma, cells end with a semicolon."""
    return ";" if language.startswith("de") else ","
