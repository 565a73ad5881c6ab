"""The settings of the runs: the brake, and how customers are told."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.people.public import Refused
from candor.privacy.models import RetentionSettings


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody sets, and which version of the settings they saw."""

    share: int
    floor: int
    days_before: int
    erases_untold: bool
    version: int


def settings_in_force() -> RetentionSettings:
    """The row, or the defaults before anybody has changed them."""
    return RetentionSettings.objects.filter(pk=1).first() or RetentionSettings(pk=1)


@transaction.atomic
def change_settings(wanted: Wanted, *, by: Actor) -> None:
    """Set them. Raises Refused where somebody else has changed them since they were read."""
    RetentionSettings.objects.get_or_create(pk=1)
    seen = RetentionSettings.objects.filter(pk=1, version=wanted.version)
    values = {
        "share": wanted.share,
        "floor": wanted.floor,
        "days_before": wanted.days_before,
        "erases_untold": wanted.erases_untold,
    }
    row = seen.first()
    if row is None:
        raise Refused(_("Somebody else has changed these settings meanwhile. Nothing was changed: look again."))
    if seen.exclude(**values).update(**values, version=wanted.version + 1):
        record("privacy.retention.settings_changed", row, by=by, **values)
