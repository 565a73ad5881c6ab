"""Setting licences up."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.db import transaction
from django.db.models import F

from candor.catalogue.public import Edition
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.turns import one_at_a_time
from candor.licences.actions.issuing import ChangedMeanwhile
from candor.licences.models import EditionRule, LicenceSettings, Shows


@dataclass(frozen=True, slots=True)
class Rules:
    """From how many technicians on customers see keys; for how many days an activation counts."""

    shown_from_seats: int
    days_valid: int


@transaction.atomic
def change_rules(version: int, rules: Rules, *, by: Actor) -> None:
    """Save them; pressing the button twice saves them once. Raises ChangedMeanwhile."""
    one_at_a_time("licences.settings")
    row = LicenceSettings.objects.order_by("id").first() or LicenceSettings.objects.create(id=1)
    wanted = asdict(rules)
    same = LicenceSettings.objects.filter(pk=row.pk, version=version)
    if same.update(**wanted, version=F("version") + 1):
        record("licences.settings.changed", row, by=by, **wanted)
    elif not LicenceSettings.objects.filter(pk=row.pk, **wanted).exists():
        raise ChangedMeanwhile


@transaction.atomic
def show_keys_of(edition: Edition, shows: Shows, *, by: Actor) -> None:
    """Say when customers see the keys of this edition. Saying the same again changes nothing."""
    one_at_a_time("licences.settings")
    if EditionRule.objects.filter(edition=edition, shows=shows).exists():
        return
    row, _is_new = EditionRule.objects.update_or_create(edition=edition, defaults={"shows": shows})
    record("licences.edition_rule.changed", row, by=by, shows=str(shows))
