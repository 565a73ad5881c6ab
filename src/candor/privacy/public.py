"""What other slices may ask the privacy engine."""

from __future__ import annotations

from candor.privacy.holdable import Shown, register_holdable
from candor.privacy.models import NoticeKind, NoticeVersion
from candor.privacy.queries.registers import held_objects, held_organisations, held_people, review_dates

__all__ = [
    "Shown",
    "current_notice_version",
    "held_objects",
    "held_organisations",
    "held_people",
    "register_holdable",
    "review_dates",
]


def current_notice_version() -> str:
    """The number of the privacy notice that is linked today, to be recorded with what a form brings in; "" if none."""
    last = NoticeVersion.objects.filter(kind=NoticeKind.NOTICE).order_by("-version").values_list("version", flat=True)
    number = last.first()
    return "" if number is None else str(number)
