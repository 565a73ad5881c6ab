"""What people say is wrong about themselves, and what was answered: part of the request file."""

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
    personal,
    technical,
)
from candor.privacy.models import Contest

ACCOUNTABLE = (Purpose.ACCOUNTABILITY,)


def declare_contests() -> None:
    """The words stay with the request under lock, and go with it."""
    theirs = personal("user.content", purposes=ACCOUNTABLE, erase=Erase.KEEP_LOCKED, author=Author.SUBJECT)
    ours = personal("user.content", purposes=ACCOUNTABLE, erase=Erase.KEEP_LOCKED, author=Author.STAFF)
    noted = personal(
        "user.behavior", purposes=ACCOUNTABLE, erase=Erase.KEEP_ANONYMOUS, log=Log.NO, author=Author.STAFF
    )  # fmt: skip
    declare(
        Contest,
        row=Row.MENTION,
        person=by_number("request__subject_number"),
        keep="request-file",
        since="request__answered_at",
        fields={
            **dict.fromkeys(("id", "ref", "request", "place", "key"), technical()),
            **dict.fromkeys(("wrong", "should", "wished"), theirs),
            **dict.fromkeys(("what", "answer", "written"), ours),
            **dict.fromkeys(("outcome", "decided_at"), noted),
            "decided_by": personal(
                "user.unique_id",
                purposes=ACCOUNTABLE,
                erase=Erase.NULL,
                export=Export.NO,
                log=Log.NO,
                author=Author.SOFTWARE,
            ),
        },
    )
