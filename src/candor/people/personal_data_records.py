"""What is held about people by keeping the records in order: merges and what can be taken back."""

from __future__ import annotations

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
    personal,
    technical,
)
from candor.people.models import (
    Activity,
    Import,
    ImportedRow,
    MatchKey,
    Merge,
    OrganisationPair,
    PersonPair,
    Remembered,
)

CONTACT = (Purpose.SUPPORT, Purpose.CONTRACT)


def _of_staff() -> Column:
    """Who of us did it."""
    return personal(
        "user.unique_id", purposes=CONTACT, erase=Erase.NULL, export=Export.NO, log=Log.NO, author=Author.SOFTWARE
    )


def stored_in(store: str) -> Column:
    """The key of a file that holds what others told us about people."""
    return personal(
        "user", purposes=CONTACT, erase=Erase.NULL, export=Export.NO, author=Author.OTHER, store=store
    )  # fmt: skip


def _as_it_was() -> Column:
    """Values as they stood before a merge: copies of what the person's own tables hold and export."""
    return personal("user", purposes=CONTACT, erase=Erase.DELETE_ROW, export=Export.NO, log=Log.NO)


def declare_records() -> None:
    _declare_merges()
    _declare_duplicates()
    _declare_activities()
    _declare_imports()


def _declare_duplicates() -> None:
    declare(
        MatchKey,
        row=Row.SUBJECT,
        person="person",
        keep="customer",
        fields={
            "id": technical(),
            "person": technical(),
            "organisation": technical(),
            "key": _as_it_was(),
        },
    )
    pair = {name: technical() for name in ("id", "ref", "first", "second", "found_at", "dismissed_at")}
    guess = personal(
        "user", purposes=CONTACT, erase=Erase.DELETE_ROW, export=Export.NO, log=Log.NO, author=Author.SOFTWARE
    )
    declare(PersonPair, row=Row.SHARED, person=["first", "second"], keep="customer", fields={**pair, "reason": guess})
    declare(OrganisationPair, row=Row.NOBODY, fields={**pair, "reason": business()})


def _declare_imports() -> None:
    of_our_work = [
        "encoding",
        "delimiter",
        "headings",
        "columns",
        "on_known",
        "language",
        "state",
        "rows",
        "position",
        "undo_position",
        "created",
        "updated",
        "same",
        "faulty",
        "removed",
        "kept",
        "becomes",
        "suppressed",
        "source_name",
        "received_on",
        "basis",
        "created_at",
        "undo_until",
    ]
    declare(
        Import,
        row=Row.SHARED,
        person="outcomes__person",
        keep="customer",
        since="created_at",
        sender="by",
        fields={
            "id": technical(),
            "ref": technical(),
            "file": stored_in("files"),
            "error_file": stored_in("files"),
            "name": personal(
                "user.content", purposes=CONTACT, erase=Erase.REDACT_SPANS, export=Export.NO, author=Author.STAFF
            ),
            "by": _of_staff(),
            **{name: business() for name in of_our_work},
        },
    )
    said = personal("user", purposes=CONTACT, erase=Erase.DELETE_ROW, author=Author.OTHER)
    declare(
        ImportedRow,
        row=Row.SUBJECT,
        person="person",
        keep="customer",
        fields={
            "id": technical(),
            "source": said,
            "number": technical(),
            "outcome": technical(),
            "fault": technical(),
            "person": technical(),
            "organisation": technical(),
            "at": personal("user.behavior", purposes=CONTACT, erase=Erase.DELETE_ROW, author=Author.SOFTWARE),
        },
    )


def _declare_activities() -> None:
    noted = personal("user.behavior", purposes=CONTACT, erase=Erase.DELETE_ROW, author=Author.STAFF)
    declare(
        Activity,
        row=Row.SUBJECT,
        person="person",
        keep="customer",
        fields={
            "id": technical(),
            "ref": technical(),
            "person": technical(),
            "organisation": technical(),
            "kind": noted,
            "text": personal("user.content", purposes=CONTACT, erase=Erase.DELETE_ROW, author=Author.STAFF),
            "happened_at": noted,
            "by": _of_staff(),
            "created_at": technical(),
        },
    )


def _declare_merges() -> None:
    declare(
        Merge,
        row=Row.SUBJECT,
        person=["person", "former_person"],
        keep="customer",
        fields={
            "id": technical(),
            "ref": technical(),
            "person": technical(),
            "former_person": technical(),
            "organisation": technical(),
            "former_organisation": technical(),
            "state": technical(),
            "by": _of_staff(),
            "begun_at": personal("user.behavior", purposes=CONTACT, erase=Erase.DELETE_ROW, author=Author.SOFTWARE),
            "undo_until": technical(),
            "moved": technical(),
            "kept": technical(),
        },
    )
    declare(
        Remembered,
        row=Row.SUBJECT,
        person=["merge__person", "merge__former_person"],
        keep="customer",
        fields={
            "id": technical(),
            "merge": technical(),
            "deed": technical(),
            "label": technical(),
            "row_id": technical(),
            "before": _as_it_was(),
            "after": _as_it_was(),
        },
    )
