"""The proof of who was told of a change of the notice or the terms. It goes with its person, at the latest."""

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
from candor.privacy.models import Announcement, ToldClient, ToldPerson

ACCOUNTABLE = (Purpose.ACCOUNTABILITY,)


def declare_announcements() -> None:
    """What was announced is the house's; who was told by whom is somebody's."""
    somebody_else = personal(
        "user.unique_id", purposes=ACCOUNTABLE, erase=Erase.NULL, export=Export.NO, log=Log.NO, author=Author.SOFTWARE
    )  # fmt: skip
    proof = personal("user.behavior", purposes=ACCOUNTABLE, erase=Erase.DELETE_ROW, author=Author.SOFTWARE)
    declare(
        Announcement,
        row=Row.MENTION,
        person="by",
        keep="request-file",
        since="begun_at",
        fields={
            **dict.fromkeys(("id", "ref", "told_up_to", "clients_up_to", "begun_at", "ended_at"), technical()),
            **dict.fromkeys(("kind", "number", "asks_anew", "banner_until"), business()),
            "by": somebody_else,
        },
    )
    declare(
        ToldPerson,
        row=Row.SUBJECT,
        person="person",
        keep="customer",
        fields={
            **dict.fromkeys(("id", "ref", "announcement", "person"), technical()),
            **dict.fromkeys(("reached", "taken_at", "settled_at", "seen_at", "told_on"), proof),
            "told_how": personal(
                "user.behavior", purposes=ACCOUNTABLE, erase=Erase.DELETE_ROW, log=Log.NO, author=Author.STAFF
            ),
            "told_by": somebody_else,
        },
    )
    declare(
        ToldClient,
        row=Row.MENTION,
        person="noted_by",
        keep="request-file",
        since="asked_at",
        fields={
            **dict.fromkeys(("id", "ref", "announcement", "organisation", "asked_at", "noted_at"), technical()),
            **dict.fromkeys(("reached", "passed_on_on"), business()),
            "noted_by": somebody_else,
        },
    )
    for told in ("privacy.toldperson", "privacy.toldclient"):
        leads_also("mail.outboxmessage", by_object("about_kind", "about_id", to=told))
        leads_also("mail.outboxattachment", by_object("message__about_kind", "message__about_id", to=told))
