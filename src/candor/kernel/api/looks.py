"""Whoever is shown a person's data through a token is noted in the access log, as on the pages."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, QuerySet

from candor.kernel.access_log import looked_at, looked_at_each


def role_of(request: Any) -> str:
    """The role of the token's owner, as the access log calls it."""
    return str(request.token.account.staff.role) if request.actor.is_staff else "customer"


def note_look(request: Any, person_id: int | None, about: Model) -> None:
    """The owner of the token was shown `about`, which tells of the person; None where it tells of nobody."""
    looked_at(person_id, about=about, by=request.actor, role=role_of(request))


def note_people(request: Any, people: QuerySet[Any]) -> None:
    """The owner of the token was shown a list in which these people stand. All that is new is written at once."""
    looked_at_each(people, by=request.actor, role=role_of(request))
