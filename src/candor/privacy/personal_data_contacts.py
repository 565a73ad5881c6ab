"""What is kept of a request beside its plan: the company that was asked for another contact, the grounds recorded."""

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
from candor.privacy.models import CompellingGround, Replacement

ACCOUNTABLE = (Purpose.ACCOUNTABILITY,)


def declare_contacts() -> None:
    """Whose request it is, is known by the request's number alone. Words of the ground are the answer that they got."""
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
    moment = personal("user.behavior", purposes=ACCOUNTABLE, erase=Erase.KEEP_ANONYMOUS, author=Author.SOFTWARE)
    declare(
        Replacement,
        row=Row.MENTION,
        person=by_number("subject_number"),
        keep="request-file",
        since="erasure__done_at",
        fields={
            "subject_number": number,
            **dict.fromkeys(("id", "ref", "erasure", "organisation", "asked_how"), technical()),
            **dict.fromkeys(("begun_at", "answer_by", "asked_at", "named_at"), moment),
            **dict.fromkeys(("asked", "asked_by", "named", "named_by"), somebody_else),
        },
    )
    declare(
        CompellingGround,
        row=Row.MENTION,
        person=by_number("subject_number"),
        keep="request-file",
        since="erasure__done_at",
        fields={
            "subject_number": number,
            **dict.fromkeys(("id", "ref", "erasure", "items"), technical()),
            "text": personal(
                "user.content", purposes=ACCOUNTABLE, erase=Erase.KEEP_LOCKED, export=Export.NO, author=Author.STAFF
            ),
            "recorded_by": somebody_else,
            "recorded_at": moment,
        },
    )
