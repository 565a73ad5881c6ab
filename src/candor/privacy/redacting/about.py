"""What is known of redactions, for the pages of those rows."""

from __future__ import annotations

from django.db.models import OuterRef, QuerySet

from candor.privacy.models import RedactedRow


def last_redaction_of(kind: str) -> QuerySet[RedactedRow]:
    """The last redaction of each row of this kind, for a subquery: `values` of it and of `redaction__…`."""
    rows = RedactedRow.objects.filter(object_kind=kind, object_id=OuterRef("pk"))
    return rows.exclude(redaction__carried_out_at=None).order_by("-id")
