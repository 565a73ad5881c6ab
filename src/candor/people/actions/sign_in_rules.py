"""The rules about signing in, as administrators set them."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.people.actions.versions import save_if_unchanged
from candor.people.models import SignInRules


@transaction.atomic
def change_sign_in_rules(version: int, second_factor: str, required_from: date | None, *, by: Actor) -> None:
    """Say whether staff need a second factor, and from which day. Raises ChangedMeanwhile."""
    row, _is_new = SignInRules.objects.get_or_create(pk=1)
    if save_if_unchanged(row, version, {"staff_second_factor": second_factor, "required_from": required_from}):
        since = required_from.isoformat() if required_from else None
        record("people.sign_in_rules.changed", row, by=by, staff_second_factor=second_factor, required_from=since)
