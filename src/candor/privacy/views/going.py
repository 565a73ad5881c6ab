"""What the pages of the office share: going on after a POST, noting a look, reading the address."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from candor.kernel.access_log import looked_at
from candor.kernel.http.request import Request
from candor.privacy.models import Copy, Erasure, SubjectRequest

CENTURIES = range(1970, 2970)


def see(name: str, *args: str) -> HttpResponse:
    """Go on to a page by its name, by GET (303)."""
    response = HttpResponseRedirect(reverse(name, args=args))
    response.status_code = 303
    return response


def note_look(request: Request, row: Erasure | Copy | SubjectRequest) -> None:
    """What is shown tells of the person, so the look is noted for them."""
    subject = row.person_id if isinstance(row, Copy) else row.subject_number
    if subject is not None:
        looked_at(subject, about=row, by=request.actor, role=role_of(request))


def role_of(request: Request) -> str:
    """As what somebody of us looks, for the access log."""
    account: Any = getattr(request.session, "row", None)
    return account.account.staff.role if account is not None else request.actor.kind.value


def number(request: Request, name: str) -> int:
    """A whole number of the address, 0 for anything else."""
    typed = request.GET.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= 12 else 0


def moment(text: str) -> datetime | None:
    """A moment of these centuries in the address, with its offset; None for anything else."""
    with suppress(ValueError):
        found = datetime.fromisoformat(text[:40])
        return found if found.tzinfo is not None and found.year in CENTURIES else None
    return None
