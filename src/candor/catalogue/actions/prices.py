"""Setting up price lists, and what things cost in them. What was offered or billed holds copies and never changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F

from candor.catalogue.actions.products import ChangedMeanwhile
from candor.catalogue.models import Edition, Price, PriceList, TaxClass
from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.turns import one_at_a_time

TURN = "catalogue.pricelist"

NewPrices = Mapping[Edition, tuple[Decimal, TaxClass] | None]
"""What editions shall cost; None where they shall have no price in the list."""


class HasPrices(Exception):
    """The currency of a list stays once amounts stand in it."""


@dataclass(frozen=True, slots=True)
class PriceListDetails:
    """What is written about a list. It counts from `valid_from` to `valid_until`, both included."""

    name: str
    currency: str
    valid_from: date
    valid_until: date | None = None
    is_gross: bool = False
    is_default: bool = True


@transaction.atomic
def create_price_list(details: PriceListDetails, key: str | None = None, *, by: Actor) -> PriceList:
    """An empty list. The same form sent twice makes one."""
    one_at_a_time(TURN)
    earlier = PriceList.objects.filter(submission_key=key).first() if key is not None else None
    if earlier is not None:
        return earlier
    row = PriceList.objects.create(
        **_columns(details), changed_at=clock.now(), changed_by_id=_staff(by), submission_key=key
    )
    record("catalogue.pricelist.created", row, by=by, currency=row.currency)
    return row


@transaction.atomic
def change_price_list(row: PriceList, version: int, details: PriceListDetails, *, by: Actor) -> None:
    """Save what is written about it. Raises ChangedMeanwhile, and HasPrices for another currency or other prices."""
    one_at_a_time(TURN)
    wanted = _columns(details)
    meant_otherwise = (details.currency, details.is_gross) != (row.currency, row.is_gross)
    if meant_otherwise and row.prices.exists():
        raise HasPrices
    if PriceList.objects.filter(pk=row.pk, version=version).update(**wanted, **_touched(by)):
        record("catalogue.pricelist.changed", row, by=by)
    elif not PriceList.objects.filter(pk=row.pk, **wanted).exists():
        raise ChangedMeanwhile


@transaction.atomic
def retire_price_list(row: PriceList, *, by: Actor) -> bool:
    """Take it out of use. True for the one who did it."""
    if not PriceList.objects.active().filter(pk=row.pk).update(retired_at=clock.now(), **_touched(by)):
        return False
    record("catalogue.pricelist.retired", row, by=by)
    return True


@transaction.atomic
def bring_price_list_back(row: PriceList, *, by: Actor) -> bool:
    """Use it again. True for the one who did it."""
    retired = PriceList.objects.filter(pk=row.pk, retired_at__isnull=False)
    if not retired.update(retired_at=None, **_touched(by)):
        return False
    record("catalogue.pricelist.brought_back", row, by=by)
    return True


@transaction.atomic
def set_prices(row: PriceList, prices: NewPrices, version: int | None = None, *, by: Actor) -> int:
    """Write what things cost; how many changed. Raises ChangedMeanwhile when somebody saved other prices since.

    `version` is the one of the list that the page showed, None where the writer has seen none.
    """
    one_at_a_time(TURN)
    there = {price.edition_id: price for price in row.prices.filter(edition__in=list(prices))}
    changes = {
        edition: wanted for edition, wanted in prices.items() if wanted != _stands(there.get(edition.pk))
    }  # fmt: skip
    if not changes:
        return 0
    if version is not None and not PriceList.objects.filter(pk=row.pk, version=version).exists():
        raise ChangedMeanwhile
    for edition, wanted in changes.items():
        _write(row, edition, wanted, by)
    PriceList.objects.filter(pk=row.pk).update(**_touched(by))
    record("catalogue.pricelist.prices_set", row, by=by, count=len(changes))
    return len(changes)


def _write(row: PriceList, edition: Edition, wanted: tuple[Decimal, TaxClass] | None, by: Actor) -> None:
    if wanted is None:
        Price.objects.filter(list=row, edition=edition).delete()
        return
    said = {"amount": wanted[0], "tax": wanted[1], "changed_at": clock.now(), "changed_by_id": _staff(by)}
    Price.objects.update_or_create(list=row, edition=edition, defaults=said)


def _stands(price: Price | None) -> tuple[Decimal, TaxClass] | None:
    return (price.amount, TaxClass(price.tax)) if price is not None else None


def _columns(details: PriceListDetails) -> dict[str, Any]:
    return {
        "name": details.name,
        "currency": details.currency,
        "is_gross": details.is_gross,
        "is_default": details.is_default,
        "valid_from": details.valid_from,
        "valid_until": details.valid_until,
    }


def _touched(by: Actor) -> dict[str, Any]:
    return {"version": F("version") + 1, "changed_at": clock.now(), "changed_by": _staff(by)}


def _staff(by: Actor) -> int | None:
    return by.id if by.is_staff else None
