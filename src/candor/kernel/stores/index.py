"""The keeper of the search index. A piece's place is the kind of object, its key the object's number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from django.apps import apps

from candor.kernel.registries.personal_data import Copied, Piece, Subject, Trace, table_of, tables
from candor.kernel.search import searchable
from candor.kernel.search.backends import backend
from candor.kernel.search.sought import literally
from candor.kernel.stores.finding import pointing_to, rows_touched
from candor.kernel.stores.sought import Sought, with_rows

SEARCH_INDEX = "search-index"


class IndexEntries:
    """Entries are copies of words that stand in tables, so a copy of the data shows none of them."""

    def discover(self, subject: Subject) -> Iterator[Piece]:
        """Entries of the person's own objects, and of others' where a row of theirs points to: a case they wrote in."""
        sought = Sought(subject)
        kinds = {table_of(apps.get_model(kind)): kind for kind in searchable()}
        full = [table.name for table in with_rows(tables().values())]
        for table in kinds:
            others = pointing_to(table).intersection(full)
            for (key,) in sought.each(rows_touched, table, *sorted(others)) if table.name in full else ():
                yield Piece(SEARCH_INDEX, kinds[table], str(key))

    def export(self, piece: Piece, subject: Subject) -> Mapping[str, object]:
        return {}

    def export_many(self, pieces: Sequence[Piece], subject: Subject) -> Iterator[Copied]:
        return iter(())

    def erase(self, piece: Piece, put: Mapping[str, object] | None = None) -> None:
        """Forget the entry. New words come from the object itself: mark it with `search.changed`."""
        with backend().writing() as writer:
            writer.replace(piece.place, [int(piece.key)], [])

    def erase_many(self, pieces: Sequence[Piece]) -> list[Piece]:
        with backend().writing() as writer:
            for kind, numbers in _by_kind(pieces).items():
                writer.replace(kind, numbers, [])
        return []

    def verify(self, piece: Piece, subject: Subject) -> Trace:
        return next(trace for _piece, trace in self.verify_many([piece], subject))

    def verify_many(self, pieces: Sequence[Piece], subject: Subject) -> Iterator[tuple[Piece, Trace]]:
        wanted = [sought for text in (*subject.addresses, *subject.words) if (sought := literally(text))]
        there, found = {}, {}
        for kind, numbers in _by_kind(pieces).items():
            there[kind] = backend().holding(kind, numbers, None)
            found[kind] = {number for sought in wanted for number in backend().holding(kind, numbers, sought)}
        for piece in pieces:
            number = int(piece.key)
            trace = Trace.CLEAN if number in there[piece.place] else Trace.GONE
            yield piece, Trace.FOUND if number in found[piece.place] else trace

    def compact(self, places: Collection[str]) -> bool:
        return backend().overwrite()


def _by_kind(pieces: Sequence[Piece]) -> dict[str, list[int]]:
    numbers = defaultdict(list)
    for piece in pieces:
        numbers[piece.place].append(int(piece.key))
    return numbers
