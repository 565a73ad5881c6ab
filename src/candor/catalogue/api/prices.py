"""Programs read price lists and write the prices in them, as decimal strings in the list's currency."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from pydantic import Field

from candor.catalogue import access
from candor.catalogue.actions.prices import set_prices
from candor.catalogue.api.operations import PRODUCTS, READ, WRITE
from candor.catalogue.models import Edition, PriceList, TaxClass
from candor.catalogue.rules.currencies import fits
from candor.kernel.api.headers import must_match, tagged, version_of
from candor.kernel.api.paging import After, Limit, Page, page_by
from candor.kernel.api.refusals import no_such
from candor.kernel.api.schemas import Amount, Input, Output, PathRef, Ref
from candor.kernel.http.problems import not_valid

ONE = "price-lists/{slug:ref}"
TaxName = Literal[
    "standard", "reduced", "zero", "exempt", "reverse-charge", "within-eu", "export", "outside"
]  # fmt: skip
PriceIn = Annotated[
    str, Field(pattern=r"^\d{1,10}(\.\d{1,2})?$", description="A decimal number as a string.", examples=["990.00"])
]


class PriceOut(Output):
    """What one of an edition costs."""

    edition: str
    sku: str
    amount: Amount
    tax: TaxName


class PriceListRow(Output):
    """A price list: it counts from a day until a day, or until further notice."""

    ref: str
    name: str
    currency: str
    is_gross: bool = Field(description="Whether tax is in the prices.")
    is_default: bool
    valid_from: date
    valid_until: date | None
    is_used: bool


class PriceListOut(PriceListRow):
    """One with its prices."""

    prices: list[PriceOut]
    version: int


class NewPriceIn(Input):
    """What an edition shall cost; null takes its price out of the list."""

    edition: Ref
    amount: PriceIn | None
    tax: TaxName = "standard"


class PricesIn(Input):
    """The prices that change; all others stay."""

    prices: Annotated[list[NewPriceIn], Field(min_length=1, max_length=500)]


@PRODUCTS.read("price-lists", scope=READ, response=Page[PriceListRow], summary="List price lists", is_one=False)
def list_price_lists(request: HttpRequest, limit: Limit = 50, cursor: After = "") -> Any:
    """By currency, the latest first; retired ones too, which `is_used` tells."""
    asking: Any = request
    rows = PriceList.objects.visible_to(asking.actor)
    page, later = page_by(request, rows, ("currency", "-valid_from", "-id"), limit, cursor)
    return Page[PriceListRow](items=[PriceListRow(**_row(row)) for row in page], next=later)


@PRODUCTS.read(ONE, scope=READ, is_tagged=True, response=PriceListOut, summary="Read a price list")
def read_price_list(request: HttpRequest, ref: PathRef) -> PriceListOut:
    """One with all of its prices."""
    asking: Any = request
    return list_shown(request, access.price_list(asking.actor, ref))


@PRODUCTS.write(
    "PATCH",
    f"{ONE}/prices",
    scope=WRITE,
    response=PriceListOut,
    summary="Write prices",
    match="must",
    example={"prices": [{"edition": "0f3kq8z1v7n2m5ax", "amount": "990.00"}]},
)
def write_prices(request: HttpRequest, ref: PathRef, payload: PricesIn) -> PriceListOut:
    """What was offered or billed stays as it was: quotes and invoices have copied their prices."""
    asking: Any = request
    row = access.price_list(asking.actor, ref)
    must_match(request, version_of(list_out(row)))
    editions = {each.ref: each for each in Edition.objects.visible_to(asking.actor).filter(ref__in=_refs(payload))}
    wanted = {}
    for place, line in enumerate(payload.prices):
        if line.edition not in editions:
            raise no_such(f"prices.{place}.edition")
        wanted[editions[line.edition]] = _price(line, place, row.currency)
    set_prices(row, wanted, row.version, by=asking.actor)
    return list_shown(request, access.price_list(asking.actor, ref))


def _refs(payload: PricesIn) -> list[str]:
    return [line.edition for line in payload.prices]


def _price(line: NewPriceIn, place: int, currency: str) -> tuple[Decimal, TaxClass] | None:
    if line.amount is None:
        return None
    amount = Decimal(line.amount).quantize(Decimal("0.01"))
    if not fits(amount, currency):
        raise not_valid((f"prices.{place}.amount", _("This currency has no smaller unit: write a whole number.")))
    return amount, TaxClass(line.tax)


def list_shown(request: Any, row: PriceList) -> PriceListOut:
    """The list with its ETag."""
    out = list_out(row)
    tagged(request, version_of(out))
    return out


def list_out(row: PriceList) -> PriceListOut:
    prices = row.prices.select_related("edition").order_by("edition__sku")
    return PriceListOut(
        **_row(row),
        prices=[
            PriceOut(
                edition=price.edition.ref,
                sku=price.edition.sku,
                amount=price.amount,
                tax=price.tax,  # type: ignore[arg-type] # a column with these choices
            )
            for price in prices
        ],
        version=row.version,
    )


def _row(row: PriceList) -> dict[str, Any]:
    same = ("ref", "name", "currency", "is_gross", "is_default", "valid_from", "valid_until")
    return {**{name: getattr(row, name) for name in same}, "is_used": row.retired_at is None}
