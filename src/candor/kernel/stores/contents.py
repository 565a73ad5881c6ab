"""The keeper of files: the bytes behind the rows of `StoredFile`. A piece's key is the file's name on disk."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from candor.kernel import files
from candor.kernel.models import StoredFile
from candor.kernel.registries.personal_data import Copied, Piece, Subject, Table, Trace, table_of
from candor.kernel.stores.finding import Whose, rows_pointed_to, rows_shown_among
from candor.kernel.stores.sought import Sought, with_rows


class FileContents:
    """Files go by the name of their declared store (`StoredFile.store`). Whoever erases a row erases its bytes too."""

    def __init__(self, store: str) -> None:
        self._store = store

    def discover(self, subject: Subject) -> Iterator[Piece]:
        for table in with_rows([table_of(StoredFile)]):
            for (key,) in Sought(subject).each(_files_in, table, self._store):
                yield Piece(self._store, "files", key)

    def export(self, piece: Piece, subject: Subject) -> Mapping[str, object]:
        return next((each.values for each in self.export_many([piece], subject)), {})

    def export_many(self, pieces: Sequence[Piece], subject: Subject) -> Iterator[Copied]:
        """Files that a row of theirs shows. A list that they only stand in, or a copy made before, is none of these."""
        known = StoredFile.objects.filter(storage_key__in=[piece.key for piece in pieces])
        shown = rows_shown_among(table_of(StoredFile), Sought(subject), list(known.values_list("pk", flat=True)))
        by_key = {file.storage_key: file for file in shown}
        for piece in pieces:
            if (file := by_key.get(piece.key)) is not None:
                values = {"name": file.name, "content": files.read_chunks(file)}
                yield Copied(piece, values, {"file": (StoredFile._meta.db_table, str(file.pk))})

    def erase(self, piece: Piece, put: Mapping[str, object] | None = None) -> None:
        if put is not None:
            raise ValueError("A file goes whole: its bytes are never rewritten in place.")
        files.remove_bytes(piece.key)

    def erase_many(self, pieces: Sequence[Piece]) -> list[Piece]:
        """Bytes whose row is still there belong to somebody else as well, and stay."""
        keys = [piece.key for piece in pieces]
        needed = set(StoredFile.objects.filter(storage_key__in=keys).values_list("storage_key", flat=True))
        for key in keys:
            if key not in needed:
                files.remove_bytes(key)
        return [piece for piece in pieces if piece.key in needed]

    def verify_many(self, pieces: Sequence[Piece], subject: Subject) -> Iterator[tuple[Piece, Trace]]:
        return ((piece, self.verify(piece, subject)) for piece in pieces)

    def verify(self, piece: Piece, subject: Subject) -> Trace:
        return Trace.FOUND if files.has_bytes(piece.key) else Trace.GONE

    def compact(self, places: Collection[str]) -> bool:
        """What a removed file leaves on the disk is the file system's; the administrator's guide speaks of it."""
        return True


def _files_in(table: Table, whose: Whose, store: str) -> QuerySet[Any, Any]:
    return rows_pointed_to(table, whose).filter(store=store).order_by("pk").values_list("storage_key")
