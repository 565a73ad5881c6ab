"""What telling customers of letters holds about them."""

from __future__ import annotations

from candor.helpdesk.models import LetterSettings, UnreadLetter
from candor.kernel.registries.personal_data import Erase, Log, Purpose, Row, declare, last_known_of, personal, technical

declare(
    UnreadLetter,
    row=Row.SUBJECT,
    person="person",
    keep="case",
    since=last_known_of("ticket__solved_at", "ticket__closed_at"),
    fields={
        "id": technical(),
        "person": technical(),
        "ticket": technical(),
        "message": personal("user.behavior", purposes=[Purpose.SUPPORT], erase=Erase.DELETE_ROW, log=Log.NO),
        "mail_at": technical(),
    },
)
declare(
    LetterSettings,
    row=Row.SUBJECT,
    person="person",
    keep="customer",
    fields={
        "id": technical(),
        "person": technical(),
        **dict.fromkeys(
            ("answers", "colleagues"),
            personal("user.settings", purposes=[Purpose.SUPPORT], erase=Erase.DELETE_ROW, log=Log.NO),
        ),
    },
)
