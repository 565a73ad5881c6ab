"""What other slices may ask the privacy engine."""

from __future__ import annotations

from candor.privacy.documents import generated as generated_documents
from candor.privacy.models import NoticeKind, NoticeVersion

__all__ = ["current_notice_version", "generated_documents"]


def current_notice_version() -> str:
    """The number of the privacy notice that is linked today, to be recorded with what a form brings in; "" if none."""
    last = NoticeVersion.objects.filter(kind=NoticeKind.NOTICE).order_by("-version").values_list("version", flat=True)
    number = last.first()
    return "" if number is None else str(number)
