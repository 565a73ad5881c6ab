"""Programs read, add and change people. A customer's token is about its owner alone, as their own details are."""

from __future__ import annotations

import hashlib
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from candor.kernel import instance
from candor.kernel.access_log import looked_at, looked_at_each
from candor.kernel.api.forms import cleaned
from candor.kernel.api.headers import answer_with, must_match, tagged
from candor.kernel.api.looks import role_of
from candor.kernel.api.paging import After, Limit, Page, cursor_at, place_in
from candor.kernel.api.schemas import Named, PathRef
from candor.kernel.http.problems import ROOT, not_valid
from candor.people import access, queries
from candor.people.actions import details, organisations, persons
from candor.people.api.operations import PEOPLE
from candor.people.api.schemas import AddressOut, IdentifierOut, NewPersonIn, PersonIn, PersonOut, PersonRow
from candor.people.forms.persons import NewPersonForm, OwnDetailsForm, PersonForm
from candor.people.models import Person
from candor.people.sources import Source

READ, WRITE = "people:read", "people:write"
EXAMPLE = {"name": "Rolf Sand", "email": "rolf@sand.example", "language": "de"}


def person_for(request: Any, ref: str) -> Person:
    """Somebody whom the owner of the token may read about; customers themselves alone."""
    found = access.visible_person(request.actor, ref)
    if request.actor.is_customer and found.pk != request.actor.id:
        raise Http404
    return found


def changeable_for(request: Any, ref: str) -> Person:
    """Somebody about whom the owner of the token may write."""
    return access.changeable_person(request.actor, person_for(request, ref).ref)


def shown(request: Any, person: Person) -> PersonOut:
    """The person as this reader may see them, with the ETag of all that is shown."""
    out = _person_out(person, is_for_staff=request.actor.is_staff)
    tagged(request, version_of(out))
    looked_at(person.pk, about=person, by=request.actor, role=role_of(request))
    return out


def check_match(request: Any, person: Person) -> None:
    """Raise Problem unless If-Match names the person as they are now, addresses and numbers included."""
    must_match(request, version_of(_person_out(person, is_for_staff=request.actor.is_staff)))


def version_of(out: PersonOut) -> str:
    """Addresses and numbers have no version of their own, so what is shown counts, not the version alone."""
    digest = hashlib.sha256(out.model_dump_json(exclude_unset=True).encode()).hexdigest()
    return f"{out.version}-{digest[:16]}"


@PEOPLE.read("people", scope=READ, response=Page[PersonRow], summary="List people", is_one=False)
def list_people(request: HttpRequest, q: str = "", limit: Limit = 50, cursor: After = "") -> Any:
    """Everybody by name, or with `q` those whose name, address or number begins with it (one page, at most 100)."""
    asking: Any = request
    if asking.actor.is_customer:
        own = asking.person
        rows = [PersonRow(ref=own.ref, name=own.name, email=queries.primary_email(own))]
        return Page[PersonRow](items=rows, next=None)
    typed = q[:100].strip()
    if typed:
        listing, place = queries.people_found(typed, by=asking.actor, most=limit), ""
    else:
        after = place_in(request, cursor)
        listing = queries.people_page(asking.actor, {"after": after} if after else {}, most=limit)
        place = listing.rows[-1].ref if listing.later else ""
    looked_at_each(
        Person.objects.filter(ref__in=[row.ref for row in listing.rows]), by=asking.actor, role=role_of(request)
    )
    rows = [PersonRow(ref=row.ref, name=row.name, email=row.sub, organisation=row.note) for row in listing.rows]
    return Page[PersonRow](items=rows, next=cursor_at(request, place))


@PEOPLE.read("people/{slug:ref}", scope=READ, is_tagged=True, response=PersonOut, summary="Read a person")
def read_person(request: HttpRequest, ref: PathRef) -> PersonOut:
    """One person with addresses, numbers and organisations. The look is noted for them."""
    return shown(request, person_for(request, ref))


@PEOPLE.write(
    "POST", "people", scope=WRITE, response=PersonOut, status=201, summary="Add a person", is_one=False, example=EXAMPLE
)
def add_person(request: HttpRequest, payload: NewPersonIn) -> PersonOut:
    """Write somebody down. For staff."""
    asking: Any = request
    if asking.actor.is_customer:
        raise not_valid(("", _("Only staff write people down.")))
    clean = cleaned(NewPersonForm(payload.model_dump()))
    organisation = clean.pop("organisation")
    new = persons.NewPerson(**clean, source=Source.STAFF)
    person = organisations.add_person_of(organisation, new, by=asking.actor)
    answer_with(request, "Location", f"{ROOT}people/{person.ref}")
    return shown(request, person)


@PEOPLE.write(
    "PATCH",
    "people/{slug:ref}",
    scope=WRITE,
    response=PersonOut,
    summary="Change a person",
    match="must",
    example={"language": "de"},
)
def change_person(request: HttpRequest, ref: PathRef, payload: PersonIn) -> PersonOut:
    """Change the details that are sent; the others stay."""
    asking: Any = request
    person = changeable_for(request, ref)
    check_match(request, person)
    wanted = payload.model_dump(exclude_unset=True, exclude_none=True)
    if asking.actor.is_customer:
        if "note" in wanted:
            raise not_valid(("note", _("Only staff write notes.")))
        clean = cleaned(OwnDetailsForm(_own(person) | wanted))
        values: details.Details | details.OwnDetails = details.OwnDetails(**_without_version(clean))
    else:
        clean = cleaned(PersonForm(_present(person) | wanted))
        values = details.Details(**_without_version(clean))
    details.change_details(person, person.version, values, by=asking.actor)
    return shown(request, Person.objects.get(pk=person.pk))


def _present(person: Person) -> dict[str, Any]:
    return {name: getattr(person, name) for name in ("version", "name", "language", "time_zone", "note")}


def _own(person: Person) -> dict[str, Any]:
    ours = instance.current()
    chosen = {"language": person.language or ours.language, "time_zone": person.time_zone or ours.time_zone}
    return {"version": person.version, "name": person.name, **chosen}


def _without_version(clean: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in clean.items() if name != "version"}


def _person_out(person: Person, *, is_for_staff: bool) -> PersonOut:
    held = queries.details_of(person)
    for_staff = {"note": person.note, "source": person.source} if is_for_staff else {}
    return PersonOut(
        ref=person.ref,
        name=person.name,
        language=person.language,
        time_zone=person.time_zone,
        created_at=person.created_at,
        version=person.version,
        identifiers=[
            IdentifierOut(
                ref=entry.ref,
                kind=entry.kind,  # type: ignore[arg-type] # a column with these two choices
                value=entry.written,
                label=entry.label,
                is_primary=entry.is_primary,
                verified_at=entry.verified_at,
            )
            for entry in (*held.emails, *held.phones)
        ],
        addresses=[
            AddressOut(
                ref=row.ref, label=row.label, lines=row.lines, postcode=row.postcode, city=row.city, country=row.country
            )
            for row in held.addresses
        ],
        organisations=[Named(ref=each.organisation.ref, name=each.organisation.name) for each in held.memberships],
        **for_staff,
    )
