"""Programs read, add and remove the postal addresses of organisations."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from candor.kernel.api.forms import cleaned
from candor.kernel.api.paging import Page
from candor.kernel.api.schemas import PathRef
from candor.people import access
from candor.people.actions import organisation_addresses as actions
from candor.people.actions.organisation_addresses import PlaceOfOrganisation
from candor.people.api.operations import ORGANISATIONS
from candor.people.api.organisations import READ, WRITE
from candor.people.api.schemas import PlaceIn, PlaceOut
from candor.people.forms.organisations import OrganisationAddressForm
from candor.people.models import OrganisationAddress
from candor.people.queries.billing import addresses_of, lines_of

PLACES = "organisations/{slug:ref}/postal-addresses"


@ORGANISATIONS.read(PLACES, scope=READ, response=Page[PlaceOut], summary="List the postal addresses")
def list_places(request: HttpRequest, ref: PathRef) -> Any:
    """Those for invoices first. An invoice takes the first of them."""
    asking: Any = request
    organisation = access.visible_organisation(asking.actor, ref)
    return Page[PlaceOut](items=[_out(row) for row in addresses_of(organisation)], next=None)


@ORGANISATIONS.write(
    "POST",
    PLACES,
    scope=WRITE,
    response=PlaceOut,
    status=201,
    summary="Add a postal address",
    example={"kind": "billing", "lines": "Kai 1", "postcode": "24103", "city": "Kiel", "country": "DE"},
)
def add_place(request: HttpRequest, ref: PathRef, payload: PlaceIn) -> PlaceOut:
    """Note a postal address; one that is there already stays the one."""
    asking: Any = request
    organisation = access.changeable_organisation(asking.actor, ref)
    clean = cleaned(OrganisationAddressForm(payload.model_dump()))
    return _out(actions.add_address(organisation, PlaceOfOrganisation(**clean), by=asking.actor))


@ORGANISATIONS.write(
    "DELETE", f"{PLACES}/{{slug:entry}}", scope=WRITE, status=204, summary="Remove a postal address", takes_body=False
)
def remove_place(request: HttpRequest, ref: PathRef, entry: PathRef) -> None:
    """Forget the address. Removing it twice is not found."""
    asking: Any = request
    row = access.changeable_organisation_address(asking.actor, ref, entry)
    actions.remove_address(row, by=asking.actor)


def _out(row: OrganisationAddress) -> PlaceOut:
    return PlaceOut(
        ref=row.ref,
        kind=row.kind,  # type: ignore[arg-type] # a column with these three choices
        addition=row.addition,
        lines=row.lines,
        postcode=row.postcode,
        city=row.city,
        country=row.country,
        written=lines_of(row),
    )
