"""Programs take a price list along as CSV, see what a changed one would do, and have it taken over."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from pydantic import Field

from candor.catalogue import access
from candor.catalogue.actions import price_files as actions
from candor.catalogue.api.operations import PRODUCTS, READ, WRITE
from candor.catalogue.api.prices import ONE, PriceListOut, TaxName, list_out, list_shown
from candor.catalogue.forms import MOST_BYTES
from candor.kernel.api.headers import must_match, version_of
from candor.kernel.api.schemas import Amount, Input, Output, PathRef
from candor.kernel.http.problems import not_valid

FILE = f"{ONE}/file"
FaultName = Literal["unknown", "twice", "no-amount", "too-many-decimals", "too-much", "no-tax"]
EXAMPLE = {"text": "sku,price,tax\nCD-5,990.00,standard\n"}


class PriceFileIn(Input):
    """The rows of a CSV file: the first names the columns, `sku` and `price` at least, `tax` if you like."""

    text: Annotated[str, Field(min_length=1, max_length=MOST_BYTES)]


class PricedRowOut(Output):
    """What a row would do. `fault` says why it would not be taken."""

    line: int
    sku: str
    written: str = Field(description="The price as the row says it.")
    amount: Amount | None
    tax: TaxName
    before: Amount | None = Field(description="The price that stands now.")
    changes: bool
    fault: FaultName | None


class PricePreviewOut(Output):
    """What a file would do to a price list. Nothing is written."""

    changing: int
    wrong: int
    rows: list[PricedRowOut]


@PRODUCTS.read(
    FILE,
    scope=READ,
    response=None,
    summary="Fetch a price list as CSV",
    answers={200: {"description": "The file", "content": {"text/csv": {"schema": {"type": "string"}}}}},
)
def download_price_list(request: HttpRequest, ref: PathRef) -> HttpResponseBase:
    """Every edition that is sold, with its price in this list, if it has one."""
    asking: Any = request
    row = access.price_list(asking.actor, ref)
    content = actions.file_of(row, asking.actor, get_language() or "en")
    return StreamingHttpResponse(content, content_type="text/csv; charset=utf-8")


@PRODUCTS.write(
    "POST",
    f"{FILE}/preview",
    scope=WRITE,
    response=PricePreviewOut,
    summary="See what a file of prices would do",
    example=EXAMPLE,
)
def preview_prices(request: HttpRequest, ref: PathRef, payload: PriceFileIn) -> PricePreviewOut:
    """Row by row, with the price that stands now and what is wrong. Nothing is written."""
    asking: Any = request
    read = _read(lambda: actions.read_price_file(access.price_list(asking.actor, ref), payload.text.encode()))
    return PricePreviewOut(
        changing=sum(each.changes for each in read),
        wrong=sum(each.fault is not None for each in read),
        rows=[_out(each) for each in read],
    )


@PRODUCTS.write(
    "POST",
    FILE,
    scope=WRITE,
    response=PriceListOut,
    summary="Take prices over from a file",
    match="must",
    example=EXAMPLE,
)
def take_prices(request: HttpRequest, ref: PathRef, payload: PriceFileIn) -> PriceListOut:
    """The rows without a fault, as the preview tells them; all others and all other prices stay as they are."""
    asking: Any = request
    row = access.price_list(asking.actor, ref)
    must_match(request, version_of(list_out(row)))
    _read(lambda: actions.take_price_file(row, payload.text.encode(), by=asking.actor))
    return list_shown(request, access.price_list(asking.actor, ref))


def _read(reading: Any) -> Any:
    try:
        return reading()
    except actions.NoPriceFile:
        words = _(
            "This is no price list. The first row must name the columns “sku” and “price”; "
            "%(most)s rows are the most at once."
        )
        raise not_valid(("text", words % {"most": actions.MOST_ROWS})) from None


def _out(row: actions.PricedRow) -> PricedRowOut:
    tax: Any = row.tax.value
    before: Decimal | None = row.before.amount if row.before is not None else None
    return PricedRowOut(
        line=row.line,
        sku=row.sku,
        written=row.written,
        amount=row.amount if row.fault is None else None,
        tax=tax,
        before=before,
        changes=row.changes,
        fault=row.fault.value if row.fault is not None else None,
    )
