"""Waiting until a server tells of something new (IDLE, RFC 2177), without missing what it told a moment too early.

A server tells of a new message once: beside the answer to whatever we asked just then, or while we idle. Two such
moments are easily missed: beside the answer to our last command, and in the same packet as the leave to idle, which the
library has read by then, so that the connection no longer looks as if something were waiting there.
"""

from __future__ import annotations

import imaplib
import ssl
import threading
import time
from io import BufferedReader
from typing import cast

from imapclient import IMAPClient

CHECK_EVERY = 1.0
"""Seconds after which a watcher that was asked to stop looks up."""


class News:
    """What the server of one open folder tells unasked."""

    def __init__(self, client: IMAPClient) -> None:
        self._client = client
        self._count: bytes | None = None

    def wait(self, stop: threading.Event, seconds: float) -> None:
        """Return when the server told of something, when the connection ended (the next command says so), when `stop`
        is set, or after `seconds`.
        """
        if self._was_told_already():
            return
        deadline = time.monotonic() + seconds
        self._client.idle()
        is_quiet = not self._lies_read()
        while is_quiet and not stop.is_set() and time.monotonic() < deadline:
            asked_at = time.monotonic()
            was_told = self._client.idle_check(timeout=CHECK_EVERY)
            is_quiet = not was_told and time.monotonic() - asked_at >= CHECK_EVERY / 2
        self._client.idle_done()
        self._count = None

    def _was_told_already(self) -> bool:
        """Whether another number of messages than before came beside an answer (some servers repeat it in each)."""
        before = None if self._beside("EXPUNGE") else self._count
        self._count = self._beside("EXISTS") or self._count
        return self._count != before

    def _beside(self, word: str) -> bytes | None:
        """What came last under `word` since this was asked before."""
        told: list[bytes | None] = _below(self._client).response(word)[1]
        return told[-1]

    def _lies_read(self) -> bool:
        """Whether more was read than was handed out to us."""
        connection = self._client.socket()
        patience = connection.gettimeout()
        connection.setblocking(False)
        try:
            return bool(cast(BufferedReader, _below(self._client).file).peek(1))
        except ssl.SSLWantReadError:
            return False
        finally:
            connection.settimeout(patience)


def _below(client: IMAPClient) -> imaplib.IMAP4:
    """The standard library's connection, which alone knows what came unasked."""
    below: imaplib.IMAP4 = client._imap
    return below
