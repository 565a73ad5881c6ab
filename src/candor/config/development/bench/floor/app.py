"""The floor as a WSGI app. `FLOOR_FILE` names its database; the frame around each page comes from `FLOOR_FRAMES`.

A frame is what stands around `<main>` on Candor's own page: head, navigation, dialogs. It is the same for each request
of one person, so both send the same bytes there.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import threading
from collections.abc import Callable, Iterable
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from candor.config.development.bench.floor import pages, writing
from candor.config.development.bench.floor.case import case_page
from candor.config.development.bench.floor.data import connect

HTML = [("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "private, no-store")]
WHO = "SELECT p.id, p.name FROM session s JOIN person p ON p.id = s.person WHERE s.digest = ?"

Frames = dict[str, tuple[str, str]]
Start = Callable[..., Any]


class Floor:
    """One connection for each thread, as Candor has it."""

    def __init__(self, file: Path, frames: Frames) -> None:
        self.file, self.frames = file, frames
        self.own = threading.local()

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        base, path = self.connection, environ["PATH_INFO"]
        who = signed_in(base, environ)
        if who is None:
            start("303 See Other", [("Location", "/sign-in/")])
            return [b""]
        if environ["REQUEST_METHOD"] == "POST":
            start("303 See Other", [("Location", f"/cases/{writing.open_case(base, who[0], typed(environ))}/")])
            return [b""]
        name, main = self.page(base, path, environ.get("QUERY_STRING", ""), who)
        before, after = self.frames.get(name, ("<!doctype html>", ""))
        body = f"{before}{main}{after}".encode()
        start("200 OK", [*HTML, ("Content-Length", str(len(body)))])
        return [body]

    @property
    def connection(self) -> sqlite3.Connection:
        if not hasattr(self.own, "base"):
            self.own.base = connect(self.file)
        base: sqlite3.Connection = self.own.base
        return base

    def page(self, base: sqlite3.Connection, path: str, query: str, who: tuple[int, str]) -> tuple[str, str]:
        """The page's name and its content."""
        if path == "/cases/":
            return "list", pages.case_list(base, who[0])
        if path == "/search/":
            return "search", pages.search(base, parse_qs(query)["q"][0])
        return "case", case_page(base, path.split("/")[2])


def signed_in(base: sqlite3.Connection, environ: dict[str, Any]) -> tuple[int, str] | None:
    """Who sends the cookie: their id and name."""
    morsel = SimpleCookie(environ.get("HTTP_COOKIE", "")).get("floor")
    if morsel is None:
        return None
    digest = hashlib.sha256(morsel.value.encode()).hexdigest()
    row: tuple[int, str] | None = base.execute(WHO, (digest,)).fetchone()
    return row


def typed(environ: dict[str, Any]) -> dict[str, str]:
    """A form's fields."""
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)).decode()
    return {name: values[-1] for name, values in parse_qs(body).items()}


def sign_in(file: Path, person: int) -> str:
    """Begin a session; the value of its cookie."""
    secret = os.urandom(16).hex()
    base = connect(file)
    with base:
        base.execute("INSERT INTO session VALUES (?, ?)", (hashlib.sha256(secret.encode()).hexdigest(), person))
    base.close()
    return secret


def __getattr__(name: str) -> Floor:
    """The app as granian asks for it; tests make one of their own."""
    if name != "application":
        raise AttributeError(name)
    frames = json.loads(Path(os.environ["FLOOR_FRAMES"]).read_text("utf-8"))
    return Floor(Path(os.environ["FLOOR_FILE"]), {key: (each[0], each[1]) for key, each in frames.items()})
