"""From the keepers of the map onto the stage: everything that is somebody's, as far as a copy shows it.

Nothing is written to the instance's database while its rows are being listed: first all pieces are noted, then they
are asked for in batches, with a constant number of queries each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby, islice

from candor.kernel.models import StoredFile
from candor.kernel.registries.personal_data import DATABASE, Copied, Piece, Subject, copied, keepers, tables
from candor.privacy.exporting.rows import RowsOfTable
from candor.privacy.exporting.stage import FileEntry, NewEntry, Stage

BATCH = 200

CONTENT = "content"
"""Under this name a keeper shows the bytes of a file."""

Report = Callable[[int, int], None]
"""Told how many steps are done, of how many. It may raise to end the work."""


def collect(subject: Subject, stage: Stage, report: Report) -> None:
    """Lay down everything of theirs. Raises StoreUnavailable where a store cannot be asked."""
    for keeper in keepers().values():
        stage.note(keeper.discover(subject))
    done, total = 0, stage.noted()
    for name, keeper in keepers().items():
        for batch in _alike(copied(keeper, stage.pieces(name), subject)):
            _lay_down(batch, subject, stage)
            done += len(batch)
            report(done, total)
    stage.arrange(StoredFile._meta.db_table)


def lay_down_rows(pieces: Iterable[Piece], subject: Subject, stage: Stage) -> None:
    """Lay down some rows, as where a page shows a few of them."""
    for batch in _alike(copied(keepers()[DATABASE], pieces, subject)):
        _lay_down(batch, subject, stage)


def _alike(shown: Iterable[Copied]) -> Iterator[list[Copied]]:
    """Neighbours of one place, a batch of them at a time. What shows nothing is left out."""
    telling = (each for each in shown if each.values)
    for _place, alike in groupby(telling, key=lambda each: each.piece.place):
        while batch := list(islice(alike, BATCH)):
            yield batch


def _lay_down(batch: list[Copied], subject: Subject, stage: Stage) -> None:
    piece = batch[0].piece
    if CONTENT in batch[0].values:
        stage.add_files(_file(each) for each in batch)
    elif piece.store == DATABASE:
        rows = RowsOfTable(tables()[piece.place], subject)
        seen = rows.seen(batch)
        stage.add(rows.entries(batch, seen))
        stage.point_to_files(rows.files(batch, seen))
    else:
        stage.add(NewEntry(f"{piece.store}.{piece.place}", each.piece.key, each.values) for each in batch)


def _file(each: Copied) -> FileEntry:
    _place, row_key = each.hangs_on["file"]
    return FileEntry(row_key, each.piece.store, each.piece.key, str(each.values["name"]))
