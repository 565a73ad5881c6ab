"""Programs read, add and change organisations. For staff, as the pages are."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from candor.kernel.api.forms import cleaned
from candor.kernel.api.headers import answer_with, must_match, tagged
from candor.kernel.api.paging import After, Limit, Page, cursor_at, place_in
from candor.kernel.api.schemas import PathRef
from candor.kernel.http.problems import ROOT
from candor.people import access, queries
from candor.people.actions import organisations as actions
from candor.people.api.operations import ORGANISATIONS
from candor.people.api.schemas import NewOrganisationIn, OrganisationIn, OrganisationOut, OrganisationRow
from candor.people.forms.organisations import OrganisationForm
from candor.people.models import Organisation

READ, WRITE = "organisations:read", "organisations:write"
FIELDS = tuple(name for name in OrganisationForm.base_fields if name != "version")


@ORGANISATIONS.read(
    "organisations", scope=READ, response=Page[OrganisationRow], summary="List organisations", is_one=False
)
def list_organisations(request: HttpRequest, q: str = "", limit: Limit = 50, cursor: After = "") -> Any:
    """All by name, or with `q` those with these words in their name (one page, at most 100)."""
    asking: Any = request
    typed = q[:100].strip()
    if typed:
        listing, place = queries.organisations_found(typed, by=asking.actor, most=limit), ""
    else:
        after = place_in(request, cursor)
        listing = queries.organisations_page(asking.actor, {"after": after} if after else {}, most=limit)
        place = listing.rows[-1].ref if listing.later else ""
    rows = [
        OrganisationRow(ref=row.ref, name=row.name, website=row.sub, members=int(row.note or 0)) for row in listing.rows
    ]
    return Page[OrganisationRow](items=rows, next=cursor_at(request, place))


@ORGANISATIONS.read(
    "organisations/{slug:ref}", scope=READ, is_tagged=True, response=OrganisationOut, summary="Read an organisation"
)
def read_organisation(request: HttpRequest, ref: PathRef) -> OrganisationOut:
    """One organisation."""
    asking: Any = request
    return _shown(request, access.visible_organisation(asking.actor, ref))


@ORGANISATIONS.write(
    "POST",
    "organisations",
    scope=WRITE,
    response=OrganisationOut,
    status=201,
    summary="Add an organisation",
    is_one=False,
    example={"name": "Sand und Sohn", "website": "https://sand.example", "country": "DE"},
)
def add_organisation(request: HttpRequest, payload: NewOrganisationIn) -> OrganisationOut:
    """Write an organisation down."""
    asking: Any = request
    details = _clean({**dict.fromkeys(FIELDS, ""), **payload.model_dump(exclude_none=True)})
    organisation = actions.add_organisation(details, by=asking.actor)
    answer_with(request, "Location", f"{ROOT}organisations/{organisation.ref}")
    return _shown(request, organisation)


@ORGANISATIONS.write(
    "PATCH",
    "organisations/{slug:ref}",
    scope=WRITE,
    response=OrganisationOut,
    summary="Change an organisation",
    match="must",
    example={"phone": "+49 431 5550101"},
)
def change_organisation(request: HttpRequest, ref: PathRef, payload: OrganisationIn) -> OrganisationOut:
    """Change the details that are sent; the others stay."""
    asking: Any = request
    found = access.changeable_organisation(asking.actor, ref)
    must_match(request, str(found.version))
    present = {name: getattr(found, name) for name in FIELDS}
    details = _clean(present | payload.model_dump(exclude_none=True), present)
    actions.change_organisation(found, found.version, details, by=asking.actor)
    return _shown(request, Organisation.objects.get(pk=found.pk))


def _clean(values: dict[str, Any], present: dict[str, Any] | None = None) -> actions.OrganisationDetails:
    clean = cleaned(OrganisationForm({"version": 0, **values}, initial=present))
    return actions.OrganisationDetails(**{name: clean[name] for name in FIELDS})


def _shown(request: HttpRequest, found: Organisation) -> OrganisationOut:
    tagged(request, str(found.version))
    return OrganisationOut(
        ref=found.ref,
        created_at=found.created_at,
        version=found.version,
        **{name: getattr(found, name) for name in FIELDS},
    )
