"""The organisation that runs this installation, as administrators describe it."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.db import transaction

from candor.kernel import instance
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.models import Instance
from candor.people.actions.versions import save_if_unchanged


@dataclass(frozen=True, slots=True)
class OwnOrganisation:
    """What stands on pages and in mails about us; `brand_hue` is an angle of the colour circle."""

    organisation_name: str
    brand_hue: int
    language: str
    time_zone: str
    postal_address: str = ""
    contact_email: str = ""
    contact_phone: str = ""


@transaction.atomic
def change_own_organisation(version: int, wanted: OwnOrganisation, *, by: Actor) -> None:
    """Save it. Raises ChangedMeanwhile when somebody else saved since `version`."""
    row = Instance.objects.get(pk=1)
    if save_if_unchanged(row, version, asdict(wanted)):
        record("people.instance.changed", row, by=by)
    transaction.on_commit(instance.forget)
