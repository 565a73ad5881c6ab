"""What merging, linking, group answers, prepared words and the undoing of replies hold about people.

Declared with the rest of the slice: `personal_data.py` imports this module.
"""

from __future__ import annotations

from candor.helpdesk.models import (
    DraftFile,
    GroupAnswer,
    GroupAnswerPart,
    Macro,
    MacroTag,
    Merge,
    MovedMessage,
    ReplyTemplate,
    ReplyText,
    TicketLink,
    TimeToUndo,
    WritingHabit,
)
from candor.kernel.registries.personal_data import (
    Author,
    Column,
    Erase,
    Export,
    Log,
    Purpose,
    Row,
    business,
    declare,
    last_known_of,
    last_of,
    link,
    personal,
    technical,
)

SUPPORT = (Purpose.SUPPORT,)
STAFF = (Purpose.STAFF,)


def _whose_work() -> Column:
    """Which member of staff did it."""
    return personal(
        "user.unique_id", purposes=SUPPORT, erase=Erase.NULL, export=Export.NO, log=Log.NO, author=Author.SOFTWARE
    )


def _prepared() -> dict[str, Column]:
    """What templates and macros have in common. One's own go with their owner."""
    return {
        "id": technical(),
        "ref": technical(),
        "name": business(),
        "owner": personal("user.unique_id", purposes=STAFF, erase=Erase.DELETE_ROW, log=Log.NO, author=Author.SOFTWARE),
        "queue": business(),
        "position": technical(),
        "used_count": business(),
        "archived_at": technical(),
        "version": technical(),
    }


declare(
    Merge,
    row=Row.SHARED,
    person=["source__requester", "target__requester"],
    keep="case",
    since=last_of("source__closed_at", "target__closed_at"),
    fields={
        "id": technical(),
        "ref": technical(),
        "source": technical(),
        "target": technical(),
        "merged_by": _whose_work(),
        "merged_at": technical(),
        "undone_at": technical(),
        "keeps_informed": technical(),
        "source_was": technical(),
        "target_was": technical(),
        "target_version": technical(),
    },
)
declare(MovedMessage, row=Row.NOBODY, fields={name: technical() for name in ("id", "merge", "message")})
declare(
    TicketLink,
    row=Row.NOBODY,
    fields={name: technical() for name in ("id", "ref", "ticket", "other", "kind", "created_at")},
)
declare(
    GroupAnswer,
    row=Row.SHARED,
    person=["parent__requester", "parts__ticket__requester"],
    keep="case",
    since=last_known_of("parent__solved_at", "parent__closed_at"),
    sender="author",
    fields={
        "id": technical(),
        "ref": technical(),
        "parent": technical(),
        "author": _whose_work(),
        "text": personal(
            "user.content", purposes=SUPPORT, erase=Erase.REDACT_SPANS, export=Export.NO, author=Author.STAFF
        ),
        "solves": technical(),
        "created_at": technical(),
        "stopped_at": technical(),
        "total": technical(),
        "done": technical(),
        "submission_key": technical(),
    },
)
declare(
    GroupAnswerPart,
    row=Row.NOBODY,
    fields={name: technical() for name in ("id", "answer", "ticket", "state", "message")},
)
declare(ReplyTemplate, row=Row.SHARED, person="owner", keep="staff", fields=_prepared())
declare(
    ReplyText,
    row=Row.SHARED,
    person="template__owner",
    keep="staff",
    fields={
        "id": technical(),
        "template": technical(),
        "language": business(),
        "text": personal(
            "user.content",
            purposes=STAFF,
            erase=Erase.DELETE_ROW,
            log=Log.NO,
            portable=True,
            author=Author.STAFF,
        ),
    },
)
declare(
    Macro,
    row=Row.SHARED,
    person="owner",
    keep="staff",
    fields={
        **_prepared(),
        "template": link(),
        "note": business(),
        "status": business(),
        "priority": business(),
        "category": business(),
        "to_queue": business(),
        "assigns": business(),
        "assignee": personal(
            "user.unique_id", purposes=STAFF, erase=Erase.NULL, export=Export.NO, log=Log.NO, author=Author.STAFF
        ),
        "follow_up_days": business(),
    },
)
declare(
    MacroTag,
    row=Row.SHARED,
    person="macro__owner",
    keep="staff",
    fields={
        "id": technical(),
        "macro": technical(),
        "tag": personal(
            "user.content", purposes=STAFF, erase=Erase.DELETE_ROW, log=Log.NO, portable=True, author=Author.STAFF
        ),
        "takes_off": business(),
    },
)
declare(
    TimeToUndo,
    row=Row.SHARED,
    person="sender",
    keep="draft",
    since="until",
    fields={
        "id": technical(),
        "message": technical(),
        "sender": technical(),
        "until": personal(
            "user.behavior",
            purposes=STAFF,
            erase=Erase.DELETE_ROW,
            export=Export.NO,
            log=Log.NO,
            author=Author.SOFTWARE,
        ),
        "ticket_was": technical(),
        "version_after": technical(),
    },
)
declare(
    DraftFile,
    row=Row.SHARED,
    person=["draft__author", "draft__ticket__requester"],
    keep="draft",
    since="draft__saved_at",
    sender="draft__author",
    fields={
        "id": technical(),
        "draft": technical(),
        "file": personal("user.content", purposes=SUPPORT, erase=Erase.DELETE_ROW, author=Author.SENDER, store="files"),
    },
)
declare(
    WritingHabit,
    row=Row.SUBJECT,
    person="person",
    keep="staff",
    fields={
        "id": technical(),
        "person": technical(),
        "after_sending": personal("user.behavior", purposes=STAFF, erase=Erase.DELETE_ROW, log=Log.NO),
    },
)
