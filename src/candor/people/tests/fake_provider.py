"""An identity provider for tests: a real HTTP server at 127.0.0.1 whose every answer a story can spoil.

Stories without a browser call `authorise`; a real one that comes to the authorisation page is sent back at once.
"""

from __future__ import annotations

import base64
import hashlib
import itertools
import json
import threading
import time
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

CLIENT_ID, CLIENT_SECRET = "candor-at-lindwurm", "a secret / with + signs"
KEYS: Mapping[str, Any] = {
    "RS256": rsa.generate_private_key(public_exponent=65_537, key_size=2048),
    "ES256": ec.generate_private_key(ec.SECP256R1()),
    "EdDSA": ed25519.Ed25519PrivateKey.generate(),
}
OTHER_KEY = rsa.generate_private_key(public_exponent=65_537, key_size=2048)
WRITERS: Mapping[str, Any] = {"RS256": RSAAlgorithm, "ES256": ECAlgorithm, "EdDSA": OKPAlgorithm}

Claims = dict[str, Any]


def jwk_of(key: Any, algorithm: str, kid: str) -> Claims:
    described: Claims = json.loads(WRITERS[algorithm].to_jwk(key.public_key()))
    return {**described, "kid": kid, "use": "sig"}


class FakeProvider:
    """Knows one user. `spoil` changes the claims, `sign` makes the token, `answers` replaces whole answers by path."""

    def __init__(self) -> None:
        self.user: Claims = {
            "sub": "kim-4711",
            "email": "kim@nordlicht.example",
            "email_verified": True,
            "name": "Kim Jansen",
        }
        self.spoil: Callable[[Claims], None] = lambda _claims: None
        self.sign: Callable[[Claims], str] = self.signed
        self.algorithm = "RS256"
        self.keys = [jwk_of(key, algorithm, algorithm.lower()) for algorithm, key in KEYS.items()]
        self.answers: dict[str, Callable[[BaseHTTPRequestHandler], None]] = {}
        self.asked: list[str] = []
        self.codes: dict[str, Claims] = {}
        self._numbers = itertools.count()
        self.auth_methods = ["client_secret_basic"]
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=[0.02], daemon=True).start()

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def authorise(self, address: str) -> dict[str, str]:
        """What the browser brings back after the user has signed in at this address."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        code = f"code-{next(self._numbers)}"
        self.codes[code] = asked
        return {"code": code, "state": asked["state"]}

    def signed(self, claims: Claims) -> str:
        return jwt.encode(
            claims, KEYS[self.algorithm], algorithm=self.algorithm, headers={"kid": self.algorithm.lower()}
        )

    def _handler(provider) -> type[BaseHTTPRequestHandler]:  # noqa: N805 - `self` is the handler's below
        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: Any) -> None:
                pass

            def do_GET(self) -> None:
                if self.path.startswith("/authorise?"):
                    brought = provider.authorise(self.path)
                    back = f"{provider.codes[brought['code']]['redirect_uri']}?{urlencode(brought)}"
                    reply(self, 302, b"", Location=back)
                    return
                self._answer({"/.well-known/openid-configuration": provider._about, "/jwks": provider._keys})

            def do_POST(self) -> None:
                self._answer({"/token": lambda: provider._token(self)})

            def _answer(self, ways: Mapping[str, Callable[[], tuple[int, Any]]]) -> None:
                provider.asked.append(self.path)
                if self.path in provider.answers:
                    provider.answers[self.path](self)
                    return
                status, body = ways[self.path]() if self.path in ways else (404, {})
                reply(self, status, json.dumps(body).encode())

        return Handler

    def _about(self) -> tuple[int, Claims]:
        return 200, {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorise",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "token_endpoint_auth_methods_supported": self.auth_methods,
        }

    def _keys(self) -> tuple[int, Claims]:
        return 200, {"keys": self.keys}

    def _token(self, handler: BaseHTTPRequestHandler) -> tuple[int, Claims]:
        """As a strict provider: the code once, for its client, redirect URI and PKCE challenge."""
        body = handler.rfile.read(int(handler.headers["Content-Length"])).decode()
        sent = {name: values[0] for name, values in parse_qs(body).items()}
        asked = self.codes.pop(sent.get("code", ""), None)
        if asked is None or asked["client_id"] != CLIENT_ID or asked["redirect_uri"] != sent.get("redirect_uri"):
            return 400, {"error": "invalid_grant"}
        digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != asked["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        if not self._knows_client(handler, sent):
            return 401, {"error": "invalid_client"}
        now = int(time.time())
        claims = {
            "iss": self.issuer, "aud": CLIENT_ID, "iat": now, "exp": now + 300, "nonce": asked["nonce"],
            "at_hash": half_hash("access-1", self.algorithm), **self.user,
        }  # fmt: skip
        if "max_age" in asked:
            claims["auth_time"] = now
        self.spoil(claims)
        return 200, {"access_token": "access-1", "token_type": "Bearer", "id_token": self.sign(claims)}

    def _knows_client(self, handler: BaseHTTPRequestHandler, sent: Mapping[str, str]) -> bool:
        if "client_secret_post" in self.auth_methods:
            return sent.get("client_secret") == CLIENT_SECRET
        pair = base64.b64decode(handler.headers.get("Authorization", " ").split()[-1]).decode()
        return pair == "candor-at-lindwurm:a%20secret%20%2F%20with%20%2B%20signs"


def half_hash(token: str, algorithm: str) -> str:
    digest = (hashlib.sha512 if algorithm == "EdDSA" else hashlib.sha256)(token.encode()).digest()
    return base64.urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=").decode()


def reply(handler: BaseHTTPRequestHandler, status: int, body: bytes, **headers: str) -> None:
    handler.send_response(status)
    for name, value in {"Content-Type": "application/json", "Content-Length": str(len(body)), **headers}.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)
