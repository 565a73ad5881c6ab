"""By which licence somebody shows who they are, when they ask for a right of theirs."""

from __future__ import annotations

from candor.licences.models import Licence
from candor.privacy.public import is_same_identifier

MOST_COMPARED = 500


def is_licence_of(person: int, typed: str) -> bool:
    """Whether exactly this is the number of a licence of the person's. One query."""
    numbers = Licence.objects.filter(person=person).order_by("-pk").values_list("number", flat=True)
    return any(is_same_identifier(typed, number) for number in numbers[:MOST_COMPARED])
