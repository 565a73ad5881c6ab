"""Drafts that nobody would think of, by us in many guises: what a whole invoice begins with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from candor.business.actions.drafts import BuyerData, Content
from candor.business.rules.invoices import Line
from candor.business.rules.xrechnung import Form
from candor.business.tests.papers.made_up import COUNTRIES, LINES, OFF, WORDS, vat_id_of

DAYS = st.dates(date(2020, 1, 1), date(2026, 11, 1))
PUBLIC = "04011000-12345-03"


@dataclass(frozen=True, slots=True)
class MadeUp:
    """Who we are, and what we write to whom; whether a part of it is corrected afterwards."""

    us: dict[str, Any]
    content: Content
    is_corrected: bool


@st.composite
def drafts(draw: Any) -> MadeUp:
    """Most of them may be issued; what may not is refused, and counted as that."""
    country, has_vat_id = draw(COUNTRIES), draw(st.booleans())
    us = {
        "legal_name": "Lindwurm Software GmbH", "lines": "Kai 1", "postcode": "24103", "city": "Kiel", "country": "DE",
        "vat_id": "DE136695976", "tax_number": draw(st.sampled_from(["12/345/67890", ""])),
        "register": draw(st.sampled_from(["", "HRB 1234 Kiel"])), "contact": "Clara Wolff",
        "phone": "+49 431 5550100", "email": "billing@lindwurm.example",
        "iban": draw(st.sampled_from(["", "DE89370400440532013000"])), "small_business": draw(st.booleans()),
        "one_stop_shop": draw(st.booleans()), "public_form": draw(st.sampled_from([Form.UBL, Form.CII])),
    }  # fmt: skip
    lines = draw(st.lists(LINES, min_size=1, max_size=8))
    if draw(st.integers(0, 9)):  # mostly no more than one kind of supply, which may stand together wherever it goes
        lines = [Line(one.text, abs(one.quantity), one.price, one.unit, one.discount, lines[0].tax) for one in lines]
    first, off = draw(DAYS), draw(OFF)
    content = Content(
        BuyerData(
            draw(WORDS), country, draw(WORDS), "24103", draw(WORDS), vat_id_of(country) if has_vat_id else "",
            "rechnung@kiel.example", draw(st.sampled_from(["", PUBLIC, PUBLIC])),
        ),
        lines,
        first,
        supplied_until=draw(st.sampled_from([None, first, first + timedelta(30)])),
        currency=draw(st.sampled_from(["EUR", "EUR", "CHF", "JPY"])),
        language=draw(st.sampled_from(["de", "en"])),
        payment_days=draw(st.integers(0, 90)),
        order_reference=draw(st.one_of(st.just(""), WORDS)),
        note=draw(st.one_of(st.just(""), WORDS)),
        electronic=draw(st.sampled_from(["", "", *Form])),
        discount=off.percent,
        reduction=off.amount,
    )  # fmt: skip
    return MadeUp(us, content, draw(st.integers(0, 3)) == 0)
