"""Waiting for a server's word: what it told a moment too early counts as told."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from imapclient import IMAPClient

from candor.mail.imap.waiting import News
from candor.mail.tests.scripted import ScriptedServer, scripted, self_signed

GREETING = b"* OK [CAPABILITY IMAP4rev1 IDLE] ready\r\n"
DONE = b"{idle} OK done\r\n"
ALL_IS_WELL = {
    b"LOGOUT": b"* BYE\r\n{tag} OK bye\r\n",
    b"CAPABILITY": b"* CAPABILITY IMAP4rev1 IDLE\r\n{tag} OK done\r\n",
    b"LOGIN": b"{tag} OK in\r\n",
}
A_MINUTE = 60.0


@contextmanager
def folder_on(
    answers: dict[bytes, bytes], tls: ssl.SSLContext | None = None
) -> Iterator[tuple[IMAPClient, ScriptedServer]]:
    """A signed-in connection to a server that answers so."""
    with scripted(GREETING, {**ALL_IS_WELL, **answers}, tls) as server:
        trusting = ssl.create_default_context()
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        client = IMAPClient(
            "127.0.0.1", server.port, ssl=tls is not None, ssl_context=trusting if tls else None, timeout=A_MINUTE
        )
        client.login("support", "secret")
        yield client, server
        client.logout()


class Never(threading.Event):
    """Asked to stop by nobody, and counts how often it was looked at: once for each second of waiting."""

    looks = 0

    def is_set(self) -> bool:
        self.looks += 1
        return super().is_set()


@pytest.mark.parametrize("is_tls", [False, True], ids=["plain", "tls"])
def test_news_in_one_packet_with_the_leave_to_idle_are_heard(is_tls: bool, tmp_path: Path) -> None:
    told_at_once = {b"IDLE": b"+ idling\r\n* 2 EXISTS\r\n", b"DONE": DONE}
    with folder_on(told_at_once, self_signed(tmp_path) if is_tls else None) as (client, _server):
        nobody = Never()
        News(client).wait(nobody, A_MINUTE)
    assert nobody.looks == 0, "it was heard before any waiting"


@pytest.mark.parametrize("is_tls", [False, True], ids=["plain", "tls"])
def test_a_quiet_server_is_waited_for(is_tls: bool, tmp_path: Path) -> None:
    with folder_on({b"IDLE": b"+ idling\r\n", b"DONE": DONE}, self_signed(tmp_path) if is_tls else None) as (
        client,
        server,
    ):
        nobody = Never()
        News(client).wait(nobody, 0.01)
    assert nobody.looks, "it waited"
    assert b"DONE\r\n" in server.lines, "the wait was ended as the protocol wants"


def test_news_beside_an_answer_are_heard_without_idling() -> None:
    beside = {b"SEARCH": b"* SEARCH 1\r\n* 2 EXISTS\r\n{tag} OK done\r\n", b"IDLE": b"+ idling\r\n", b"DONE": DONE}
    with folder_on(beside) as (client, server):
        news = News(client)
        client.search("ALL")
        news.wait(Never(), A_MINUTE)
        assert not any(b"IDLE" in line.split(maxsplit=2)[1] for line in server.lines if b" " in line)


def test_a_server_that_repeats_its_number_is_not_asked_without_end() -> None:
    beside = {b"SEARCH": b"* SEARCH 1\r\n* 2 EXISTS\r\n{tag} OK done\r\n", b"IDLE": b"+ idling\r\n", b"DONE": DONE}
    with folder_on(beside) as (client, server):
        news = News(client)
        for _turn in range(2):
            client.search("ALL")
            news.wait(Never(), 0.01)
        assert sum(b"IDLE" in line for line in server.lines) == 1, "the second time it waits"


def test_one_gone_and_one_come_is_news_though_the_number_stays() -> None:
    beside = {
        b"SEARCH ALL": b"* SEARCH 1\r\n* 2 EXISTS\r\n{tag} OK done\r\n",
        b"SEARCH UNSEEN": b"* SEARCH 2\r\n* 1 EXPUNGE\r\n* 2 EXISTS\r\n{tag} OK done\r\n",
        b"IDLE": b"+ idling\r\n",
        b"DONE": DONE,
    }
    with folder_on(beside) as (client, server):
        news = News(client)
        for what in ("ALL", "UNSEEN"):
            client.search(what)
            news.wait(Never(), A_MINUTE)
        assert sum(b"IDLE" in line for line in server.lines) == 0
