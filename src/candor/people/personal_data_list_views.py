"""What saved views of lists hold about people. A view that is shared belongs to the team, its name too."""

from __future__ import annotations

from candor.kernel.registries.personal_data import (
    Author,
    Column,
    Erase,
    Log,
    Purpose,
    Row,
    by_number,
    declare,
    personal,
    technical,
)
from candor.people.models import ListView
from candor.people.models.list_views import OfferedTo


def declare_list_views() -> None:
    """Filters may hold a name that somebody typed; it goes from there with the person."""
    declare(
        ListView,
        row=Row.SHARED,
        person="owner",
        keep="staff",
        sender=by_number("owner", only={"audience": [OfferedTo.MINE.value]}),
        fields={
            **{name: technical() for name in ("id", "ref", "place", "audience", "created_at")},
            "name": _work_of_staff("user.content", Erase.REDACT_SPANS),
            "owner": _work_of_staff("user.unique_id", Erase.NULL),
            "asked": _work_of_staff("user.content", Erase.REDACT_SPANS),
        },
    )


def _work_of_staff(category: str, erase: Erase) -> Column:
    return personal(category, purposes=(Purpose.STAFF,), erase=erase, log=Log.NO, author=Author.STAFF)
