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
    asking: Any = request
    found = access.product(asking.actor, ref)
    out = _out(_with_editions(Product.objects.filter(pk=found.pk))[0])
    tagged(request, version_of(out))
    return out


@PRODUCTS.read("editions/{slug:ref}", scope=READ, is_tagged=True, response=EditionOut, summary="Read an edition")
def read_edition(request: HttpRequest, ref: PathRef) -> EditionOut:
    """One edition."""
    asking: Any = request
    found = access.edition(asking.actor, ref)
    out = _edition(found, found.product)
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
        editions=[_edition(edition, row) for edition in row.editions.all()],
        version=row.version,
    )


def _edition(row: Edition, product: Product) -> EditionOut:
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
