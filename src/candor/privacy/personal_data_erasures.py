"""What erasures themselves hold about the people they are about, while they run and afterwards."""

from __future__ import annotations

from candor.kernel.registries.personal_data import (
    Author,
    Erase,
    Export,
    Log,
    Purpose,
    Row,
    by_number,
    declare,
    link,
    personal,
    technical,
)
from candor.privacy.models import Erasure, ErasurePiece

ACCOUNTABLE = (Purpose.ACCOUNTABILITY,)


def declare_erasures() -> None:
    """The number points to nobody once the person's row is gone; what they are sought by is emptied at the end."""
    of_staff = personal(
        "user.unique_id", purposes=ACCOUNTABLE, erase=Erase.NULL, export=Export.NO, log=Log.NO, author=Author.SOFTWARE
    )  # fmt: skip
    moment = personal("user.behavior", purposes=ACCOUNTABLE, erase=Erase.KEEP_ANONYMOUS, author=Author.SOFTWARE)
    number = personal(
        "user.unique_id.pseudonymous",
        purposes=ACCOUNTABLE,
        erase=Erase.KEEP_ANONYMOUS,
        log=Log.NO,
        author=Author.SOFTWARE,
    )
    software = (
        *("id", "ref", "state", "trouble", "rounds", "plan_hash", "map_version", "counts", "kept", "tombstone"),
        *("again_on", "goes_on_in", "replayed", "is_preview"),
        *("holder", "leased_until"),
    )
    declare(
        Erasure,
        row=Row.MENTION,
        person=by_number("subject_number"),
        keep="request-file",
        since="done_at",
        fields={
            **dict.fromkeys(software, technical()),
            "request": link(),
            "subject_number": number,
            "subject_ref": number,
            "right": moment,
            "received_on": moment,
            "reason": personal(
                "user.content", purposes=ACCOUNTABLE, erase=Erase.KEEP_LOCKED, export=Export.NO, author=Author.STAFF
            ),
            "sought": personal(
                "user.contact",
                purposes=ACCOUNTABLE,
                erase=Erase.NULL,
                export=Export.NEVER,
                log=Log.NO,
                author=Author.SOFTWARE,
            ),
            "planned_by": of_staff,
            "confirmed_by": of_staff,
            **dict.fromkeys(("planned_at", "confirmed_at", "begun_at", "done_at"), moment),
            # It says what stays in the words of the recorded grounds. Whoever it is about is handed the file itself.
            "certificate": personal(
                "user.content", purposes=ACCOUNTABLE, erase=Erase.KEEP_LOCKED, export=Export.NO, author=Author.SOFTWARE
            ),
        },
    )
    # A list of what the software has to do, by the numbers of rows. It is gone when the erasure is done.
    declare(
        ErasurePiece,
        row=Row.MENTION,
        person=by_number("erasure__subject_number"),
        keep="with-owner",
        fields={
            **dict.fromkeys(
                (
                    *("id", "erasure", "phase", "store", "place", "field", "doing", "stays"),
                    *("keeps", "ground", "until", "review", "source"),
                ),
                technical(),
            ),
            "key": personal(
                "user.unique_id.pseudonymous",
                purposes=ACCOUNTABLE,
                erase=Erase.DELETE_ROW,
                export=Export.NEVER,
                log=Log.NO,
                author=Author.SOFTWARE,
            ),
            "state": technical(),
        },
    )
