"""What licences hold about people: who holds one, which keys and machines are theirs, and what shall restore it.

A licence outlives its holder's data: its dates and its edition say nothing about anybody once no person stands in it.
Staff type its features, so a name may stand there: it goes, and the other features stay for whoever is restored.
Keys and machines of a person go; those of a company's licence are the company's, and name nobody.
"""

from __future__ import annotations

from candor.kernel.registries.personal_data import (
    Author,
    Column,
    Erase,
    Export,
    Log,
    Purpose,
    Recipient,
    Row,
    business,
    counts_from,
    declare,
    personal,
    technical,
)
from candor.licences.models import (
    Activation,
    EditionRule,
    Licence,
    LicenceEntry,
    LicenceKey,
    LicenceSettings,
    Restoration,
    SigningKey,
)

LICENSING = (Purpose.CONTRACT,)
RESTORING = (Purpose.RESTORATION,)


def _stays(category: str = "user.behavior.purchase_history") -> Column:
    """What is true of the licence, and of nobody once its holder is gone."""
    return personal(
        category, purposes=LICENSING, erase=Erase.KEEP_ANONYMOUS, portable=True, log=Log.NO, author=Author.STAFF
    )


def _goes(category: str, *, export: Export = Export.YES, author: Author = Author.STAFF) -> Column:
    """What goes with the person whose own licence it is."""
    return personal(
        category,
        purposes=LICENSING,
        erase=Erase.DELETE_ROW,
        export=export,
        portable=export is Export.YES,
        author=author,
        recipients=[Recipient.ORGANISATION],
    )


def _of_staff(purposes: tuple[Purpose, ...] = LICENSING) -> Column:
    return personal(
        "user.unique_id", purposes=purposes, erase=Erase.NULL, export=Export.NO, log=Log.NO, author=Author.SOFTWARE
    )


def _for_restoring(category: str, *, export: Export = Export.YES) -> Column:
    return personal(
        category, purposes=RESTORING, erase=Erase.DELETE_ROW, export=export, portable=export is Export.YES, log=Log.NO
    )


counts_from("customer", "licences.licence", person="person", at="issued_at")

declare(
    Licence,
    row=Row.SUBJECT,
    person="person",
    keep="customer",
    fields={
        **{name: technical() for name in ("id", "ref", "number", "edition", "organisation", "is_named", "version")},
        **{name: technical() for name in ("revision", "first_accepted", "submission_key", "activation_limit")},
        "person": personal("user.unique_id", purposes=LICENSING, erase=Erase.NULL, export=Export.NO, log=Log.NO),
        **{name: _stays() for name in ("seats", "expires_on", "maintenance_until", "issued_at")},
        **{name: _stays() for name in ("revoked_at", "revoke_reason", "activations")},
        "features": personal(
            "user.behavior.purchase_history",
            purposes=LICENSING,
            erase=Erase.REDACT_SPANS,
            portable=True,
            log=Log.NO,
            author=Author.STAFF,
        ),
    },
)
declare(
    LicenceKey,
    row=Row.SUBJECT,
    person="holder",
    keep="customer",
    fields={
        **{name: technical() for name in ("id", "licence", "revision", "holder")},
        "text": _goes("user.account"),
        "issued_at": _goes("user.behavior.purchase_history"),
    },
)
declare(
    LicenceEntry,
    row=Row.SUBJECT,
    person="licence__person",
    keep="customer",
    fields={
        **{name: technical() for name in ("id", "licence", "revision")},
        **{name: _stays("user.behavior") for name in ("kind", "at")},
        "by": _of_staff(),
    },
)
declare(
    Activation,
    row=Row.SUBJECT,
    person="holder",
    keep="customer",
    fields={
        **{name: technical() for name in ("id", "ref", "licence", "holder")},
        "machine": _goes("user.device.device_id", export=Export.NO, author=Author.SOFTWARE),
        "label": _goes("user.device", author=Author.SUBJECT),
        **{
            name: _goes("user.device", author=Author.SOFTWARE) for name in ("activated_at", "renewed_at", "valid_until")
        },
        **{name: _goes("user.device", author=Author.SOFTWARE) for name in ("ended_at", "ended_by")},
    },
)
declare(
    Restoration,
    row=Row.SUBJECT,
    person="person",
    keep="customer",
    fields={
        **{name: technical() for name in ("id", "ref", "licence", "person", "digest")},
        "name": _for_restoring("user.name"),
        "email": _for_restoring("user.contact.email"),
        "key": _for_restoring("user.account"),
        **{name: _for_restoring("user.privacy_preferences") for name in ("restore_by", "until", "chosen_at")},
        "ended_at": _for_restoring("user.privacy_preferences"),
        "chosen_by": _of_staff(RESTORING),
    },
)
declare(
    LicenceSettings,
    row=Row.NOBODY,
    fields={
        **{name: technical() for name in ("id", "version")},
        **{name: business() for name in ("shown_from_seats", "days_valid")},
    },
)
declare(
    EditionRule,
    row=Row.NOBODY,
    fields={**{name: technical() for name in ("id", "edition")}, "shows": business()},
)
declare(
    SigningKey,
    row=Row.NOBODY,
    fields={
        **{name: technical() for name in ("id", "key_id")},
        **{name: business() for name in ("public_key", "made_at", "retired_at")},
    },
)
