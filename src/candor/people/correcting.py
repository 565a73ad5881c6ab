"""What is wrong about people is put right by the actions of this slice, once the privacy office has granted it.

An e-mail address is not among it: who it belongs to is shown by a code at both ends, so its owner changes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from candor.kernel.actor import Actor
from candor.kernel.registries.corrections import Correction, Field, NotCorrected, register, register_by_hand
from candor.people.actions.details import Address, Details, change_address, change_details
from candor.people.actions.identifiers import Refused, correct_phone
from candor.people.actions.organisations import change_position
from candor.people.actions.versions import ChangedMeanwhile
from candor.people.forms.fields import OneLine, countries
from candor.people.forms.persons import PersonForm, PhoneForm, PostalAddressForm
from candor.people.identifiers import NotAnIdentifier
from candor.people.models import Activity, Identifier, IdentifierKind, Membership, Person, PostalAddress

ADDRESS = ("label", "lines", "postcode", "city", "country")
MEANWHILE = _("Somebody else has changed this in the meantime. Look at it again.")


class PositionForm(forms.Form):
    """What somebody is in an organisation."""

    position = OneLine(label=_("Position"), max_length=100, required=False)


def _person(key: str) -> Person | None:
    return Person.objects.filter(pk=key, erased_at=None, merged_into=None).first() if key.isdecimal() else None


def _details(key: str) -> Mapping[str, str] | None:
    found = _person(key)
    return None if found is None else {"name": found.name, "note": found.note}


def _write_details(key: str, values: Mapping[str, str], by: Actor) -> str:
    found = _there(_person(key))
    same = {"version": found.version, "language": found.language, "time_zone": found.time_zone}
    clean = _clean(PersonForm({**same, **values}))
    details = Details(clean["name"], found.language, found.time_zone, clean["note"])
    try:
        change_details(found, found.version, details, by=by)
    except ChangedMeanwhile:
        raise NotCorrected({"": str(MEANWHILE)}) from None
    return key


def _phone(key: str) -> Identifier | None:
    phones = Identifier.objects.filter(kind=IdentifierKind.PHONE).select_related("person")
    return phones.filter(pk=key).first() if key.isdecimal() else None


def _phone_as_written(key: str) -> Mapping[str, str] | None:
    found = _phone(key)
    return None if found is None else {"written": found.written, "label": found.label}


def _write_phone(key: str, values: Mapping[str, str], by: Actor) -> str:
    found = _there(_phone(key))
    clean = _clean(PhoneForm({"phone": values.get("written", ""), "label": values.get("label", "")}), phone="written")
    try:
        return str(correct_phone(found, clean["phone"], clean["label"], by=by).pk)
    except NotAnIdentifier:
        raise NotCorrected({"written": str(_("This is not a telephone number."))}) from None
    except Refused as refusal:
        raise NotCorrected({"written": str(refusal.reason)}) from None


def _address(key: str) -> PostalAddress | None:
    return PostalAddress.objects.filter(pk=key).first() if key.isdecimal() else None


def _address_as_written(key: str) -> Mapping[str, str] | None:
    found = _address(key)
    return None if found is None else {name: getattr(found, name) for name in ADDRESS}


def _write_address(key: str, values: Mapping[str, str], by: Actor) -> str:
    change_address(_there(_address(key)), Address(**_clean(PostalAddressForm(values))), by=by)
    return key


def _membership(key: str) -> Membership | None:
    return Membership.objects.filter(pk=key).first() if key.isdecimal() else None


def _position(key: str) -> Mapping[str, str] | None:
    found = _membership(key)
    return None if found is None else {"position": found.position}


def _write_position(key: str, values: Mapping[str, str], by: Actor) -> str:
    change_position(_there(_membership(key)), _clean(PositionForm(values))["position"], by=by)
    return key


def _there(row: Any) -> Any:
    if row is None:
        raise NotCorrected({"": str(_("It is not there any more. Nothing was changed."))})
    return row


def _clean(form: forms.Form, **named: str) -> dict[str, Any]:
    """The values as the pages of this slice take them. Raises NotCorrected; `named` says how a column is called."""
    if not form.is_valid():
        raise NotCorrected({named.get(field, field): str(texts[0]) for field, texts in form.errors.items()})
    return form.cleaned_data


register(
    Person,
    Correction(
        {"name": Field(_("Name")), "note": Field(_("Note of our staff"), is_long=True)}, _details, _write_details
    ),
)
register(
    Identifier,
    Correction({"written": Field(_("Telephone")), "label": Field(_("Label"))}, _phone_as_written, _write_phone),
)
register(
    PostalAddress,
    Correction(
        {
            "label": Field(_("Label")),
            "lines": Field(_("Street and number"), is_long=True),
            "postcode": Field(_("Postcode")),
            "city": Field(_("City")),
            "country": Field(_("Country"), choices=lambda: list(countries(get_language() or "en"))),
        },
        _address_as_written,
        _write_address,
    ),
)
register(Membership, Correction({"position": Field(_("Position"))}, _position, _write_position))
register_by_hand(
    Identifier,
    _(
        "An e-mail address shows by a code at both ends that it is theirs: they change it under “My details”. Where"
        " it is a stranger's, take it away on the person's page."
    ),
)
register_by_hand(
    Activity,
    _("Take the note away on the person's page and write a new one that says what is right."),
)
