"""From the web server to Django: with a seat while there is something to compute, without one while bytes go by."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Protocol

from candor.kernel import seats


class Body(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...

    def readline(self, size: int = -1, /) -> bytes: ...


MOST_LEFT = 4 * 1024 * 1024
"""Bytes of a body that nobody wanted, read all the same before the answer goes. Who announces more is told at once."""


class Arriving:
    """A request's body; whoever waits for more of it leaves the seat."""

    def __init__(self, body: Body, length: int) -> None:
        self._body = body
        self._left = length

    def read(self, size: int = -1, /) -> bytes:
        return self._waited_for(self._body.read, size)

    def readline(self, size: int = -1, /) -> bytes:
        return self._waited_for(self._body.readline, size)

    def finish(self) -> None:
        """Read what is left: a proxy that still sends when the connection closes never passes the answer on."""
        if self._left <= MOST_LEFT:
            while self._left > 0 and self.read(min(self._left, 65_536)):
                pass

    def _waited_for(self, read: Callable[[int], bytes], size: int) -> bytes:
        seats.leave()
        try:
            found = read(size)
        finally:
            seats.take()
        self._left -= len(found)
        return found


def seated(app: Callable[..., Any]) -> Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]:
    """The WSGI app, with a seat for each request until its answer is there; what streams does so without one."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        body = environ["wsgi.input"] = Arriving(environ["wsgi.input"], length_of(environ))
        with seats.seated():
            response = app(environ, start_response)
            if response.streaming:
                return response  # type: ignore[no-any-return] # Django's are iterable
            try:
                body.finish()
                return [response.content]
            finally:
                response.close()

    return answer


def length_of(environ: dict[str, Any]) -> int:
    """Bytes that are announced; 0 where nothing is, or no number."""
    announced = environ.get("CONTENT_LENGTH") or ""
    return int(announced) if announced.isascii() and announced.isdigit() else 0
