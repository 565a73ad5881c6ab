"""Lines of quotes: out with what each comes to, in through the page's form, or begun with an edition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from candor.business.actions.pricing import line_of_edition
from candor.business.actions.quote_steps import today
from candor.business.actions.seller import invoicing
from candor.business.api.quote_schemas import LineIn, LineOut
from candor.business.forms_quotes import LineForm
from candor.business.models import QuoteVersion
from candor.business.queries_quotes import shown_lines
from candor.business.rules.quotes import QuoteLine
from candor.business.rules.vat import UnknownRate, rates_on
from candor.catalogue.public import Edition, price_of, sold_editions
from candor.kernel.actor import Actor
from candor.kernel.api.forms import as_typed, cleaned
from candor.kernel.api.refusals import no_such

FIELDS = ("text", "quantity", "unit", "price", "discount", "tax", "edition")


def lines_out(version: QuoteVersion) -> list[LineOut]:
    return [
        LineOut(
            text=shown.line.text,
            quantity=shown.line.quantity,
            unit=shown.line.unit,
            price=shown.line.price,
            discount=shown.line.discount,
            tax=shown.line.tax,
            percent=shown.line.percent,
            net=shown.amount.net,
            edition=shown.line.edition or None,
        )
        for shown in shown_lines(version)
    ]


def lines_from(actor: Actor, sent: Sequence[LineIn], currency: str) -> list[QuoteLine]:
    """The lines as the page's form takes them. Raises Problem, which names the line that it objects to from 0."""
    named = {line.edition for line in sent} - {None}
    editions = {row.ref: row for row in sold_editions(actor) if row.ref in named} if named else {}
    return [_line(line, place, editions, currency) for place, line in enumerate(sent)]


def _line(line: LineIn, place: int, editions: Mapping[str, Edition], currency: str) -> QuoteLine:
    begun = _begun(line, place, editions, currency)
    said: dict[str, Any] = {
        "text": line.text if line.text is not None else begun.text if begun else "",
        "quantity": as_typed(line.quantity),
        "unit": line.unit or (begun.unit if begun else "C62"),
        "price": as_typed(line.price if line.price is not None else str(begun.price) if begun else None),
        "discount": as_typed(line.discount),
        "tax": line.tax or (begun.tax if begun else "service-standard"),
        "edition": line.edition or "",
        "version": 0,
    }
    form = LineForm(0, None, said)
    cleaned(form, {name: f"lines.{place}.{name}" for name in FIELDS})
    return form.line()


def _begun(line: LineIn, place: int, editions: Mapping[str, Edition], currency: str) -> QuoteLine | None:
    """What the catalogue says of the edition; None for free text. Raises Problem for one that is not sold."""
    if line.edition is None:
        return None
    if line.edition not in editions:
        raise no_such(f"lines.{place}.edition")
    edition = editions[line.edition]
    try:
        percent = rates_on(invoicing().country, today()).standard
    except UnknownRate:
        percent = Decimal(0)
    return line_of_edition(edition, price_of(edition, currency, today()), percent)
