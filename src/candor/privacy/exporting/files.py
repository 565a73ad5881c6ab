"""The files of a copy: where each stands in the archive, and its bytes when it is written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby, islice
from typing import cast

from candor.kernel.file_names import clean_name
from candor.kernel.models import StoredFile
from candor.kernel.registries.personal_data import Piece, Subject, Trace, copied, keepers
from candor.privacy.exporting.stage import FileEntry, Stage, Why

ROWS = StoredFile._meta.db_table
"""The table in which every file has a row."""

MAIL = "mail-raw"
"""The store of messages as they came in: they stand in the mailbox file, not one by one."""

MAILBOX = "mail.mbox"
BATCH = 200
FORBIDDEN = re.compile(r'[<>:"|?*]')
"""What Windows takes in no name."""


def place(stage: Stage, subject: Subject, *, unmasked: bool) -> None:
    """Decide for every file where it stands in the archive, and note why where it does not."""
    files = stage.files()
    while batch := list(islice(files, BATCH)):
        stage.place_files([_placed(file, subject, unmasked=unmasked) for file in batch])


def with_bytes(files: Iterable[FileEntry], subject: Subject) -> Iterator[tuple[FileEntry, Iterable[bytes]]]:
    """The files that are in the archive with their content, which is read as it is asked for."""
    present = (file for file in files if file.member)
    for store, alike in groupby(present, key=lambda file: file.store):
        while batch := list(islice(alike, BATCH)):
            pieces = [Piece(store, "files", file.key) for file in batch]
            shown = {each.piece.key: each.values["content"] for each in copied(keepers()[store], pieces, subject)}
            yield from ((file, cast(Iterable[bytes], shown[file.key])) for file in batch if file.key in shown)


def _placed(file: FileEntry, subject: Subject, *, unmasked: bool) -> FileEntry:
    if not (file.seen or unmasked):
        return replace(file, why=Why.WITHHELD.value)
    if keepers()[file.store].verify(Piece(file.store, "files", file.key), subject) is not Trace.FOUND:
        return replace(file, why=Why.LOST.value)
    return replace(file, member=MAILBOX if file.store == MAIL else f"files/{file.row_key}-{safe_name(file.name)}")


def safe_name(name: str) -> str:
    """A name that every system can store: no path, no sign that means something to one of them."""
    return FORBIDDEN.sub("_", clean_name(name))
