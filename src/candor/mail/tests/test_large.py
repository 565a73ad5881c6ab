"""A large message costs a few times its size in the process that takes it in, whichever way it comes.

Counted in bytes that Python allocates, so that the machine plays no part. What its parsing child takes is measured by
`parsing/test_pool.py`, all processes together by `tools/measure_large_mail.py`.
"""

from __future__ import annotations

import base64
import os
import threading
import tracemalloc
from collections.abc import Callable, Iterator

import pytest

from candor.kernel import files
from candor.mail.actions.intake import receive
from candor.mail.imap.connection import Access, open_folder
from candor.mail.imap.fetching import take_in_new
from candor.mail.models import RawMessage, RawState, Way
from candor.mail.tests.conftest import Reader
from candor.mail.tests.letters import letter
from candor.mail.tests.servers import ImapServer
from candor.mail.tests.test_imap import mailbox_on

CONTENT = os.urandom(6_000_000)
SIZE = len(base64.b64encode(CONTENT))


@pytest.fixture(scope="module")
def large() -> bytes:
    return letter(files=(("plan.pdf", "application/pdf", CONTENT),)).replace(b"\n", b"\r\n")


def peak_of(work: Callable[[], object]) -> float:
    """The most that was allocated beyond what was there, in sizes of the message."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1] / SIZE
    finally:
        tracemalloc.stop()


def arrived(reader: Reader) -> None:
    row = RawMessage.objects.get()
    assert row.state == RawState.HANDLED
    assert [part.size for part in reader.mails[0].parsed.attachments] == [len(CONTENT)]


def in_chunks(content: bytes) -> Iterator[bytes]:
    for start in range(0, len(content), files.CHUNK):
        yield content[start : start + files.CHUNK]


def test_through_the_pipe(db: None, reader: Reader, large: bytes) -> None:
    """Its bytes go to disk as they come; what is read is the message once and its attachment once."""
    peak = peak_of(lambda: receive(in_chunks(large), Way.PIPE))
    arrived(reader)
    assert peak < 2.5


def test_from_a_mailbox(db: None, reader: Reader, large: bytes, imap_server: ImapServer) -> None:
    """IMAP brings it whole: it is there as it came, and once more while it is read."""
    imap_server.place("large-one", [large])
    mailbox = mailbox_on(imap_server, "large-one")

    def read() -> None:
        with open_folder(Access.to(mailbox)) as folder:
            take_in_new(mailbox, folder, threading.Event())

    peak = peak_of(read)
    arrived(reader)
    assert peak < 4
