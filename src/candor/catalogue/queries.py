"""Reads of the catalogue in the shape of its pages, and the question that others ask: what does it cost on this day?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from django.db.models import Case, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery, Value, When

from candor.catalogue.models import Edition, Price, PriceList, Product, ProductKind, ProductText, TaxClass
from candor.catalogue.models.prices import PriceListQuerySet
from candor.catalogue.models.products import ProductQuerySet
from candor.kernel import clock, instance
from candor.kernel.actor import Actor

Rows = TypeVar("Rows", ProductQuerySet, PriceListQuerySet)

IS_RETIRED = Case(When(retired_at=None, then=Value(0)), default=Value(1), output_field=IntegerField())
PAGE = 50
MOST_TO_CHOOSE = 400
MOST_PRICES = 200
"""So many editions a price list shows on one page."""


@dataclass(frozen=True, slots=True)
class FoundPrice:
    """What one of an edition costs. `amount` is net unless `is_gross`; `list` is where it stands."""

    amount: Decimal
    currency: str
    is_gross: bool
    tax: TaxClass
    list: PriceList


def today() -> date:
    """The day at the house."""
    return clock.today(instance.current().time_zone)


def price_of(edition: Edition, currency: str, on: date) -> FoundPrice | None:
    """The price of this edition in this currency on this day by the default list; None where none is set. One query."""
    return prices_of([edition], currency, on).get(edition.pk)


def prices_of(editions: Iterable[Edition], currency: str, on: date) -> dict[int, FoundPrice]:
    """The same for several editions, by their primary keys. One query.

    A default list that began later goes before an earlier one, edition by edition.
    """
    lists = PriceList.objects.valid_on(on).filter(currency=currency, is_default=True)
    rows = Price.objects.filter(edition__in=[edition.pk for edition in editions], list__in=lists)
    found: dict[int, FoundPrice] = {}
    for price in rows.select_related("list").order_by("list__valid_from", "list_id"):
        found[price.edition_id] = FoundPrice(
            price.amount, price.list.currency, price.list.is_gross, TaxClass(price.tax), price.list
        )
    return found


def currencies_on(day: date) -> list[str]:
    """The currencies in which a default list counts on the day, sorted. One query."""
    rows = PriceList.objects.valid_on(day).filter(is_default=True)
    return sorted(set(rows.values_list("currency", flat=True)))


def products(actor: Actor, after: str = "") -> tuple[list[Product], str]:
    """A page of products in their order, retired ones last, and the reference to go on behind. At most four queries."""
    visible = Product.objects.visible_to(actor)
    rows = visible.order_by(IS_RETIRED, "position", "id")
    mark = visible.filter(ref=after).first() if after else None
    if mark is not None:
        rows = _behind(rows, mark, Q(position__gt=mark.position) | Q(position=mark.position, pk__gt=mark.pk))
    found = list(rows.prefetch_related("texts", Prefetch("editions", Edition.objects.in_order()))[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].ref if len(found) > PAGE else ""


def products_to_choose(language: str) -> list[tuple[str, str]]:
    """References and names of all that was ever sold, for a choice. One query."""
    texts = ProductText.objects.order_by("product__position", "product", "-language")
    return list(_names_in(language, texts[:MOST_TO_CHOOSE]).items())


def names_of_products(refs: Collection[str], language: str) -> dict[str, str]:
    """What these products are called, by their references. One query."""
    return _names_in(language, ProductText.objects.filter(product__ref__in=refs).order_by("product", "-language"))


def _names_in(language: str, texts: QuerySet[ProductText]) -> dict[str, str]:
    rows = list(texts.values_list("product__ref", "language", "name"))
    names: dict[str, str] = {ref: name for ref, _other, name in rows}
    return names | {ref: name for ref, written, name in rows if written == language}


def sold_editions(actor: Actor) -> list[Edition]:
    """Those that may be bought now, in their order, with products and names. Two queries."""
    rows = Edition.objects.visible_to(actor).active().in_order()
    return list(rows.select_related("product").prefetch_related("product__texts"))


def kinds_of_work() -> list[Edition]:
    """The services that are sold now, in their order, with products and names: no prices, so that whoever works may
    say what they did. Two queries.
    """
    rows = Edition.objects.active().filter(product__kind=ProductKind.SERVICE).in_order()
    return list(rows.select_related("product").prefetch_related("product__texts"))


def price_lists(actor: Actor, after: str = "") -> tuple[list[PriceList], str]:
    """A page of those in use by currency, the latest first, then of the retired ones. At most two queries."""
    visible = PriceList.objects.visible_to(actor)
    rows = visible.order_by(IS_RETIRED, "currency", "-valid_from", "-id")
    mark = visible.filter(ref=after).first() if after else None
    if mark is not None:
        earlier = Q(valid_from__lt=mark.valid_from) | Q(valid_from=mark.valid_from, pk__lt=mark.pk)
        rows = _behind(rows, mark, Q(currency__gt=mark.currency) | Q(earlier, currency=mark.currency))
    found = list(rows[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].ref if len(found) > PAGE else ""


def _behind(rows: Rows, mark: Product | PriceList, further: Q) -> Rows:
    """What comes after the mark; `further` says so of rows that are retired as it is, or in use as it is."""
    if mark.retired_at is not None:
        return rows.filter(further, retired_at__isnull=False)
    return rows.filter(Q(retired_at__isnull=False) | Q(further, retired_at=None))


def priced(price_list: PriceList, editions: Sequence[Edition]) -> dict[int, Price]:
    """What the editions cost in this list, by their primary keys. One query."""
    rows = price_list.prices.filter(edition__in=[edition.pk for edition in editions])
    return {price.edition_id: price for price in rows}


def editions_of_list(actor: Actor, after: str = "") -> tuple[list[Edition], str]:
    """A page of the editions that may be bought, and the reference after which the next one begins, or ""."""
    rows = sold_editions(actor)
    begin = next((place + 1 for place, row in enumerate(rows) if row.ref == after), 0)
    shown = rows[begin : begin + MOST_PRICES]
    return shown, shown[-1].ref if begin + MOST_PRICES < len(rows) else ""


def product_name(product: str, language: str) -> Subquery:
    """A product's name in the language, else in another one, to stand in a query; `product` leads to its number."""
    fits = Case(When(language=language, then=Value(0)), default=Value(1), output_field=IntegerField())
    said = ProductText.objects.filter(product=OuterRef(product)).order_by(fits, "language")
    return Subquery(said.values("name")[:1])
