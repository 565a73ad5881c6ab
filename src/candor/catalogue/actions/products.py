"""Setting up what is sold: products with their names, and the editions in which they are bought."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Max

from candor.catalogue.models import Edition, Product, ProductKind, ProductText, Unit
from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.turns import one_at_a_time

TURN = "catalogue.product"


class ChangedMeanwhile(Exception):
    """Somebody else saved it since the page was drawn."""


class SkuTaken(Exception):
    """Another edition has this number."""


@dataclass(frozen=True, slots=True)
class ProductDetails:
    """What is written about a product: names and descriptions by language, where a name "" takes the language away."""

    texts: Mapping[str, tuple[str, str]]
    kind: ProductKind = ProductKind.SOFTWARE
    unit: Unit = Unit.PIECE


@dataclass(frozen=True, slots=True)
class EditionDetails:
    """What is written about an edition. `seats` are technicians, `features` stand one on each line."""

    name: str
    sku: str
    seats: int | None = None
    features: str = ""
    maintenance_years: int = 0


@transaction.atomic
def create_product(details: ProductDetails, key: str | None = None, *, by: Actor) -> Product:
    """A product at the end of the list. The same form sent twice makes one."""
    one_at_a_time(TURN)
    earlier = Product.objects.filter(submission_key=key).first() if key is not None else None
    if earlier is not None:
        return earlier
    last = Product.objects.aggregate(last=Max("position"))["last"] or 0
    now = clock.now()
    product = Product.objects.create(
        kind=details.kind,
        unit=details.unit,
        position=last + 1,
        created_at=now,
        changed_at=now,
        changed_by_id=_staff(by),
        submission_key=key,
    )
    _write_texts(product, details.texts)
    record("catalogue.product.created", product, by=by)
    return product


@transaction.atomic
def change_product(product: Product, version: int, details: ProductDetails, *, by: Actor) -> None:
    """Save what is written about it. Raises ChangedMeanwhile when somebody else saved since `version`."""
    one_at_a_time(TURN)
    wanted = {"kind": details.kind, "unit": details.unit}
    rows = Product.objects.filter(pk=product.pk, version=version)
    if not rows.update(**wanted, **_touched(by)):
        if _stands(product, details):
            return
        raise ChangedMeanwhile
    _write_texts(product, details.texts)
    record("catalogue.product.changed", product, by=by)


@transaction.atomic
def retire_product(product: Product, *, by: Actor) -> bool:
    """Offer it no more. What was offered, ordered and licensed stays. True for the one who did it."""
    if not Product.objects.active().filter(pk=product.pk).update(retired_at=clock.now(), **_touched(by)):
        return False
    record("catalogue.product.retired", product, by=by)
    return True


@transaction.atomic
def bring_product_back(product: Product, *, by: Actor) -> bool:
    """Offer it again. True for the one who did it."""
    retired = Product.objects.filter(pk=product.pk, retired_at__isnull=False)
    if not retired.update(retired_at=None, **_touched(by)):
        return False
    record("catalogue.product.brought_back", product, by=by)
    return True


@transaction.atomic
def add_edition(product: Product, details: EditionDetails, *, by: Actor) -> Edition:
    """An edition at the end of the product's; the same one written twice is there once. Raises SkuTaken."""
    one_at_a_time(TURN)
    twin = Edition.objects.filter(product=product, **_columns(details)).first()
    if twin is not None:
        return twin
    _refuse_taken(details.sku)
    last = Edition.objects.filter(product=product).aggregate(last=Max("position"))["last"] or 0
    edition = Edition.objects.create(
        product=product,
        position=last + 1,
        changed_at=clock.now(),
        changed_by_id=_staff(by),
        **_columns(details),
    )
    record("catalogue.edition.added", edition, by=by, product=product.pk)
    return edition


@transaction.atomic
def change_edition(edition: Edition, version: int, details: EditionDetails, *, by: Actor) -> None:
    """Save what is written about it. Raises ChangedMeanwhile and SkuTaken."""
    wanted = _columns(details)
    _refuse_taken(details.sku, edition)
    try:
        with transaction.atomic():
            saved = Edition.objects.filter(pk=edition.pk, version=version).update(**wanted, **_touched(by))
    except IntegrityError:
        raise SkuTaken from None
    if saved:
        record("catalogue.edition.changed", edition, by=by)
    elif not Edition.objects.filter(pk=edition.pk, **wanted).exists():
        raise ChangedMeanwhile


@transaction.atomic
def retire_edition(edition: Edition, *, by: Actor) -> bool:
    """Offer it no more; its prices stay in their lists. True for the one who did it."""
    if not Edition.objects.filter(pk=edition.pk, retired_at=None).update(retired_at=clock.now(), **_touched(by)):
        return False
    record("catalogue.edition.retired", edition, by=by)
    return True


@transaction.atomic
def bring_edition_back(edition: Edition, *, by: Actor) -> bool:
    """Offer it again. True for the one who did it."""
    retired = Edition.objects.filter(pk=edition.pk, retired_at__isnull=False)
    if not retired.update(retired_at=None, **_touched(by)):
        return False
    record("catalogue.edition.brought_back", edition, by=by)
    return True


@transaction.atomic
def raise_edition(edition: Edition, *, by: Actor) -> None:
    """One place up among the product's. The first stays where it is."""
    one_at_a_time(TURN)
    row = list(Edition.objects.filter(product=edition.product_id).order_by("position", "id"))
    at = next((place for place, each in enumerate(row) if each.pk == edition.pk), 0)
    if at:
        row[at - 1], row[at] = row[at], row[at - 1]
        for place, each in enumerate(row, 1):
            Edition.objects.filter(pk=each.pk).exclude(position=place).update(position=place)
        record("catalogue.edition.raised", edition, by=by)


def _columns(details: EditionDetails) -> dict[str, Any]:
    return {
        "name": details.name,
        "sku": details.sku,
        "seats": details.seats,
        "features": details.features,
        "maintenance_years": details.maintenance_years,
    }


def _touched(by: Actor) -> dict[str, Any]:
    return {"version": F("version") + 1, "changed_at": clock.now(), "changed_by": _staff(by)}


def _staff(by: Actor) -> int | None:
    return by.id if by.is_staff else None


def _refuse_taken(sku: str, own: Edition | None = None) -> None:
    if Edition.objects.filter(sku=sku).exclude(pk=own.pk if own is not None else 0).exists():
        raise SkuTaken


def _stands(product: Product, details: ProductDetails) -> bool:
    """Whether all that is wanted is written already: the button was pressed twice."""
    if not Product.objects.filter(pk=product.pk, kind=details.kind, unit=details.unit).exists():
        return False
    rows = ProductText.objects.filter(product=product).values_list("language", "name", "description")
    written = {language: (name, description) for language, name, description in rows}
    return written == {language: text for language, text in details.texts.items() if text[0]}


def _write_texts(product: Product, texts: Mapping[str, tuple[str, str]]) -> None:
    for language, (name, description) in texts.items():
        if name:
            ProductText.objects.update_or_create(
                product=product, language=language, defaults={"name": name, "description": description}
            )
        else:
            ProductText.objects.filter(product=product, language=language).delete()
