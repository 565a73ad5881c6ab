"""What is known of redactions, for the pages of those rows."""

from __future__ import annotations

from django.db.models import OuterRef, QuerySet

from candor.privacy.models import RedactedRow, Redaction, Redacts


def last_redaction_of(kind: str) -> QuerySet[RedactedRow]:
    """The last redaction of words of each row of this kind, for a subquery: `values` of it and of `redaction__…`."""
    rows = RedactedRow.objects.filter(object_kind=kind, object_id=OuterRef("pk"), redaction__what=Redacts.SPAN)
    return rows.exclude(redaction__carried_out_at=None).order_by("-id")


def files_removed_from(kind: str) -> QuerySet[RedactedRow]:
    """That a file was removed from rows of this kind, oldest first, with who did it."""
    rows = RedactedRow.objects.filter(object_kind=kind, redaction__what=Redacts.FILE)
    return rows.exclude(redaction__carried_out_at=None).select_related("redaction__done_by").order_by("id")


def redacted_rows(redaction: Redaction) -> int:
    """From how many rows it took something."""
    return RedactedRow.objects.filter(redaction=redaction).count()
