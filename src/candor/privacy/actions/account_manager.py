"""Setting the Account Manager up."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F

from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.privacy.models import AccountManagerSettings


class SetUpMeanwhile(Exception):
    """Somebody else saved since the page was opened. Nothing was changed."""


def settings_to_look_by() -> AccountManagerSettings:
    """The row of the settings, for which somebody looks at a customer's pages: it is what the access log names."""
    return AccountManagerSettings.objects.get_or_create(pk=1)[0]


@transaction.atomic
def set_up(hidden_groups: Sequence[str], hidden_details: Sequence[str], *, by: Actor, expected_version: int) -> None:
    """Leave these out of the pages; saving the same twice changes nothing. Raises SetUpMeanwhile."""
    AccountManagerSettings.objects.get_or_create(pk=1)
    row = AccountManagerSettings.objects.select_for_update(of=("self",)).get(pk=1)
    wanted = {"hidden_groups": sorted(hidden_groups), "hidden_details": sorted(hidden_details)}
    if all(getattr(row, name) == value for name, value in wanted.items()):
        return
    present = AccountManagerSettings.objects.filter(pk=1, version=expected_version)
    if not present.update(**wanted, version=F("version") + 1):
        raise SetUpMeanwhile
    record("privacy.account_manager.changed", row, by=by, groups=len(hidden_groups), details=len(hidden_details))
