"""What people looked for most often in the last ninety days and did not find."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Sum

from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.knowledge.actions.missed import MISSED_KEPT
from candor.knowledge.models import WRITE, MissedSearch
from candor.knowledge.words import language_name

MOST = 50


@dataclass(frozen=True, slots=True)
class Missed:
    """Words in one language with how often they were looked for. `id` is the newest of the rows that hold them."""

    id: int
    text: str
    language: str
    times: int
    last_on: date

    @property
    def language_name(self) -> str:
        return language_name(self.language)


def most_missed(actor: Actor) -> list[Missed]:
    """The fifty most frequent that nobody has settled, for those who write articles. One query."""
    if not (actor.is_staff and actor.may(WRITE)):
        return []
    since = (clock.now() - MISSED_KEPT).date()
    rows = MissedSearch.objects.filter(day__gte=since, settled_at=None).values("text", "language")
    found = rows.annotate(times=Sum("count"), last_on=Max("day"), newest=Max("pk")).order_by("-times", "text")[:MOST]
    return [Missed(row["newest"], row["text"], row["language"], row["times"], row["last_on"]) for row in found]
