"""What the runs of the retention rules hold about people: who confirmed them, and who was told of their deletion."""

from __future__ import annotations

from candor.kernel.registries.personal_data import (
    Author,
    Erase,
    Export,
    Log,
    Purpose,
    Row,
    business,
    by_object,
    declare,
    leads_also,
    personal,
    technical,
)
from candor.privacy.models import InactivityNotice, RetentionLine, RetentionMark, RetentionRun, RetentionSettings

ACCOUNTABLE = (Purpose.ACCOUNTABILITY,)


def declare_retention() -> None:
    of_staff = personal(
        "user.unique_id", purposes=ACCOUNTABLE, erase=Erase.NULL, export=Export.NO, log=Log.NO, author=Author.SOFTWARE
    )  # fmt: skip
    software = ("id", "ref", "state", "is_dry", "as_of", "rules", "brake", "share", "floor", "tombstone")
    moments = ("asked_at", "counted_at", "confirmed_at", "begun_at", "finished_at")
    declare(
        RetentionRun,
        row=Row.MENTION,
        person=["asked_by", "confirmed_by"],
        keep="audit",
        since="asked_at",
        fields={**dict.fromkeys((*software, *moments), technical()), "asked_by": of_staff, "confirmed_by": of_staff},
    )
    figures = ("is_counted", "is_done", "position", "total", "over", "going", "kept", "rows", "samples", "done")
    declare(
        RetentionLine,
        row=Row.NOBODY,
        fields=dict.fromkeys(("id", "run", "key", "kind", *figures, "done_rows"), technical()),
    )
    declare(RetentionMark, row=Row.NOBODY, fields=dict.fromkeys(("id", "kind", "number", "began_on"), technical()))
    declare(
        RetentionSettings,
        row=Row.NOBODY,
        fields={
            **dict.fromkeys(("id", "version"), technical()),
            **dict.fromkeys(("share", "floor", "days_before", "erases_untold"), business()),
        },
    )
    noted = personal("user.behavior", purposes=ACCOUNTABLE, erase=Erase.DELETE_ROW, author=Author.SOFTWARE)
    declare(
        InactivityNotice,
        row=Row.SUBJECT,
        person="person",
        keep="customer",
        fields={
            **dict.fromkeys(("id", "person"), technical()),
            **dict.fromkeys(("last_sign_on", "told_at", "noted_at"), noted),
        },
    )
    leads_also("mail.outboxmessage", by_object("about_kind", "about_id", to="privacy.inactivitynotice"))
    leads_also(
        "mail.outboxattachment", by_object("message__about_kind", "message__about_id", to="privacy.inactivitynotice")
    )
