"""What people looked for in vain: counted by the day and the language, kept for ninety days, settled by us."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import F

from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.db.inserting import insert_unless_there
from candor.kernel.http.limits import allow
from candor.knowledge.models import MissedSearch
from candor.knowledge.rules.missed import worth_noting

MISSED_KEPT = timedelta(days=90)
MOST_A_DAY = 1_000
"""Different words that one day takes in, whoever sends them."""

DAY = timedelta(days=1)


def note_missed(question: str, language: str) -> None:
    """Count the words of a search that nothing answered. What may be somebody's is left out; see `rules.missed`."""
    text = worth_noting(question)
    if not text:
        return
    today = clock.now().date()
    same = MissedSearch.objects.filter(day=today, language=language, text=text)
    if same.update(count=F("count") + 1) or not allow(("help", "missed", language), MOST_A_DAY, DAY):
        return
    with transaction.atomic():
        if not insert_unless_there(MissedSearch(day=today, language=language, text=text, count=1)):
            same.update(count=F("count") + 1)


@transaction.atomic
def settle_missed(missed: MissedSearch, *, by: Actor) -> None:
    """We have seen to these words in this language: they are listed no more until somebody looks for them again."""
    same = MissedSearch.objects.filter(language=missed.language, text=missed.text, settled_at=None)
    if same.update(settled_at=clock.now()):
        record("knowledge.missed.settled", missed, by=by)


def forget_old_missed() -> None:
    """Delete what was looked for longer ago than anybody asks."""
    MissedSearch.objects.filter(day__lt=(clock.now() - MISSED_KEPT).date()).delete()
