"""The postal addresses of an organisation."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.db import transaction

from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.turns import one_at_a_time
from candor.people.models import AddressKind, Organisation, OrganisationAddress


@dataclass(frozen=True, slots=True)
class PlaceOfOrganisation:
    """A postal address and what it is for; `country` is its ISO 3166 code."""

    kind: AddressKind
    lines: str
    city: str
    country: str
    postcode: str = ""
    addition: str = ""


@transaction.atomic
def add_address(organisation: Organisation, place: PlaceOfOrganisation, *, by: Actor) -> OrganisationAddress:
    """Note a postal address; noting it twice changes nothing."""
    one_at_a_time("people.organisation-address")
    there = OrganisationAddress.objects.filter(organisation=organisation, **asdict(place)).first()
    if there is not None:
        return there
    row = OrganisationAddress.objects.create(organisation=organisation, **asdict(place))
    record("people.organisation_address.added", row, by=by, kind=str(place.kind), organisation=organisation.pk)
    return row


@transaction.atomic
def change_address(row: OrganisationAddress, place: PlaceOfOrganisation, *, by: Actor) -> None:
    """Write the address anew. Writing the same twice changes nothing."""
    if OrganisationAddress.objects.filter(pk=row.pk).exclude(**asdict(place)).update(**asdict(place)):
        record("people.organisation_address.changed", row, by=by, organisation=row.organisation_id)


@transaction.atomic
def remove_address(row: OrganisationAddress, *, by: Actor) -> None:
    """Forget the address. Removing twice changes nothing."""
    number = row.pk
    if OrganisationAddress.objects.filter(pk=number).exists():
        record("people.organisation_address.removed", row, by=by, organisation=row.organisation_id)
        OrganisationAddress.objects.filter(pk=number).delete()
