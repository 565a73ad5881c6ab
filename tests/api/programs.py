"""Programs that call the API as one of the cast."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.test import Client

from candor.people.actions.tokens import NewToken, create_token
from candor.people.actors import staff_row
from candor.people.models import Account, ApiToken, Person
from candor.people.scopes import Scope, scopes_open_to
from tests.cast import actor

ROOT = "/api/v1/"


class Program:
    """A program with a token of this person; without scopes it has all that the person's role may give."""

    def __init__(self, person: Person | None, scopes: Sequence[Scope] = (), *, raises: bool = True) -> None:
        self.browser = Client(raise_request_exception=raises)
        self.text, self.token = "", None
        if person is not None:
            self.token, self.text = make_token(person, scopes)

    @property
    def row(self) -> ApiToken:
        assert self.token is not None
        return ApiToken.objects.get(pk=self.token.pk)

    def get(self, path: str, **headers: str) -> Any:
        return self.send("GET", path, None, **headers)

    def post(self, path: str, content: Any = None, **headers: str) -> Any:
        return self.send("POST", path, content, **headers)

    def patch(self, path: str, content: Any, **headers: str) -> Any:
        return self.send("PATCH", path, content, **headers)

    def delete(self, path: str, **headers: str) -> Any:
        return self.send("DELETE", path, None, **headers)

    def send(self, method: str, path: str, content: Any = None, **headers: str) -> Any:
        """Send JSON (or bytes as they are); `if_match` and `idempotency_key` become headers."""
        told = {name.replace("_", "-"): value for name, value in headers.items() if name != "content_type"}
        if self.text:
            told["Authorization"] = f"Bearer {self.text}"
        data = content if isinstance(content, bytes) else b"" if content is None else json.dumps(content).encode()
        kind = headers.get("content_type", "application/json")
        url = path if path.startswith("/") else f"{ROOT}{path}"
        return self.browser.generic(method, url, data, content_type=kind, headers=told)


def make_token(person: Person, scopes: Sequence[Scope] = ()) -> tuple[ApiToken, str]:
    account = Account.objects.select_related("staff", "person").get(person=person)
    staff = staff_row(account)
    wanted = scopes or scopes_open_to(staff.role if staff else "")
    return create_token(account, NewToken("A program", wanted), by=actor(person))


def problem(answer: HttpResponse) -> str:
    """The kind of problem that an answer tells."""
    assert answer.headers["Content-Type"] == "application/problem+json", answer.content
    told = json.loads(answer.content)
    assert told["status"] == answer.status_code
    return str(told["type"]).partition("#")[2]
