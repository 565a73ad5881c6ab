"""The one way out: only to the public internet, only to the address that was checked, within limits."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest

from candor.kernel.http import client
from candor.kernel.http.client import NoAnswer, NotAllowed, fetch, is_public, post

HOSTILE_ADDRESSES = [
    "127.0.0.1",
    "127.1.2.3",
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "100.100.100.200",
    "192.0.0.1",
    "192.0.0.8",
    "192.0.0.170",
    "192.0.2.1",
    "192.88.99.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::8.8.8.8",
    "64:ff9b:1::a00:1",
    "100::1",
    "2001::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:2::1",
    "2001:10::1",
    "2001:db8::1",
    "2002:7f00:1::1",
    "2002:0808:0808::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd12::1",
    "fe80::1",
    "fe80::1%eth0",
    "2606:4700::1%eth0",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
    "localhost",
    "",
    "1.2.3",
    "0x7f.1",
]


@pytest.mark.parametrize("address", HOSTILE_ADDRESSES)
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "193.99.144.80", "2606:4700:4700::1111", "2a00:1450::1"])
def test_addresses_that_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0177.0.0.1/",
        "http://0/",
        "http://[::1]/",
        "http://[::ffff:7f00:1]/",
        "http://[::ffff:127.0.0.1]:8080/",
        "http://[fe80::1%25lo]/",
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1:8000/",
        "https://192.168.0.1/",
    ],
)
def test_no_form_of_an_inner_address_is_called(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "create_connection", _never)
    with pytest.raises((NotAllowed, NoAnswer)):
        fetch(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ftp://example.org/",
        "file:///etc/passwd",
        "gopher://example.org/",
        "javascript:alert(1)",
        "//example.org/",
        "example.org",
        "http://",
        "http:///x",
        "http://user@example.org/",
        "http://user:secret@example.org/",
        "http://example.org:25/",
        "http://example.org:443/",
        "https://example.org:80/",
        "http://example.org:99999/",
        "http://example.org:x/",
        "http://exämple.org/",
        "http://example.org/\r\nHost: x",
        "http://example.org/ x",
        "http://example.org\\@127.0.0.1/",
        "http://example.org/\x00",
        "http://[::1",
        "http://①②⑦.⓪.⓪.①/",
    ],
)
def test_no_strange_form_is_called(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", _never)
    with pytest.raises(NotAllowed):
        fetch(url)


def _never(*_: Any, **__: Any) -> Any:
    pytest.fail("it was called")


def resolved_to(*addresses: str) -> Callable[..., Any]:
    def getaddrinfo(_host: str, port: int, **_: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    return getaddrinfo


def test_one_inner_address_among_public_ones_is_enough_to_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", resolved_to("8.8.8.8", "127.0.0.1"))
    monkeypatch.setattr(socket, "create_connection", _never)
    with pytest.raises(NotAllowed):
        fetch("http://example.org/")


def test_a_name_that_changes_its_meaning_gains_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: the second answer would be an inner address; there is no second question."""
    answers = iter([resolved_to("8.8.8.8"), resolved_to("127.0.0.1")])
    called: list[tuple[str, int]] = []

    def connect(address: tuple[str, int], timeout: float) -> socket.socket:
        called.append(address)
        raise ConnectionRefusedError

    def resolve(host: str, port: int, **options: Any) -> list[Any]:
        return list(next(answers)(host, port, **options))

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(NoAnswer):
        fetch("http://rebinding.example.org:8000/")
    assert called == [("8.8.8.8", 8000)]


class Server:
    """A server on this machine that answers every connection with the same bytes, in pieces."""

    def __init__(self, pieces: list[bytes], pause: float) -> None:
        self.pieces, self.pause, self.asked = pieces, pause, b""
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}/picture.png?size=1"
        threading.Thread(target=self.answer, daemon=True).start()

    def answer(self) -> None:
        connection, _ = self.listener.accept()
        with connection:
            connection.settimeout(0.1)
            with suppress(TimeoutError):
                while piece := connection.recv(65536):
                    self.asked += piece
            for piece in self.pieces:
                try:
                    connection.sendall(piece)
                except OSError:
                    return
                time.sleep(self.pause)


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Server]]:
    """Start a server; the client takes this machine for the public internet."""
    monkeypatch.setattr(client, "is_public", lambda _: True)
    servers: list[Server] = []

    def start(*pieces: bytes, pause: float = 0) -> Server:
        servers.append(Server(list(pieces), pause))
        return servers[-1]

    yield start
    for server in servers:
        server.listener.close()


def test_an_answer_comes_with_status_headers_and_body(serve: Callable[..., Server]) -> None:
    server = serve(b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 3\r\n\r\nabc")
    answer = fetch(server.url)
    assert (answer.status, answer.headers["content-type"], answer.body) == (200, "image/png", b"abc")
    assert server.asked.startswith(b"GET /picture.png?size=1 HTTP/1.1\r\nHost: 127.0.0.1:")
    assert b"Cookie" not in server.asked


def test_a_body_is_sent(serve: Callable[..., Server]) -> None:
    server = serve(b"HTTP/1.1 204 No Content\r\n\r\n")
    assert post(server.url, b'{"a":1}', content_type="application/json").status == 204
    assert server.asked.endswith(b'\r\n\r\n{"a":1}')


def test_a_redirect_is_not_followed(serve: Callable[..., Server]) -> None:
    server = serve(b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n")
    assert fetch(server.url).status == 302


def test_a_large_answer_is_cut_off(serve: Callable[..., Server]) -> None:
    server = serve(b"HTTP/1.1 200 OK\r\n\r\n", *[b"x" * 100_000] * 100)
    with pytest.raises(NoAnswer, match="larger"):
        fetch(server.url, most_bytes=1_000_000)


@pytest.mark.parametrize(
    "pieces",
    [[b"HTTP/1.1 200 OK\r\n", *[b"X-Slow: 1\r\n"] * 900], [b"HTTP/1.1 200 OK\r\n\r\n", *[b"x"] * 900], []],
    ids=["headers", "body", "nothing"],
)
def test_a_slow_answer_ends_at_the_deadline(serve: Callable[..., Server], pieces: list[bytes]) -> None:
    server = serve(*pieces, b"", pause=0.05 if pieces else 45)
    began = time.monotonic()
    with pytest.raises(NoAnswer):
        fetch(server.url, seconds=0.5)
    assert time.monotonic() - began < 20, "it would have taken three quarters of a minute"


@pytest.mark.parametrize("answer", [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\nX: " + b"x" * 70_000])
def test_nonsense_is_no_answer(serve: Callable[..., Server], answer: bytes) -> None:
    with pytest.raises(NoAnswer):
        fetch(serve(answer).url, seconds=2)
