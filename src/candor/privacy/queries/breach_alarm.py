"""What administrators are told of a breach, which they may not read: until when somebody has to act, and who can."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from candor.people.public import Identifier, staff_people
from candor.privacy.models import Breach

MOST = 50


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody who can open the register of breaches, and how they are reached."""

    name: str
    reached_by: tuple[str, ...]


def hours_that_run() -> list[datetime]:
    """When the 72 hours end of each breach of which the authority has to hear and has not. One query."""
    return sorted(breach.deadline for breach in Breach.objects.untold().order_by("noticed_at", "pk")[:MOST])


def who_can_open_it() -> list[Officer]:
    """Everybody of the privacy office who works here today. Two queries."""
    people = list(staff_people("privacy.office")[:MOST])
    known = defaultdict[int, list[str]](list)
    for row in Identifier.objects.filter(person__in=people, is_primary=True).order_by("kind", "pk"):
        known[row.person_id].append(row.written)
    return [Officer(person.name, tuple(known[person.pk])) for person in people]
