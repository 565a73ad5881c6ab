"""What visitors read while a new version is brought in: one page from memory, 503 with Retry-After.

It asks no database, no template and no file of the version that is on its way out or in. Probes learn the same as ever:
`/livez` that somebody is there, `/readyz` that nobody is served.
"""

from __future__ import annotations

import base64
import hashlib
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from django.utils import translation
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header

RETRY_AFTER = "60"
LONGEST_REQUEST = 10
"""Seconds for which a slow visitor may hold a thread."""

STYLE = (
    ":root{color-scheme:light dark}"
    "body{font:1.0625rem/1.6 system-ui,sans-serif;margin:0;min-height:100vh;display:grid;place-content:center;"
    "background:Canvas;color:CanvasText}"
    "main{max-width:34rem;padding:2rem}h1{font-size:1.5rem;line-height:1.3}"
)
STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode("ascii")).digest()).decode("ascii")
HEADERS = {
    "Retry-After": RETRY_AFTER,
    "Cache-Control": "no-store",
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{STYLE_HASH}'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Connection": "close",
}


class Visitor(BaseHTTPRequestHandler):
    """Answers one visitor. Nothing is written down about them, and what they send is not read."""

    protocol_version = "HTTP/1.1"
    timeout = LONGEST_REQUEST
    server_version, sys_version = "Candor", ""

    def answer(self) -> None:
        path = self.path.partition("?")[0]
        if path == "/livez":
            self._send(200, "text/plain", "ok\n")
        elif path == "/readyz":
            self._send(503, "application/json", json.dumps({"ready": False, "parts": {"upgrade": "under way"}}))
        elif path.startswith("/api/"):
            problem = {"type": "about:blank", "title": words("en")[0], "status": 503}
            self._send(503, "application/problem+json", json.dumps(problem))
        else:
            self._send(503, "text/html; charset=utf-8", drawn(language_of(self.headers.get("Accept-Language", ""))))

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = answer  # noqa: N815 - names of the library

    def log_message(self, format: str, *args: object) -> None:
        """Who came is nobody's business."""

    def _send(self, status: int, kind: str, text: str) -> None:
        body = text.encode("utf-8")
        self.close_connection = True
        self.send_response(status)
        for name, value in {**HEADERS, "Content-Type": kind, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def language_of(accepted: str) -> str:
    """The first of our languages that the browser asks for; the instance's own where it asks for none."""
    asked = (language.partition("-")[0] for language, _weight in parse_accept_lang_header(accepted))
    return next((language for language in asked if language in {"de", "en"}), translation.get_language() or "en")


def words(language: str) -> tuple[str, str]:
    """Heading and sentence."""
    with translation.override(language):
        return _("We are bringing in a new version"), _(
            "This takes a few minutes. What you were about to send was not sent; go back then, and send it again."
        )


def drawn(language: str) -> str:
    title, text = words(language)
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        f"<style>{STYLE}</style></head><body><main><h1>{escape(title)}</h1><p>{escape(text)}</p></main></body></html>"
    )


class Server(ThreadingHTTPServer):
    """Listens where Candor does: a proxy on another machine or in another container asks there."""

    daemon_threads = True

    def __init__(self, host: str, port: int) -> None:
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        super().__init__((host, port), Visitor)


@contextmanager
def shown(host: str, port: int) -> Iterator[bool]:
    """Answer there during the block; says whether the port could be had."""
    try:
        server = Server(host, port)
    except OSError:
        yield False
        return
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
    thread.start()
    try:
        yield True
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
