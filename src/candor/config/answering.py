"""From the web server to Django: with a seat while there is something to compute, without one while bytes go by."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Protocol

from candor.kernel import seats


class Body(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...

    def readline(self, size: int = -1, /) -> bytes: ...


class Arriving:
    """A request's body; whoever waits for more of it leaves the seat."""

    def __init__(self, body: Body) -> None:
        self._body = body

    def read(self, size: int = -1, /) -> bytes:
        return self._waited_for(self._body.read, size)

    def readline(self, size: int = -1, /) -> bytes:
        return self._waited_for(self._body.readline, size)

    @staticmethod
    def _waited_for(read: Callable[[int], bytes], size: int) -> bytes:
        seats.leave()
        try:
            return read(size)
        finally:
            seats.take()


def seated(app: Callable[..., Any]) -> Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]:
    """The WSGI app, with a seat for each request until its answer is there; what streams does so without one."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        environ["wsgi.input"] = Arriving(environ["wsgi.input"])
        with seats.seated():
            response = app(environ, start_response)
            if response.streaming:
                return response  # type: ignore[no-any-return] # Django's are iterable
            try:
                return [response.content]
            finally:
                response.close()

    return answer
