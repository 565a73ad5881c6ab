"""What is known of redactions, for the pages of those rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, QuerySet

from candor.privacy.models import RedactedRow, Redaction, Redacts


@dataclass(frozen=True, slots=True)
class RemovedFile:
    """The note in the place of a file that was removed for good; `by` is "" where they are gone."""

    at: datetime
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class ShownPlace:
    """A place in words. `sub` is more about it; `url` leads to it where the reader may go there."""

    title: str
    sub: str
    icon: str
    url: str = ""


def last_redaction_of(kind: str) -> QuerySet[RedactedRow]:
    """The last redaction of words of each row of this kind, for a subquery: `values` of it and of `redaction__…`."""
    rows = RedactedRow.objects.filter(object_kind=kind, object_id=OuterRef("pk"), redaction__what=Redacts.SPAN)
    return rows.exclude(redaction__carried_out_at=None).order_by("-id")


def files_removed_from(kind: str) -> QuerySet[RedactedRow]:
    """That a file was removed from rows of this kind, oldest first, with who did it."""
    rows = RedactedRow.objects.filter(object_kind=kind, redaction__what=Redacts.FILE)
    return rows.exclude(redaction__carried_out_at=None).select_related("redaction__done_by").order_by("id")


def removed_from(kind: str, numbers: Collection[int]) -> Mapping[int, list[RemovedFile]]:
    """What was removed from these rows, by their numbers. One query."""
    notes: dict[int, list[RemovedFile]] = defaultdict(list)
    for row in files_removed_from(kind).filter(object_id__in=numbers):
        done = row.redaction
        by = done.done_by.name if done.done_by else ""
        notes[row.object_id].append(RemovedFile(done.carried_out_at or done.begun_at, by, done.get_reason_display()))
    return notes


def redacted_rows(redaction: Redaction) -> int:
    """From how many rows it took something."""
    return RedactedRow.objects.filter(redaction=redaction).count()
