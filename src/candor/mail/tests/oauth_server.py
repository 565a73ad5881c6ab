"""An OAuth 2 provider for tests: a real HTTP server at 127.0.0.1 that keeps to RFC 6749 and 7636, and can be spoiled.

It rotates its refresh tokens and takes each once, as the strictest do. A mail server asks it about tokens (RFC 7662).
"""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

CLIENT_ID, CLIENT_SECRET = "candor-reads", "a secret / with + signs"

Answer = tuple[int, Any]


class OAuthServer:
    """Knows one app and one user. `answers` replaces what a path says; `more` is added to each answer with tokens."""

    def __init__(self) -> None:
        self._count = 0
        self._lock = threading.Lock()
        self.begin_anew()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=[0.02], daemon=True).start()

    def begin_anew(self) -> None:
        """Another user, and nothing of what was."""
        self.user = self._new("user")
        self.secret = CLIENT_SECRET
        self.answers: dict[str, Callable[[], Answer]] = {}
        self.more: dict[str, Any] = {"expires_in": 3_600}
        self.gives_refresh_tokens = True
        self.asked: list[dict[str, str]] = []
        self.codes: dict[str, dict[str, str]] = {}
        self.live: set[str] = set()
        self.refresh: set[str] = set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def allow(self, address: str) -> dict[str, str]:
        """What the browser brings back after the user has said yes at this address."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
        code = self._new("code")
        self.codes[code] = asked
        return {"code": code, "state": asked["state"]}

    def withdraw(self) -> None:
        """The user, or an administrator there, takes everything back."""
        self.live.clear()
        self.refresh.clear()

    def renewals(self) -> int:
        return sum(1 for sent in self.asked if sent.get("grant_type") == "refresh_token")

    def _handler(provider) -> type[BaseHTTPRequestHandler]:  # noqa: N805 - `self` is the handler's below
        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: Any) -> None:
                pass

            def do_GET(self) -> None:
                """The user says yes at once, and the browser goes back."""
                brought = provider.allow(self.path)
                self.send_response(302)
                self.send_header("Location", f"{provider.codes[brought['code']]['redirect_uri']}?{urlencode(brought)}")
                self.end_headers()

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                sent = {name: values[0] for name, values in parse_qs(body).items()}
                ways = {"/token": lambda: provider._token(self, sent), "/introspect": lambda: provider._about(sent)}
                status, answer = provider.answers.get(self.path, ways[self.path])()
                content = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

        return Handler

    def _token(self, handler: BaseHTTPRequestHandler, sent: dict[str, str]) -> Answer:
        with self._lock:
            self.asked.append(sent)
            pair = f"{CLIENT_ID}:{quote(self.secret, safe='')}".encode()
            if handler.headers.get("Authorization") != f"Basic {base64.b64encode(pair).decode()}":
                return 401, {"error": "invalid_client"}
            if sent["grant_type"] == "refresh_token":
                if sent.get("refresh_token") not in self.refresh:
                    return 400, {"error": "invalid_grant"}
                self.refresh.discard(sent["refresh_token"])
                return self._give()
            asked = self.codes.pop(sent.get("code", ""), None)
            digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
            challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
            if (
                asked is None
                or asked["redirect_uri"] != sent.get("redirect_uri")
                or asked["code_challenge"] != challenge
            ):
                return 400, {"error": "invalid_grant"}
            return self._give()

    def _give(self) -> Answer:
        access = self._new("access")
        self.live.add(access)
        given = {"access_token": access, "token_type": "Bearer", **self.more}
        if self.gives_refresh_tokens:
            given["refresh_token"] = self._new("refresh")
            self.refresh.add(given["refresh_token"])
        return 200, given

    def _about(self, sent: dict[str, str]) -> Answer:
        """A mail server asks whether a token counts, and whose it is."""
        if sent.get("token") not in self.live:
            return 200, {"active": False}
        return 200, {"active": True, "username": self.user}

    def _new(self, kind: str) -> str:
        self._count += 1
        return f"{kind}-{self._count}-of-the-test"
