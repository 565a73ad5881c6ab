"""What VIES told about the VAT numbers of organisations. As the organisation's own facts they are about nobody; the
number of somebody who trades alone goes out as theirs, which the page of the setting says before it is switched on.
"""

from __future__ import annotations

from candor.business.models import VatCheck, VatCheckSettings
from candor.kernel.registries.personal_data import Recipient, Row, business, declare, technical


def declare_vat_checks() -> None:
    declare(VatCheckSettings, row=Row.NOBODY, fields=dict.fromkeys(("id", "is_on"), technical()))
    declare(
        VatCheck,
        row=Row.NOBODY,
        fields={
            **dict.fromkeys(
                ("id", "organisation", "state", "tries", "next_at", "answered_at", "request_id"), technical()
            ),
            "number": business(recipients=[Recipient.VIES]),
            **dict.fromkeys(("name", "address"), business()),
        },
    )
