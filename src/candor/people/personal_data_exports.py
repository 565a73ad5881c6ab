"""What is held about people by handing lists out: who took which kind of list, and why."""

from __future__ import annotations

from candor.kernel.registries.personal_data import (
    Author,
    Erase,
    Export,
    Log,
    Purpose,
    Row,
    declare,
    personal,
    technical,
)
from candor.people import models
from candor.people.personal_data_records import stored_in

ACCOUNTABLE = (Purpose.ACCOUNTABILITY,)


def declare_exports() -> None:
    """The file itself is a copy of many people's data; it is gone a day after it was made, whatever happens."""
    of_staff = personal(
        "user.unique_id", purposes=ACCOUNTABLE, erase=Erase.NULL, export=Export.NO, log=Log.NO, author=Author.SOFTWARE
    )  # fmt: skip
    words = personal("user.content", purposes=ACCOUNTABLE, erase=Erase.REDACT_SPANS, author=Author.STAFF)
    when = personal("user.behavior", purposes=ACCOUNTABLE, erase=Erase.KEEP_ANONYMOUS, author=Author.SOFTWARE)
    software = ("id", "ref", "kind", "file_format", "columns", "language", "state", "choice", "until", "rows", "total")
    declare(
        models.Export,
        row=Row.MENTION,
        person="by",
        keep="access-log",
        sender="by",
        fields={
            **dict.fromkeys(software, technical()),
            "typed": words,
            "choice_words": words,
            "reason": words,
            "by": of_staff,
            "file": stored_in("files"),
            "asked_at": when,
        },
    )
