"""Messages that several connections bring at once are taken in together: see `actions.batches`."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from contextlib import suppress
from itertools import chain

from django.db import connection

from candor.kernel import clock
from candor.mail.actions.batches import handle_all, store_all
from candor.mail.actions.intake import receive
from candor.mail.models import Mailbox, RawMessage, Way

SMALL = 262_144
"""Bytes up to which a message waits in memory for others; a larger one goes to disk as it comes."""

AT_ONCE = 25
LOOK_EVERY = 0.5
LONGEST_WAIT = 120.0
"""Seconds until whoever brought a message is told to come again; should it be kept after all, it is known as a copy."""


class Collector:
    """Takes in what the connections bring. `take` waits until the message is durably ours, whatever became of it."""

    def __init__(self) -> None:
        self._waiting: queue.Queue[tuple[bytes, RawMessage, Future[None]]] = queue.Queue()
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="listener-intake", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def end(self) -> None:
        """Finish what was begun; who still waits is told to come again."""
        self._is_over.set()
        self._thread.join(LOOK_EVERY * 6)

    def take(self, chunks: Iterable[bytes], mailbox: Mailbox | None) -> None:
        """Raises FileTooLarge, OSError and DatabaseError while nothing has been kept; never for what is in it."""
        beginning, rest = list[bytes](), iter(chunks)
        while sum(map(len, beginning)) <= SMALL:
            chunk = next(rest, None)
            if chunk is None:
                self._take_together(b"".join(beginning), mailbox)
                return
            beginning.append(chunk)
        receive(chain(beginning, rest), Way.LISTENER, mailbox)

    def _take_together(self, content: bytes, mailbox: Mailbox | None) -> None:
        row = RawMessage(way=Way.LISTENER, mailbox=mailbox, received_at=clock.now())
        done: Future[None] = Future()
        self._waiting.put((content, row, done))
        done.result(LONGEST_WAIT)

    def _run(self) -> None:
        while not self._is_over.is_set():
            batch = self._next()
            if batch:
                self._take(batch)
                connection.close_if_unusable_or_obsolete()
        for _content, _row, done in self._next():
            done.set_exception(OSError("the service ends"))
        connection.close()

    def _next(self) -> list[tuple[bytes, RawMessage, Future[None]]]:
        """Whatever waits, after waiting for the first; nothing where nothing comes."""
        batch: list[tuple[bytes, RawMessage, Future[None]]] = []
        with suppress(queue.Empty):
            batch.append(self._waiting.get(timeout=LOOK_EVERY))
            while len(batch) < AT_ONCE:
                batch.append(self._waiting.get_nowait())
        return batch

    def _take(self, batch: list[tuple[bytes, RawMessage, Future[None]]]) -> None:
        answers = {id(row): done for _content, row, done in batch}
        rows = [row for _content, row, _done in batch]
        try:
            store_all([content for content, _row, _done in batch], rows)
            handle_all(rows, lambda: False, lambda row: answers[id(row)].set_result(None))
        except BaseException as error:
            for done in answers.values():
                if not done.done():
                    done.set_exception(error if isinstance(error, Exception) else OSError("the service ends"))
            if not isinstance(error, Exception):
                raise


Taker = Callable[[Iterable[bytes], Mailbox | None], None]
