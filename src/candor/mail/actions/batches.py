"""Taking in several messages at once: stored together, read ahead, settled one by one.

Each message is settled in a transaction of its own, as `intake` does it. What is shared is what comes before: the bytes
are made durable together, and one transaction makes all of them ours and moves the mailbox's cursor past the last.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from django.db import IntegrityError, transaction

from candor.kernel.db.inserting import insert
from candor.kernel.files import write_files
from candor.kernel.models import StoredFile
from candor.mail.actions.intake import (
    STORE,
    Place,
    fetched_from,
    handle_now,
    move_cursor,
    store_fetched,
    take_back_unsaved,
)
from candor.mail.models import RawMessage
from candor.mail.parsing import ParsedMessage
from candor.mail.reading import CHILDREN, read_message

AHEAD = CHILDREN + 1
"""Messages that are read while one is settled."""

Reading = Callable[[RawMessage], ParsedMessage]


def take_in_fetched(contents: Mapping[int, bytes], at: Place, stop: Callable[[], bool]) -> int:
    """Take in messages of a folder by their UIDs; returns how many are ours now. `at` names the folder.

    Told to stop, it leaves those that are not settled yet to `resume`.
    """
    stored = _store_all(contents, at)
    handle_all(stored, stop)
    return len(contents)


def handle_all(
    stored: Sequence[RawMessage], stop: Callable[[], bool], then: Callable[[RawMessage], None] = lambda raw: None
) -> None:
    """Settle stored messages in their order; the next ones are read while one waits for the disk.

    `then` is told of each that is settled, or left to `resume`.
    """
    for raw, read in _read_ahead(stored):
        handle_now(raw, read)
        then(raw)
        if stop():
            return


def store_all(contents: Sequence[bytes], rows: Sequence[RawMessage], place: Place | None = None) -> None:
    """Make messages durably ours in one transaction, and move the cursor to `place`.

    Raises as `intake.receive` does, and keeps none then. IntegrityError: one of them was fetched before.
    """
    files: list[StoredFile] = []
    try:
        files = write_files(STORE, "message.eml", "message/rfc822", contents)
        with transaction.atomic():
            for file, row in zip(files, rows, strict=True):
                insert(file)
                row.file = file
                insert(row)
            if place is not None:
                move_cursor(place)
    except BaseException:
        take_back_unsaved(files)
        raise


def _store_all(contents: Mapping[int, bytes], at: Place) -> list[RawMessage]:
    """Their rows; without those that an earlier fetch has stored already."""
    places = [Place(at.mailbox, at.folder, at.uid_validity, uid) for uid in contents]
    rows = [fetched_from(place) for place in places]
    try:
        store_all(list(contents.values()), rows, places[-1])
    except IntegrityError:
        each = (store_fetched(content, place) for content, place in zip(contents.values(), places, strict=True))
        return [row for row in each if row is not None]
    return rows


def _read_ahead(stored: Sequence[RawMessage]) -> Iterator[tuple[RawMessage, Reading]]:
    """Each with what is read of it, or will be. Readers only read files and wait for the parsing children."""
    if len(stored) == 1:
        yield stored[0], read_message
        return
    begun: deque[tuple[RawMessage, Future[ParsedMessage]]] = deque()
    with ThreadPoolExecutor(CHILDREN, "reader") as readers:
        for raw in stored:
            begun.append((raw, readers.submit(read_message, raw)))
            if len(begun) > AHEAD:
                yield _finished(*begun.popleft())
        while begun:
            yield _finished(*begun.popleft())


def _finished(raw: RawMessage, read: Future[ParsedMessage]) -> tuple[RawMessage, Reading]:
    return raw, lambda _raw: read.result()
