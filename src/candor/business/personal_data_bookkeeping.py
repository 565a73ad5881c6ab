"""What the export to DATEV keeps: whose books and accounts, and who took bookings along when, and why."""

from __future__ import annotations

from candor.business.models import BookkeepingExport, BookkeepingSettings, DebtorAccount
from candor.kernel.registries.personal_data import (
    Author,
    Erase,
    Export,
    Log,
    Purpose,
    Row,
    business,
    declare,
    personal,
    technical,
)

SAID = ("adviser", "client", "chart", "account_length", "year_begins", "accounts")


def declare_bookkeeping() -> None:
    declare(
        BookkeepingSettings,
        row=Row.NOBODY,
        fields={
            **dict.fromkeys(("id", "version"), technical()),
            **dict.fromkeys(SAID, business()),
        },
    )
    declare(
        DebtorAccount,
        row=Row.SUBJECT,
        person="person",
        keep="customer",
        fields={
            **dict.fromkeys(("id", "person", "organisation"), technical()),
            "number": personal(
                "user.unique_id",
                purposes=(Purpose.CONTRACT, Purpose.LEGAL_DUTY),
                erase=Erase.DELETE_ROW,
                author=Author.STAFF,
            ),
            "set_at": personal(
                "user.behavior",
                purposes=(Purpose.CONTRACT, Purpose.LEGAL_DUTY),
                erase=Erase.DELETE_ROW,
                log=Log.NO,
                author=Author.SOFTWARE,
            ),
            "by": personal(
                "user.unique_id",
                purposes=(Purpose.LEGAL_DUTY,),
                erase=Erase.NULL,
                export=Export.NO,
                log=Log.NO,
                author=Author.SOFTWARE,
            ),
        },
    )
    declare(
        BookkeepingExport,
        row=Row.MENTION,
        person="by",
        keep="staff",
        fields={
            **dict.fromkeys(("id", "ref"), technical()),
            **dict.fromkeys(("since", "until", "reason", "entries", "made_at"), business()),
            "by": personal(
                "user.unique_id",
                purposes=(Purpose.LEGAL_DUTY,),
                erase=Erase.NULL,
                export=Export.NO,
                log=Log.NO,
                author=Author.SOFTWARE,
            ),
        },
    )
