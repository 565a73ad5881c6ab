"""Programs read products with their editions: what is sold, under which item number. Technicians see none of it."""

from __future__ import annotations

from typing import Any, Literal

from django.db.models import Prefetch
from django.http import HttpRequest
from django.utils.translation import get_language

from candor.catalogue import access
from candor.catalogue.api.operations import PRODUCTS, READ
from candor.catalogue.models import Edition, Product
from candor.kernel.api.headers import tagged, version_of
from candor.kernel.api.paging import After, Limit, Page, page_by
from candor.kernel.api.schemas import Output, PathRef

KindName = Literal["software", "service", "support", "other"]


class EditionOut(Output):
    """A product as it is bought. `seats` are technicians, null where it does not go by that."""

    ref: str
    product: str
    name: str
    sku: str
    seats: int | None
    features: list[str]
    maintenance_years: int
    is_sold: bool


class ProductOut(Output):
    """A product with its editions. `name` and `description` are in the language of the request where there are any."""

    ref: str
    name: str
    description: str
    names: dict[str, str]
    kind: KindName
    unit: str
    is_sold: bool
    editions: list[EditionOut]
    version: int


@PRODUCTS.read("products", scope=READ, response=Page[ProductOut], summary="List products", is_one=False)
def list_products(request: HttpRequest, limit: Limit = 50, cursor: After = "") -> Any:
    """In their order, with their editions; retired ones too, which `is_sold` tells."""
    asking: Any = request
    page, later = page_by(
        request, _with_editions(Product.objects.visible_to(asking.actor)), ("position", "id"), limit, cursor
    )
    return Page[ProductOut](items=[_out(row) for row in page], next=later)


@PRODUCTS.read("products/{slug:ref}", scope=READ, is_tagged=True, response=ProductOut, summary="Read a product")
def read_product(request: HttpRequest, ref: PathRef) -> ProductOut:
    """One product with its editions."""
    return product_shown(request, ref)


@PRODUCTS.read("editions/{slug:ref}", scope=READ, is_tagged=True, response=EditionOut, summary="Read an edition")
def read_edition(request: HttpRequest, ref: PathRef) -> EditionOut:
    """One edition."""
    return edition_shown(request, ref)


def product_shown(request: Any, ref: str) -> ProductOut:
    """The product as it stands now, with its ETag."""
    found = access.product(request.actor, ref)
    out = _out(_with_editions(Product.objects.filter(pk=found.pk))[0])
    tagged(request, version_of(out))
    return out


def edition_shown(request: Any, ref: str) -> EditionOut:
    """The edition as it stands now, with its ETag."""
    found = access.edition(request.actor, ref)
    out = edition_out(found, found.product)
    tagged(request, version_of(out))
    return out


def _with_editions(rows: Any) -> Any:
    return rows.prefetch_related("texts", Prefetch("editions", Edition.objects.order_by("position", "id")))


def _out(row: Product) -> ProductOut:
    said = row.text_in(get_language() or "en")
    return ProductOut(
        ref=row.ref,
        name=said.name if said else row.ref,
        description=said.description if said else "",
        names={text.language: text.name for text in row.texts.all()},
        kind=row.kind,  # type: ignore[arg-type] # a column with these choices
        unit=row.unit,
        is_sold=row.retired_at is None,
        editions=[edition_out(edition, row) for edition in row.editions.all()],
        version=row.version,
    )


def edition_out(row: Edition, product: Product) -> EditionOut:
    """What programs read of an edition."""
    return EditionOut(
        ref=row.ref,
        product=product.ref,
        name=row.name,
        sku=row.sku,
        seats=row.seats,
        features=row.features.splitlines(),
        maintenance_years=row.maintenance_years,
        is_sold=row.retired_at is None and product.retired_at is None,
    )
