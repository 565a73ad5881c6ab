"""Setting up lists. What people agreed to keeps the words of its day, whatever a list is called later."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.db.models import F

from candor.catalogue.public import Product
from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.turns import a_moment_ago, one_at_a_time
from candor.newsletters.models import MailingList, SimilarProduct

TURN = "newsletters.list"


class StaleList(Exception):
    """Somebody else has changed the list meanwhile."""


@transaction.atomic
def add_list(details: Mapping[str, Any], *, by: Actor) -> MailingList:
    """A new list; pressing twice makes one."""
    one_at_a_time(TURN)
    twin = MailingList.objects.filter(**details, created_at__gt=a_moment_ago()).first()
    if twin is not None:
        return twin
    added = MailingList.objects.create(**details, created_at=clock.now())
    record("newsletters.list.added", added, by=by)
    return added


@transaction.atomic
def change_list(each: MailingList, details: Mapping[str, Any], *, by: Actor, expected_version: int) -> None:
    """Raises StaleList."""
    rows = MailingList.objects.filter(pk=each.pk, version=expected_version)
    if not rows.update(**details, version=F("version") + 1):
        raise StaleList
    record("newsletters.list.changed", each, by=by)


@transaction.atomic
def set_customers(each: MailingList, products: Collection[str], *, is_on: bool, by: Actor) -> None:
    """Whether the list goes to buyers of these products (references) who were told so. Nobody is told by this; who was
    told before for a product that is taken off gets nothing any more. Saying so twice changes nothing.
    """
    one_at_a_time(TURN)
    present = set(SimilarProduct.objects.filter(list=each).values_list("product__ref", flat=True))
    if MailingList.objects.filter(pk=each.pk, for_customers=is_on).exists() and present == set(products):
        return
    MailingList.objects.filter(pk=each.pk).update(for_customers=is_on, version=F("version") + 1)
    chosen = Product.objects.filter(ref__in=products)
    SimilarProduct.objects.filter(list=each).exclude(product__in=chosen).delete()
    rows = [SimilarProduct(list=each, product=product) for product in chosen]
    SimilarProduct.objects.bulk_create(rows, ignore_conflicts=True)
    record("newsletters.list.customers_set", each, by=by, on=is_on, products=len(rows))


def ask_every_list_anew(by: Actor) -> None:
    """After a change that reaches what people agreed to: nothing goes out by an earlier consent from now on."""
    one_at_a_time(TURN)
    MailingList.objects.update(asked_anew_at=clock.now(), version=F("version") + 1)
    for each in MailingList.objects.order_by("pk"):
        record("newsletters.list.asked_anew", each, by=by)


@transaction.atomic
def retire_list(each: MailingList, *, by: Actor) -> None:
    """Offer it no more and send nothing to it; its archive stays. Doing it twice changes nothing."""
    if MailingList.objects.filter(pk=each.pk, retired_at=None).update(retired_at=clock.now()):
        record("newsletters.list.retired", each, by=by)


@transaction.atomic
def bring_back(each: MailingList, *, by: Actor) -> None:
    """Offer it again. Doing it twice changes nothing."""
    if MailingList.objects.filter(pk=each.pk, retired_at__isnull=False).update(retired_at=None):
        record("newsletters.list.brought_back", each, by=by)
