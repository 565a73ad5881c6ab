"""How requests came in: what looked like one, who showed what of themselves, what we wrote. All on file."""

from __future__ import annotations

from candor.kernel.registries.personal_data import (
    Author,
    Column,
    Erase,
    Export,
    Log,
    Purpose,
    Recipient,
    Row,
    by_address,
    by_number,
    declare,
    personal,
    technical,
)
from candor.privacy.models import IdentityCheck, PaperLetter, RequestLetter, RequestSign

ACCOUNTABLE = (Purpose.ACCOUNTABILITY,)


def declare_channels() -> None:
    """What stands in the request file stays under lock when the person is erased; a sign goes with them."""
    somebody_else = personal(
        "user.unique_id", purposes=ACCOUNTABLE, erase=Erase.NULL, export=Export.NO, log=Log.NO, author=Author.SOFTWARE
    )  # fmt: skip
    number = personal(
        "user.unique_id.pseudonymous",
        purposes=ACCOUNTABLE,
        erase=Erase.KEEP_ANONYMOUS,
        log=Log.NO,
        author=Author.SOFTWARE,
    )
    going = personal("user.behavior", purposes=ACCOUNTABLE, erase=Erase.DELETE_ROW, author=Author.SOFTWARE)
    declare(
        RequestSign,
        row=Row.SUBJECT,
        person="person",
        keep="request-file",
        since="arrived_at",
        fields={
            **dict.fromkeys(("id", "ref", "about_kind", "about_id", "person", "request"), technical()),
            **dict.fromkeys(("kind", "arrived_at", "dismissed_at"), going),
            "settled_by": somebody_else,
        },
    )
    declare(
        IdentityCheck,
        row=Row.MENTION,
        person=(by_number("subject_number"), by_address("place")),
        keep="request-file",
        since="request__answered_at",
        fields={
            **dict.fromkeys(("id", "ref", "request"), technical()),
            "subject_number": number,
            "place": _on_file("user.contact"),
            "note": _on_file("user.content"),
            **dict.fromkeys(("way", "at", "passed_at", "failed_at"), _noted()),
            "by": somebody_else,
        },
    )
    declare(
        RequestLetter,
        row=Row.MENTION,
        person=(by_number("subject_number"), by_address("to_address")),
        keep="request-file",
        since="request__answered_at",
        fields={
            **dict.fromkeys(("id", "request", "outbox", "template", "language"), technical()),
            "subject_number": number,
            "to_address": _on_file("user.contact.email"),
            **dict.fromkeys(("subject", "text"), _on_file("user.content")),
            **dict.fromkeys(("queued_at", "state", "settled_at"), _noted()),
        },
    )


def declare_paper_letters() -> None:
    """Letters by post stand in the request file with the address that was printed on them."""
    somebody_else = personal(
        "user.unique_id", purposes=ACCOUNTABLE, erase=Erase.NULL, export=Export.NO, log=Log.NO, author=Author.SOFTWARE
    )  # fmt: skip
    declare(
        PaperLetter,
        row=Row.MENTION,
        person=by_number("request__subject_number"),
        keep="request-file",
        since="request__answered_at",
        fields={
            **dict.fromkeys(("id", "ref", "request", "template", "language", "version"), technical()),
            "address": _on_paper("user.contact.address"),
            **dict.fromkeys(("subject", "text", "enclosures", "unsent_because"), _on_paper("user.content")),
            **dict.fromkeys(("written_at", "posted_on", "settled_at"), _noted()),
            **dict.fromkeys(("written_by", "settled_by"), somebody_else),
        },
    )


def _on_paper(category: str) -> Column:
    """What stands in the request file under lock, and leaves the house in an envelope."""
    return personal(category, purposes=ACCOUNTABLE, erase=Erase.KEEP_LOCKED, author=Author.STAFF)


def _on_file(category: str) -> Column:
    """What stands in the request file under lock."""
    return personal(
        category,
        purposes=ACCOUNTABLE,
        erase=Erase.KEEP_LOCKED,
        author=Author.STAFF,
        recipients=[Recipient.MAIL_SERVER],
    )


def _noted() -> Column:
    return personal(
        "user.behavior", purposes=ACCOUNTABLE, erase=Erase.KEEP_ANONYMOUS, log=Log.NO, author=Author.SOFTWARE
    )
