"""What is wrong about an organisation is put right once the privacy office has granted it.

It is nobody's own, and one-person companies bear a person's name: so whoever belongs to it may say that it is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from candor.kernel.actor import Actor
from candor.kernel.registries.corrections import Correction, Field, NotCorrected, Shared, register, register_shared
from candor.people.actions.organisation_addresses import PlaceOfOrganisation
from candor.people.actions.organisation_addresses import change_address as change_place
from candor.people.actions.organisations import OrganisationDetails, change_organisation
from candor.people.actions.versions import ChangedMeanwhile
from candor.people.correcting import MEANWHILE, cleaned, still_there
from candor.people.forms.fields import countries
from candor.people.forms.organisations import OrganisationAddressForm, OrganisationForm
from candor.people.models import AddressKind, Membership, Organisation, OrganisationAddress
from candor.people.words_addresses import ADDRESS_KINDS

DETAILS = ("name", "address", "country", "vat_number")
UNTOUCHED = ("website", "phone", "invoice_email", "note")
PLACE = ("addition", "lines", "postcode", "city", "country")
FOR_EVERYBODY = _(
    "This counts for the whole organisation and for what is sold to it from now on. Invoices that were issued stay as"
    " they are: whoever keeps the books corrects those."
)


def _organisation(key: str) -> Organisation | None:
    return Organisation.objects.filter(pk=key, merged_into=None).first() if key.isdecimal() else None


def _details(key: str) -> Mapping[str, str] | None:
    found = _organisation(key)
    return None if found is None else {name: getattr(found, name) for name in DETAILS}


def _write_details(key: str, values: Mapping[str, str], by: Actor) -> str:
    found = still_there(_organisation(key))
    stays = {name: getattr(found, name) for name in UNTOUCHED}
    form = OrganisationForm(
        {**stays, **values, "version": found.version}, initial={"vat_number": found.vat_number, "version": 0}
    )
    clean = cleaned(form)
    clean.pop("version")
    try:
        change_organisation(found, found.version, OrganisationDetails(**clean), by=by)
    except ChangedMeanwhile:
        raise NotCorrected({"": str(MEANWHILE)}) from None
    return key


def _place(key: str) -> OrganisationAddress | None:
    return OrganisationAddress.objects.filter(pk=key).first() if key.isdecimal() else None


def _place_as_written(key: str) -> Mapping[str, str] | None:
    found = _place(key)
    return None if found is None else {name: getattr(found, name) for name in PLACE}


def _write_place(key: str, values: Mapping[str, str], by: Actor) -> str:
    found = still_there(_place(key))
    change_place(found, PlaceOfOrganisation(**cleaned(OrganisationAddressForm({**values, "kind": found.kind}))), by=by)
    return key


def _belonging(person: int) -> QuerySet[Organisation]:
    """The organisations that somebody belongs to now."""
    return Organisation.objects.filter(merged_into=None, memberships__person=person, memberships__ended_on=None)


def _organisations_of(person: int) -> Mapping[str, str]:
    return {str(row.pk): row.name for row in _belonging(person).order_by("name", "pk")}


def _places_of(person: int) -> Mapping[str, str]:
    rows = OrganisationAddress.objects.filter(organisation__in=_belonging(person)).select_related("organisation")
    return {str(row.pk): f"{row.organisation.name}: {_kind(row)}" for row in rows.order_by("organisation__name", "pk")}


def _kind(row: OrganisationAddress) -> str:
    return str(ADDRESS_KINDS[AddressKind(row.kind)])


def _member_as(person: int, which: Q) -> str:
    """The weightiest that they are there: whom we turn to, who looks after its cases, a member."""
    found = Membership.objects.filter(which, person=person, ended_on=None).first()
    if found is None:
        return str(_("Belongs there no more"))
    words = {Membership.Role.SUPER.value: _("Super customer")}
    return str(_("Contact for the contract") if found.contact_since else words.get(found.role, _("Member")))


def _as_member(person: int, key: str) -> str:
    return _member_as(person, Q(organisation=key))


def _as_member_of_place(person: int, key: str) -> str:
    return _member_as(person, Q(organisation__addresses=key))


def _countries() -> list[tuple[str, Any]]:
    return list(countries(get_language() or "en"))


register(
    Organisation,
    Correction(
        {
            "name": Field(_("Name")),
            "address": Field(_("Address"), is_long=True),
            "country": Field(_("Country"), choices=_countries),
            "vat_number": Field(_("VAT number")),
        },
        _details,
        _write_details,
    ),
)
register(
    OrganisationAddress,
    Correction(
        {
            "addition": Field(_("Department or attention")),
            "lines": Field(_("Street and number"), is_long=True),
            "postcode": Field(_("Postcode")),
            "city": Field(_("City")),
            "country": Field(_("Country"), choices=_countries),
        },
        _place_as_written,
        _write_place,
    ),
)
register_shared(Organisation, Shared(_organisations_of, _as_member, FOR_EVERYBODY))
register_shared(OrganisationAddress, Shared(_places_of, _as_member_of_place, FOR_EVERYBODY))
