"""Somebody who is signed in and asks for pages, one after the other, over a connection that stays open."""

from __future__ import annotations

import http.client
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from candor.config.development.bench.saying import NotMeasured

FORM = "application/x-www-form-urlencoded"
IDLE = 5.0
"""Seconds after which a connection may have been closed by the server: a new one then."""

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
KEY = re.compile(r'name="key" value="([^"]+)"')


@dataclass(frozen=True)
class Ask:
    """A request and the status that it has to be answered with; with a body it is a POST."""

    path: str
    body: str | None = None
    status: int = 200


@dataclass
class Browser:
    """Cookies and a connection."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        self.asked_at = 0.0

    def send(self, ask: Ask) -> bytes:
        """The answer's body. Raises NotMeasured for another status than the one expected."""
        status, body = self.answer(ask)
        if status != ask.status:
            raise NotMeasured(f"{ask.path} was answered with {status} instead of {ask.status}: {body[:200]!r}")
        return body

    def answer(self, ask: Ask) -> tuple[int, bytes]:
        """Status and body, whatever they are."""
        if time.monotonic() - self.asked_at > IDLE:
            self.connection.close()
        self.asked_at = time.monotonic()
        body = None if ask.body is None else ask.body.encode()
        self.connection.request("POST" if body is not None else "GET", ask.path, body, self._headers(body))
        response = self.connection.getresponse()
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return response.status, response.read()

    def page(self, path: str) -> str:
        return self.send(Ask(path)).decode()

    def sign_in(self, path: str, fields: Mapping[str, str], status: int) -> None:
        """Send a sign-in form, with the token of its page where it has one."""
        token = TOKEN.search(self.page(path))
        more = {"csrfmiddlewaretoken": token[1]} if token else {}
        self.send(Ask(path, urlencode({**fields, **more}), status))

    def _headers(self, body: bytes | None) -> dict[str, str]:
        origin = f"http://localhost:{self.port}"
        headers = {"Host": f"localhost:{self.port}", "Accept": "text/html", "Accept-Language": "en", **self.headers}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            headers |= {"Content-Type": FORM, "Origin": origin, "Referer": f"{origin}/"}
        return headers
