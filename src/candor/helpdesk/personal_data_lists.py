"""What tags, saved views and bulk changes hold about people. Read by `personal_data`."""

from __future__ import annotations

from candor.helpdesk.models import Audience, Bulk, BulkRow, SavedView, Tag, TicketTag, ViewPlace
from candor.kernel.registries.personal_data import (
    Author,
    Column,
    Erase,
    Log,
    Purpose,
    Row,
    business,
    by_number,
    declare,
    last_known_of,
    personal,
    technical,
)

STAFF = (Purpose.STAFF,)


def _work_of_staff(category: str = "user.behavior", *, erase: Erase = Erase.DELETE_ROW) -> Column:
    """What a member of staff set up or did at work."""
    return personal(category, purposes=STAFF, erase=erase, log=Log.NO, author=Author.STAFF)


declare(
    Tag,
    row=Row.NOBODY,
    fields={
        "id": technical(),
        "ref": technical(),
        "name": business(),
        "key": business(),
        "use_count": technical(),
        "created_at": technical(),
    },
)
declare(
    TicketTag,
    row=Row.SHARED,
    person="ticket__requester",
    keep="case",
    since=last_known_of("ticket__solved_at", "ticket__closed_at"),
    fields={
        "id": technical(),
        "ticket": technical(),
        "tag": personal(
            "user.behavior",
            purposes=[Purpose.SUPPORT],
            erase=Erase.KEEP_ANONYMOUS,
            portable=True,
            author=Author.STAFF,
        ),
    },
)
# A view that is shared belongs to the team, its name too: of who made it only their own name goes from there.
declare(
    SavedView,
    row=Row.SHARED,
    person="owner",
    keep="staff",
    sender=by_number("owner", only={"audience": [Audience.MINE.value]}),
    fields={
        "id": technical(),
        "ref": technical(),
        "name": _work_of_staff("user.content", erase=Erase.REDACT_SPANS),
        "audience": technical(),
        "owner": _work_of_staff("user.unique_id", erase=Erase.NULL),
        "queue": business(),
        "definition": _work_of_staff("user.content", erase=Erase.REDACT_SPANS),
        "created_at": technical(),
        "changed_at": technical(),
        "deleted_at": technical(),
    },
)
declare(
    ViewPlace,
    row=Row.SUBJECT,
    person="person",
    keep="staff",
    fields={
        "id": technical(),
        "view": _work_of_staff(),
        "person": technical(),
        "position": technical(),
        "is_pinned": technical(),
        "is_default": technical(),
    },
)
declare(
    Bulk,
    row=Row.SUBJECT,
    person="owner",
    keep="draft",
    since="created_at",
    fields={
        "id": technical(),
        "ref": technical(),
        "owner": technical(),
        "state": technical(),
        "changes": _work_of_staff(),
        **{name: technical() for name in ("total", "done_count", "left_count", "undone_count", "kept_count")},
        "created_at": _work_of_staff(),
        "finished_at": technical(),
    },
)
declare(
    BulkRow,
    row=Row.SHARED,
    person=["ticket__requester", "bulk__owner"],
    keep="draft",
    since="bulk__created_at",
    fields={
        "id": technical(),
        "bulk": technical(),
        "ticket": technical(),
        "state": technical(),
        "seen_version": technical(),
        "after_version": technical(),
        "before": personal(
            "user.behavior", purposes=[Purpose.SUPPORT], erase=Erase.DELETE_ROW, log=Log.NO, author=Author.SOFTWARE
        ),
        "reason": technical(),
    },
)
