"""What the register of copies holds about the people they are of, while an archive waits and afterwards."""

from __future__ import annotations

from candor.kernel.registries.personal_data import (
    Author,
    Erase,
    Export,
    Log,
    Purpose,
    Row,
    declare,
    link,
    personal,
    technical,
)
from candor.privacy.models import Copy

ACCOUNTABLE = (Purpose.ACCOUNTABILITY,)


def declare_copies() -> None:
    """The archive is everything once more: it goes with its row, and is in no later copy."""
    noted = personal("user.behavior", purposes=ACCOUNTABLE, erase=Erase.DELETE_ROW, author=Author.SOFTWARE)
    software = ("id", "ref", "person", "language", "is_unmasked", "state", "until", "done", "total")
    declare(
        Copy,
        row=Row.SUBJECT,
        person="person",
        keep="request-file",
        since="asked_at",
        fields={
            **dict.fromkeys(software, technical()),
            "request": link(),
            "reason": personal("user.content", purposes=ACCOUNTABLE, erase=Erase.DELETE_ROW, author=Author.STAFF),
            "by": personal(
                "user.unique_id",
                purposes=ACCOUNTABLE,
                erase=Erase.NULL,
                export=Export.NO,
                log=Log.NO,
                author=Author.SOFTWARE,
            ),
            "file": personal(
                "user",
                purposes=ACCOUNTABLE,
                erase=Erase.DELETE_ROW,
                export=Export.NO,
                author=Author.SOFTWARE,
                store="files",
            ),
            **dict.fromkeys(("asked_at", "received_on", "made_at", "fetched_at"), noted),
        },
    )
