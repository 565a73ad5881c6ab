"""Prices from a file: first what would happen, then the same taken over."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from candor.catalogue.actions.prices import set_prices
from candor.catalogue.models import Edition, Price, PriceList, TaxClass
from candor.catalogue.queries import priced, sold_editions
from candor.catalogue.rules.currencies import fits
from candor.catalogue.rules.price_files import Columns, Fault, amount_of, columns_of
from candor.kernel.actor import Actor
from candor.kernel.csv_files import UnreadableFile, guess, lines, rows

MOST_ROWS = 5_000
HIGHEST = Decimal("9999999999.99")


class NoPriceFile(Exception):
    """It is no list with a number and a price in each row, or too long a one."""


@dataclass(frozen=True, slots=True)
class PricedRow:
    """A row of the file: what would be written, or why not. `before` is the price that stands now."""

    line: int
    sku: str
    written: str
    edition: Edition | None = None
    amount: Decimal | None = None
    tax: TaxClass = TaxClass.STANDARD
    before: Price | None = None
    fault: Fault | None = None

    @property
    def changes(self) -> bool:
        if self.fault is not None:
            return False
        return self.before is None or (self.before.amount, self.before.tax) != (self.amount, self.tax)


def read_price_file(row: PriceList, content: bytes) -> list[PricedRow]:
    """What the file says about each edition. Two queries. Raises NoPriceFile."""
    cells = _cells(content)
    columns = columns_of(next(cells)[1])
    if columns is None:
        raise NoPriceFile
    lines = [(line, *_three(columns, found)) for line, found in cells if found]
    if len(lines) > MOST_ROWS:
        raise NoPriceFile
    named = {sku.casefold() for _line, sku, _amount, _tax in lines}
    editions = {
        edition.sku.casefold(): edition
        for edition in Edition.objects.select_related("product").prefetch_related("product__texts")
        if edition.sku.casefold() in named
    }
    present = {price.edition_id: price for price in row.prices.all()}
    seen: set[str] = set()
    read = []
    for line, sku, amount, tax in lines:
        edition = editions.get(sku.casefold())
        before = present.get(edition.pk) if edition is not None else None
        fault = Fault.UNKNOWN if edition is None else Fault.TWICE if sku.casefold() in seen else None
        seen.add(sku.casefold())
        read.append(_judged(row, PricedRow(line, sku, amount, edition, before=before, fault=fault), tax))
    return read


def file_of(row: PriceList, by: Actor, language: str) -> Iterator[bytes]:
    """The list as a CSV file that can be changed and brought back: all that is sold, with its price if it has one."""
    editions = sold_editions(by)
    present = priced(row, editions)
    cells: list[tuple[object, ...]] = [("sku", "name", "price", "tax")]
    for edition in editions:
        price = present.get(edition.pk)
        said = (price.amount, price.tax) if price is not None else ("", "")
        cells.append((edition.sku, edition.name_in(language), *said))
    return lines(cells)


def text_of(content: bytes) -> str:
    """The file's own words, whatever it is written in."""
    encoding = guess(io.BytesIO(content)).encoding
    return content.decode("utf-8-sig" if encoding == "utf-8" else encoding, "replace")


@transaction.atomic
def take_price_file(row: PriceList, content: bytes, *, by: Actor) -> int:
    """Write the prices of the rows without a fault; how many changed. Sent twice it changes nothing more."""
    read = [each for each in read_price_file(row, content) if each.fault is None]
    wanted: dict[Edition, tuple[Decimal, TaxClass] | None] = {
        each.edition: (each.amount, each.tax) for each in read if each.edition is not None and each.amount is not None
    }
    return set_prices(row, wanted, by=by)


def _judged(row: PriceList, read: PricedRow, tax: str) -> PricedRow:
    amount = amount_of(read.written)
    kind = TaxClass(tax) if tax in TaxClass else None if tax else _present_tax(read)
    fault = read.fault or _fault_of(amount, row.currency) or (Fault.NO_TAX if kind is None else None)
    return PricedRow(
        read.line, read.sku, read.written, read.edition, amount, kind or TaxClass.STANDARD, read.before, fault
    )


def _fault_of(amount: Decimal | None, currency: str) -> Fault | None:
    if amount is None:
        return Fault.NO_AMOUNT
    if amount > HIGHEST:
        return Fault.TOO_MUCH
    return None if fits(amount, currency) else Fault.TOO_MANY_DECIMALS


def _present_tax(read: PricedRow) -> TaxClass:
    """A file without the column leaves the tax as it is."""
    return TaxClass(read.before.tax) if read.before is not None else TaxClass.STANDARD


def _three(columns: Columns, cells: list[str]) -> tuple[str, str, str]:
    padded = [*cells, *[""] * 50]
    tax = padded[columns.tax].casefold() if columns.tax is not None else ""
    return padded[columns.sku][:80], padded[columns.amount][:80], tax


def _cells(content: bytes) -> Iterator[tuple[int, list[str]]]:
    stream = io.BytesIO(content)
    try:
        found = list(rows(stream, guess(stream)))
    except UnreadableFile:
        raise NoPriceFile from None
    if not found:
        raise NoPriceFile
    return iter(enumerate(found, 1))
