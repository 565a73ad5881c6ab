"""The token that asks: whose it is, and what it may do today."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from candor.kernel.api.looks import role_of
from candor.kernel.api.schemas import Named
from candor.people.api.operations import TOKEN
from candor.people.api.schemas import TokenOut


@TOKEN.read("token", scope="token", response=TokenOut, summary="Read the token", is_one=False)
def read_token(request: HttpRequest) -> TokenOut:
    """Whose token this is, what it may do today, and when it ends."""
    asking: Any = request
    token, person = asking.token, asking.person
    scopes = sorted(
        each.removeprefix("api:") for each in asking.actor.permissions if each.startswith("api:") and ":" in each[4:]
    )
    return TokenOut(
        name=token.name,
        person=Named(ref=person.ref, name=person.name),
        role=role_of(request),
        scopes=scopes,
        created_at=token.created_at,
        expires_at=token.expires_at,
    )
