"""The listener: waits at its address for mail servers, and gives each connection a thread of its own."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.db import connection as database

from candor.kernel.logs import log
from candor.mail.listener.collecting import Collector
from candor.mail.listener.doors import open_door
from candor.mail.listener.session import Session
from candor.mail.listener.wire import Wire

MOST_CONNECTIONS = 20
"""A mail server that finds all taken is told so and comes again."""

LOOK_EVERY = 0.5
"""Seconds between looks whether to end."""


def listen(stop: threading.Event) -> None:
    """Take mail at the address of the setting until `stop`; nothing to do where there is none.

    Raises OSError where the address or the socket file cannot be had; the loop then tries again.
    """
    url = urlsplit(settings.INSTANCE.mail_listener)
    if not url.scheme:
        return
    with _told_where_it_fails(url), open_door(url) as door:
        door.settimeout(LOOK_EVERY)
        log.info("listener started", name=url.scheme)
        Listener(door, stop, is_lmtp=url.scheme == "lmtp").run()


@contextmanager
def _told_where_it_fails(url: SplitResult) -> Iterator[None]:
    """Say in the log why there is no listener: the loop that calls us tells the kind of error only."""
    try:
        yield
    except OSError as error:
        log.warning("listener has no place", name=url.scheme, error=error.strerror or type(error).__name__)
        raise


class Listener:
    """Everybody who has come in by one door."""

    def __init__(self, door: socket.socket, stop: threading.Event, *, is_lmtp: bool) -> None:
        self._door, self._stop, self._is_lmtp = door, stop, is_lmtp
        self._free = threading.BoundedSemaphore(MOST_CONNECTIONS)
        self._collector = Collector()

    def run(self) -> None:
        self._collector.start()
        try:
            while not self._stop.is_set():
                with suppress(TimeoutError):
                    self._admit(self._door.accept()[0])
        finally:
            self._collector.end()

    def _admit(self, visitor: socket.socket) -> None:
        if not self._free.acquire(blocking=False):
            with suppress(OSError), visitor:
                visitor.sendall(b"421 4.3.2 Too many connections; come again\r\n")
            return
        threading.Thread(target=self._serve, args=(visitor,), name="listener-visitor", daemon=True).start()

    def _serve(self, visitor: socket.socket) -> None:
        try:
            with visitor:
                Session(Wire(visitor), self._collector.take, self._stop.is_set, is_lmtp=self._is_lmtp).run()
        finally:
            database.close()
            self._free.release()
