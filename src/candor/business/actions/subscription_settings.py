"""When customers are reminded of renewals, and what becomes of the quotes for them."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.db import transaction
from django.db.models import F

from candor.business.models import SubscriptionSettings
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
    elif not SubscriptionSettings.objects.filter(pk=ONLY, **columns).exists():
        raise RemindingChanged
