"""Programs add, prefer and remove how a person is reached. Each change needs the person's ETag."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from candor.kernel.api.forms import cleaned
from candor.kernel.api.schemas import PathRef
from candor.kernel.http.problems import not_valid
from candor.people import access, limits
from candor.people.actions import address_changes, details, identifiers
from candor.people.actions.identifiers import Refused
from candor.people.api.operations import PEOPLE
from candor.people.api.people import WRITE, changeable_for, check_match, shown
from candor.people.api.schemas import AddressIn, IdentifierIn, PersonOut
from candor.people.forms.persons import EmailForm, PhoneForm, PostalAddressForm
from candor.people.models import IdentifierKind, Person
from candor.people.queries.address_changes import needs_agreement

ENTRY = "people/{slug:ref}/identifiers/{slug:entry}"
ADDRESS = "people/{slug:ref}/addresses/{slug:entry}"
PLACE = {"lines": "Kai 1", "postcode": "24103", "city": "Kiel", "country": "DE"}


@PEOPLE.write(
    "POST",
    "people/{slug:ref}/identifiers",
    scope=WRITE,
    response=PersonOut,
    status=201,
    summary="Add an address or number",
    example={"kind": "phone", "value": "+49 431 5550100", "label": "Mobile"},
)
def add_identifier(request: HttpRequest, ref: PathRef, payload: IdentifierIn) -> PersonOut:
    """Add an e-mail address or telephone number. One's own e-mail address is added in one's details, by a link.

    Of somebody with an account the mailbox known so far has to agree, too: the answer has the address only then.
    """
    asking: Any = request
    person = changeable_for(request, ref)
    if payload.kind == "email":
        if person.pk == asking.actor.id:
            raise not_valid(("kind", _("Add your own e-mail address in your details: a link shows that it is yours.")))
        clean = cleaned(EmailForm({"email": payload.value, "label": payload.label}), {"email": "value"})
        _add_email(asking, person, clean["email"], clean["label"])
    else:
        clean = cleaned(PhoneForm({"phone": payload.value, "label": payload.label}), {"phone": "value"})
        kind = IdentifierKind.PHONE
        identifiers.add_identifier(person, kind, clean["phone"], label=clean["label"], by=asking.actor)
    return shown(request, person)


@PEOPLE.write(
    "POST",
    f"{ENTRY}/preference",
    scope=WRITE,
    response=PersonOut,
    summary="Use an address or number first",
    match="must",
    takes_body=False,
)
def prefer_identifier(request: HttpRequest, ref: PathRef, entry: PathRef) -> PersonOut:
    """Use this address or number first from now on."""
    asking: Any = request
    person, row = _entry(request, ref, entry)
    check_match(request, person)
    identifiers.make_primary(row, by=asking.actor)
    return shown(request, person)


@PEOPLE.write(
    "DELETE",
    ENTRY,
    scope=WRITE,
    response=PersonOut,
    summary="Remove an address or number",
    match="must",
    takes_body=False,
)
def remove_identifier(request: HttpRequest, ref: PathRef, entry: PathRef) -> PersonOut:
    """Forget an address or number; answers the person without it."""
    asking: Any = request
    person, row = _entry(request, ref, entry)
    check_match(request, person)
    identifiers.remove_identifier(row, by=asking.actor)
    return shown(request, person)


@PEOPLE.write(
    "POST",
    "people/{slug:ref}/addresses",
    scope=WRITE,
    response=PersonOut,
    status=201,
    summary="Add a postal address",
    example=PLACE,
)
def add_address(request: HttpRequest, ref: PathRef, payload: AddressIn) -> PersonOut:
    """Add a postal address."""
    asking: Any = request
    person = changeable_for(request, ref)
    details.add_address(person, _clean(payload), by=asking.actor)
    return shown(request, person)


@PEOPLE.write(
    "PUT", ADDRESS, scope=WRITE, response=PersonOut, summary="Replace a postal address", match="must", example=PLACE
)
def change_address(request: HttpRequest, ref: PathRef, entry: PathRef, payload: AddressIn) -> PersonOut:
    """Put a postal address in the place of another."""
    asking: Any = request
    person = changeable_for(request, ref)
    row = access.changeable_address(asking.actor, person, entry)
    check_match(request, person)
    details.change_address(row, _clean(payload), by=asking.actor)
    return shown(request, person)


@PEOPLE.write(
    "DELETE",
    ADDRESS,
    scope=WRITE,
    response=PersonOut,
    summary="Remove a postal address",
    match="must",
    takes_body=False,
)
def remove_address(request: HttpRequest, ref: PathRef, entry: PathRef) -> PersonOut:
    """Forget a postal address; answers the person without it."""
    asking: Any = request
    person = changeable_for(request, ref)
    row = access.changeable_address(asking.actor, person, entry)
    check_match(request, person)
    details.remove_address(row, by=asking.actor)
    return shown(request, person)


def _add_email(asking: Any, person: Person, email: str, label: str) -> None:
    if not needs_agreement(person):
        identifiers.add_email_for(person, email, label=label, by=asking.actor)
        return
    if not limits.may_add_address(asking.actor.id or 0, email.casefold()):
        raise Refused(limits.WAIT_AN_HOUR)
    address_changes.ask_for_address(person, address_changes.NewAddress(email, label), by=asking.actor)


def _entry(request: Any, ref: str, entry: str) -> tuple[Person, Any]:
    person = changeable_for(request, ref)
    return person, access.changeable_entry(request.actor, person, entry)


def _clean(payload: AddressIn) -> details.Address:
    return details.Address(**cleaned(PostalAddressForm(payload.model_dump())))
