"""Invoices that nobody would think of: hypothesis makes them up, of all kinds of tax, currencies and amounts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from candor.business.papers.facts import PaperFacts, PaperLine, PaperTax, Party
from candor.business.rules.amounts import NOTHING_OFF, Off, rounded, totals_of
from candor.business.rules.invoices import UNITS, Deal, Line, Obstacle, items_of, obstacles
from candor.business.rules.vat import VATEX, Buyer, RateKind, Reason, Seller, Supply

DAY = date(2026, 11, 22)
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=20)
COUNTRIES = st.sampled_from(["DE", "DE", "DE", "AT", "FR", "GR", "CH", "US", "JP"])
LINES = st.builds(
    Line,
    text=st.lists(WORDS, min_size=1, max_size=3).map("\n".join),
    quantity=st.decimals(-100, 5_000, places=4),
    price=st.decimals(0, 90_000, places=4),
    unit=st.sampled_from(UNITS),
    discount=st.one_of(st.just(Decimal(0)), st.decimals(0, 100, places=2)),
    tax=st.sampled_from(
        [f"{supply}-{kind}" for supply in Supply for kind in RateKind if kind != RateKind.REDUCED]
        + ["service-reduced", "goods-reduced"]
    ),
)
SOMETIMES_REDUCED = st.builds(
    lambda line, off: (
        replace(line, discount=Decimal(0), reduction=off) if off <= abs(line.quantity * line.price) else line
    ),
    LINES,
    st.sampled_from([Decimal(1), Decimal("12.34"), Decimal("0.125")]),
)
OFF = st.one_of(
    st.just(NOTHING_OFF),
    st.builds(Off, st.decimals(0, 100, places=2)),
    st.builds(Off, st.just(Decimal(0)), st.decimals(0, 40_000, places=2)),
)
"""Discounts on the whole."""


def vat_id_of(country: str) -> str:
    """Greece's begin otherwise than its code."""
    return f"{'EL' if country == 'GR' else country}123456789"


@st.composite
def papers(draw: Any) -> PaperFacts:
    """One that could be issued: what `obstacles` refuses is not made."""
    has_vat_id, is_small = draw(st.booleans()), draw(st.booleans())
    us = {
        "legal_name": "Lindwurm Software GmbH", "lines": "Kai 1", "postcode": "24103", "city": "Kiel", "country": "DE",
        "vat_id": draw(st.sampled_from(["DE136695976", "DE136695976", ""])),
        "tax_number": draw(st.sampled_from(["12/345/67890", ""])),
    }  # fmt: skip
    country = draw(COUNTRIES)
    deal = Deal(Seller("DE", is_small, draw(st.booleans())), Buyer(country, has_vat_id, has_vat_id), DAY)
    lines, currency = (
        draw(st.lists(st.one_of(LINES, SOMETIMES_REDUCED), min_size=1, max_size=8)),
        draw(st.sampled_from(["EUR", "CHF", "JPY"])),
    )
    off = draw(OFF)
    items = items_of(lines, deal)
    totals = totals_of(items, currency, off)
    hindering = obstacles(totals, us, has_vat_id=has_vat_id, has_address=True)
    if Obstacle.MIXED in hindering:
        lines = lines[:1]
        items = items_of(lines, deal)
        totals = totals_of(items, currency, off)
    if Obstacle.NEGATIVE in obstacles(totals, us, has_vat_id=has_vat_id, has_address=True):
        lines = [replace(line, quantity=abs(line.quantity)) for line in lines]
        items = items_of(lines, deal)
        totals = totals_of(items, currency, off)
    if Obstacle.SELLER_VAT_ID in hindering or Obstacle.NO_TAX_NUMBER in hindering:
        us["vat_id"] = "DE136695976"
    is_correction, period = draw(st.booleans()), draw(st.sampled_from([None, 0, 30]))
    return PaperFacts(
        number=f"RE-2026-{draw(st.integers(1, 99_999)):04}",
        is_correction=is_correction,
        issued_on=DAY,
        due_on=DAY + timedelta(draw(st.integers(0, 90))),
        currency=currency,
        language=draw(st.sampled_from(["de", "en"])),
        seller=Party(
            us["legal_name"], "DE", us["lines"], us["postcode"], us["city"], us["vat_id"],
            tax_number=us["tax_number"], register=draw(st.sampled_from(["", "HRB 1234 Kiel"])),
            iban=draw(st.sampled_from(["", "DE89370400440532013000"])), email="billing@lindwurm.example",
            contact=draw(st.sampled_from(["", "Clara Wolff"])), phone=draw(st.sampled_from(["", "+49 431 5550100"])),
        ),
        buyer=Party(
            draw(WORDS), country, draw(WORDS), "24103", draw(WORDS), vat_id_of(country) if has_vat_id else "",
            email=draw(st.sampled_from(["", "kim@nordlicht.example"])),
        ),
        lines=tuple(
            PaperLine(
                line.text, line.quantity, line.unit, line.price, line.discount, item.tax.category, item.tax.percent,
                amount.net, rounded(line.reduction, currency),
            )
            for line, item, amount in zip(lines, items, totals.lines, strict=True)
        ),
        taxes=tuple(
            PaperTax(
                group.rate.category, group.rate.percent, group.net, group.tax, str(group.rate.reason),
                VATEX.get(Reason(group.rate.reason), "") if group.rate.reason else "", group.allowance,
            )
            for group in totals.groups
        ),
        net=totals.net,
        tax=totals.tax,
        gross=totals.gross,
        supplied_from=DAY - timedelta(40),
        supplied_until=None if period is None else DAY - timedelta(40 - period),
        buyer_reference=draw(st.sampled_from(["", "04011000-12345-67"])),
        order_reference=draw(st.one_of(st.just(""), WORDS)),
        note=draw(st.one_of(st.just(""), WORDS)),
        corrects="RE-2026-0001" if is_correction else "",
        corrects_on=DAY if is_correction else None,
        discount=off.percent,
    )  # fmt: skip


def to_public_body(facts: PaperFacts) -> PaperFacts:
    """The same with what XRechnung asks beyond EN 16931: what `broken_rules` refuses is not issued."""
    seller = replace(facts.seller, contact=facts.seller.contact or "Clara Wolff", phone="+49 431 5550100")
    buyer = replace(facts.buyer, email=facts.buyer.email or "rechnung@kiel.example")
    return replace(facts, seller=seller, buyer=buyer, buyer_reference=facts.buyer_reference or "04011000-12345-03")
