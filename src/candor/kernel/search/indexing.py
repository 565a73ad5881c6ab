"""Keeping the index: the worker writes what actions marked; a rebuild writes everything anew.

Whoever writes reads the objects' words after it alone may write, so that nobody's older words overwrite newer ones.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import islice

from candor.kernel.db.compaction import is_night
from candor.kernel.db.prepared import Prepared
from candor.kernel.ids import new_ref
from candor.kernel.jobs import enqueue
from candor.kernel.logs import log
from candor.kernel.models import PendingIndexing
from candor.kernel.search.backends import Entry, Writer, backend
from candor.kernel.search.registry import Document, Searchable, searchable
from candor.kernel.search.words import words_in

Write = Callable[[Sequence[int], Iterable[Entry]], None]
"""Forgets the objects of these ids, then holds the entries."""

BATCH = 100
ANEW = 1_000
"""Objects that a rebuild writes in one turn. Each turn leaves a part of the index that has to be merged with others."""

PAUSE = 0.3
"""Seconds between looks at a list that was worked off: what was saved is found within a second. While many write,
what comes in such a pause is written together: opening the index, and its commit, cost as much as a dozen entries."""


MOST_UNSETTLED = 2_500
"""Entries of a kind that wait for the night. Moving one costs 80 to 100 ms of processor time with 200,000 cases."""

SLICE = 10
"""Entries that are moved in one transaction of the index."""


MARKED = Prepared(lambda: PendingIndexing.objects.values_list("pk")[:1])


def prepare() -> None:
    """Make the tables that are missing, and have what should stand in them written by the worker."""
    index = backend()
    missing = [kind for name, kind in searchable().items() if not index.has(name)]
    with index.writing() as writer:
        for name in searchable():
            writer.make(name)
    if any(True for kind in missing for _ in islice(kind.all_ids(), 1)):
        from candor.kernel.tasks import rebuild_search_index

        enqueue(rebuild_search_index, unique="kernel.rebuild_search_index")


def keep_up(stop: threading.Event) -> None:
    """The worker's loop: index what was marked until told to stop."""
    while not stop.is_set():
        if _index_some() < BATCH:
            stop.wait(PAUSE)


def index_pending() -> int:
    """Index everything that is marked now, for commands and tests; returns how many marks were worked off."""
    total = 0
    while some := _index_some():
        total += some
    return total


def _index_some() -> int:
    """Work off the oldest marks; returns how many."""
    if not MARKED.is_there():
        return 0
    with backend().writing() as writer:
        marks = list(PendingIndexing.objects.order_by("id")[:BATCH])
        for kind, ids in _by_kind(marks).items():
            _write_each(partial(writer.replace, kind), searchable().get(kind), ids)
    PendingIndexing.objects.filter(pk__in=[mark.pk for mark in marks]).delete()
    return len(marks)


def _by_kind(marks: Iterable[PendingIndexing]) -> dict[str, list[int]]:
    ids: dict[str, set[int]] = defaultdict(set)
    for mark in marks:
        ids[mark.kind].add(mark.object_id)
    return {kind: sorted(numbers) for kind, numbers in ids.items()}


def _write_each(write: Write, kind: Searchable | None, ids: Sequence[int]) -> None:
    """Write the objects' entries. An object whose words cannot be read must not hold up the others."""
    if kind is None:
        return
    try:
        documents = list(kind.documents(ids))
    except Exception as error:  # noqa: BLE001 - a slice's reader may fail in any way
        if len(ids) > 1:
            for number in ids:
                _write_each(write, kind, [number])
        else:
            log.warning("not indexed", name=kind.kind, error=type(error).__name__)
        return
    write(ids, _entries(documents))


def settle() -> None:
    """Move what was put aside to where it stays: everything at night, by day only what exceeds MOST_UNSETTLED."""
    for kind, most in _much_unsettled():
        while backend().unsettled(kind) > most:
            with backend().writing() as writer:
                writer.settle(kind, SLICE)


def has_much_to_settle() -> bool:
    return bool(_much_unsettled())


def _much_unsettled() -> list[tuple[str, int]]:
    most = 0 if is_night() else MOST_UNSETTLED
    return [(kind, most) for kind in searchable() if backend().unsettled(kind) > most]


class AnotherRebuild(RuntimeError):
    """Somebody else has begun to write the same index anew; this one gave up, and that one goes on."""


def rebuild(tell: Callable[[str, int], None] = lambda kind, count: None) -> dict[str, int]:
    """Write the whole index anew; returns how many objects of each kind it holds.

    Each kind is written beside what there is, so that everything is found meanwhile; what changes is written into both.
    Raises AnotherRebuild.
    """
    return {name: _rebuild_kind(kind, tell) for name, kind in searchable().items()}


def _rebuild_kind(kind: Searchable, tell: Callable[[str, int], None]) -> int:
    token, count = new_ref(), 0
    with backend().writing() as writer:
        writer.begin_anew(kind.kind, token)
    for ids in _batches(kind.all_ids()):
        with _our_turn(kind.kind, token) as writer:
            _write_each(partial(writer.add_anew, kind.kind), kind, ids)
        count += len(ids)
        tell(kind.kind, count)
    is_whole = False
    while not is_whole:
        with _our_turn(kind.kind, token) as writer:
            is_whole = writer.merge_anew(kind.kind)
    with _our_turn(kind.kind, token) as writer:
        writer.put_in_place(kind.kind)
    return count


@contextmanager
def _our_turn(kind: str, token: str) -> Iterator[Writer]:
    with backend().writing() as writer:
        if not writer.is_ours(kind, token):
            raise AnotherRebuild(kind)
        yield writer


def _batches(ids: Iterable[int]) -> Iterator[list[int]]:
    iterator = iter(ids)
    while batch := list(islice(iterator, ANEW)):
        yield batch


def _entries(documents: Iterable[Document]) -> Iterator[Entry]:
    for document in documents:
        yield Entry(document.id, " ".join(words_in(document.title)), " ".join(words_in(document.body)))
