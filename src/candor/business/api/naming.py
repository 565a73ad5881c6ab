"""Whom a new lead or quote is for: somebody known, by reference, or somebody new, by name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from candor.kernel.api.refusals import no_such
from candor.kernel.http.problems import not_valid
from candor.people.public import Person


def known_person(request: Any, ref: str | None, said_of_a_new_one: Iterable[str | None]) -> Person | None:
    """The person named; None for somebody new. Raises Problem for one whom the owner of the token does not see."""
    if ref is None:
        return None
    if any(value is not None for value in said_of_a_new_one):
        raise not_valid(("person", _("Name somebody known, or write somebody new down: not both.")))
    found = Person.objects.visible_to(request.actor).filter(ref=ref).first()
    if found is None:
        raise no_such("person")
    return found
