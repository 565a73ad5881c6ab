"""When customers are reminded of renewals, and what becomes of the quotes for them."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.db import transaction
from django.db.models import F

from candor.business.models import CancellingLink, ProductReminding, RemindingWay, SubscriptionSettings
from candor.business.rules.terms import steps_from
from candor.catalogue.public import Product
from candor.kernel import instance
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.turns import one_at_a_time

ONLY = 1


class RemindingChanged(Exception):
    """Somebody else saved the settings since the page was drawn."""


@dataclass(frozen=True, slots=True)
class Reminding:
    """What may be set. `steps` are days before the renewal as `rules.terms.steps_from` reads them."""

    is_reminding: bool
    steps: str
    makes_quotes: bool
    quote_days: int
    sends_quotes: bool
    cancelling: str = CancellingLink.AUTO


def settings_now() -> SubscriptionSettings:
    """The settings; those of a fresh instance where nobody has written any."""
    return SubscriptionSettings.objects.filter(pk=ONLY).first() or SubscriptionSettings(pk=ONLY)


@transaction.atomic
def change_reminding(version: int, wanted: Reminding, *, by: Actor) -> None:
    """Save them; pressing the button twice saves them once. Raises RemindingChanged."""
    one_at_a_time("business.reminding")
    SubscriptionSettings.objects.get_or_create(pk=ONLY)
    columns = asdict(wanted)
    if SubscriptionSettings.objects.filter(pk=ONLY, version=version).update(**columns, version=F("version") + 1):
        record("business.reminding.changed", settings_now(), by=by)
        transaction.on_commit(instance.forget)  # the foot of the public site remembers where it leads
    elif not SubscriptionSettings.objects.filter(pk=ONLY, **columns).exists():
        raise RemindingChanged


@transaction.atomic
def change_product_reminding(product: Product, version: int, way: RemindingWay, steps: str, *, by: Actor) -> None:
    """Save the steps of one product; pressing the button twice saves them once. Raises RemindingChanged."""
    one_at_a_time("business.reminding")
    ProductReminding.objects.get_or_create(product=product)
    row, columns = ProductReminding.objects.filter(product=product), {"way": way, "steps": steps}
    if row.filter(version=version).update(**columns, version=F("version") + 1):
        record("business.reminding.product_changed", product, by=by, way=str(way))
    elif not row.filter(**columns).exists():
        raise RemindingChanged


def steps_by_product() -> dict[int, tuple[int, ...]]:
    """The steps of the products that have their own; none for one of which nobody is reminded. One query."""
    rows = ProductReminding.objects.exclude(way=RemindingWay.SETTINGS)
    return {row.product_id: steps_from(row.steps) if row.way == RemindingWay.OWN else () for row in rows}
