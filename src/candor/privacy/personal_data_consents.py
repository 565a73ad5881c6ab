"""The ledger of consents: what shows that somebody agreed, and that it ended when they took it back."""

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
from candor.privacy.models import ConsentEvent, ConsentText

SHOWING = (Purpose.ACCOUNTABILITY,)


def declare_consents() -> None:
    """The words are the house's own and name nobody. The lines go with their person: nothing is sent any more then."""
    declare(
        ConsentText,
        row=Row.NOBODY,
        fields=dict.fromkeys(("id", "digest", "language", "text", "first_shown_at"), technical()),
    )
    noted = personal(
        "user.privacy_preferences", purposes=SHOWING, erase=Erase.DELETE_ROW, log=Log.NO, author=Author.SOFTWARE
    )
    declare(
        ConsentEvent,
        row=Row.SUBJECT,
        person="person",
        keep="customer",
        fields={
            **{name: technical() for name in ("id", "ref", "person")},
            "address": personal("user.contact.email", purposes=SHOWING, erase=Erase.DELETE_ROW),
            "topic": personal(
                "user.privacy_preferences", purposes=SHOWING, erase=Erase.DELETE_ROW, export=Export.NO, log=Log.NO
            ),
            **dict.fromkeys(("deed", "way", "text", "notice_version", "reference", "asked_at", "at"), noted),
        },
    )
