"""What is wrong about people is put right by the actions of this slice, once the privacy office has granted it.

A new e-mail address of somebody who signs in is only asked for: it counts once both mailboxes have agreed (ADR 0039).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from candor.kernel.actor import Actor
from candor.kernel.registries.corrections import Correction, Field, NotCorrected, register, register_by_hand
from candor.people.actions.address_changes import NewAddress, ask_for_address
from candor.people.actions.details import Address, Details, change_address, change_details
from candor.people.actions.identifiers import Refused, correct_identifier, remove_identifier
from candor.people.actions.organisations import change_position
from candor.people.actions.versions import ChangedMeanwhile
from candor.people.forms.fields import OneLine, countries
from candor.people.forms.persons import EmailForm, PersonForm, PhoneForm, PostalAddressForm
from candor.people.identifiers import NotAnIdentifier
from candor.people.models import Activity, Identifier, IdentifierKind, Membership, Person, PostalAddress
from candor.people.queries.address_changes import known_address, needs_agreement

ADDRESS = ("label", "lines", "postcode", "city", "country")
BOTH_MAILBOXES = _(
    "We have written to the new address and to the one that we know so far. The new one counts as soon as both"
    " mailboxes have agreed; they have a week. If the former mailbox can no longer be read, the mail to the new one"
    " says what to do."
)
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
    found = still_there(_person(key))
    same = {"version": found.version, "language": found.language, "time_zone": found.time_zone}
    clean = cleaned(PersonForm({**same, **values}))
    details = Details(clean["name"], found.language, found.time_zone, clean["note"])
    try:
        change_details(found, found.version, details, by=by)
    except ChangedMeanwhile:
        raise NotCorrected({"": str(MEANWHILE)}) from None
    return key


def _identifier(key: str, kind: IdentifierKind) -> Identifier | None:
    found = Identifier.objects.filter(kind=kind).select_related("person")
    return found.filter(pk=key).first() if key.isdecimal() else None


def _phone_as_written(key: str) -> Mapping[str, str] | None:
    found = _identifier(key, IdentifierKind.PHONE)
    return None if found is None else {"written": found.written, "label": found.label}


def _write_phone(key: str, values: Mapping[str, str], by: Actor) -> str:
    found = still_there(_identifier(key, IdentifierKind.PHONE))
    clean = cleaned(PhoneForm({"phone": values.get("written", ""), "label": values.get("label", "")}), phone="written")
    try:
        return str(correct_identifier(found, clean["phone"], clean["label"], by=by).pk)
    except NotAnIdentifier:
        raise NotCorrected({"written": str(_("This is not a telephone number."))}) from None
    except Refused as refusal:
        raise NotCorrected({"written": str(refusal.reason)}) from None


def _email_as_written(key: str) -> Mapping[str, str] | None:
    found = _identifier(key, IdentifierKind.EMAIL)
    return None if found is None else {"written": found.written}


def _write_email(key: str, values: Mapping[str, str], by: Actor) -> str:
    """Of somebody who signs in both mailboxes are asked; of everybody else it is written down."""
    found = still_there(_identifier(key, IdentifierKind.EMAIL))
    clean = cleaned(EmailForm({"email": values.get("written", ""), "label": found.label}), email="written")
    try:
        if not needs_agreement(found.person):
            return str(correct_identifier(found, clean["email"], found.label, by=by).pk)
        _ask_for(found, clean["email"], by)
    except Refused as refusal:
        raise NotCorrected({"written": str(refusal.reason)}) from None
    return key


def _ask_for(wrong: Identifier, email: str, by: Actor) -> None:
    """The one known so far stays until both have agreed; another one that is wrong goes at once."""
    is_known = wrong == known_address(wrong.person)
    ask_for_address(wrong.person, NewAddress(email, wrong.label, replaces=is_known), by=by)
    if not is_known:
        remove_identifier(wrong, by=by)


def _later(key: str) -> str | Promise:
    found = _identifier(key, IdentifierKind.EMAIL)
    return BOTH_MAILBOXES if found is not None and needs_agreement(found.person) else ""


def _address(key: str) -> PostalAddress | None:
    return PostalAddress.objects.filter(pk=key).first() if key.isdecimal() else None


def _address_as_written(key: str) -> Mapping[str, str] | None:
    found = _address(key)
    return None if found is None else {name: getattr(found, name) for name in ADDRESS}


def _write_address(key: str, values: Mapping[str, str], by: Actor) -> str:
    change_address(still_there(_address(key)), Address(**cleaned(PostalAddressForm(values))), by=by)
    return key


def _membership(key: str) -> Membership | None:
    return Membership.objects.filter(pk=key).first() if key.isdecimal() else None


def _position(key: str) -> Mapping[str, str] | None:
    found = _membership(key)
    return None if found is None else {"position": found.position}


def _write_position(key: str, values: Mapping[str, str], by: Actor) -> str:
    change_position(still_there(_membership(key)), cleaned(PositionForm(values))["position"], by=by)
    return key


def still_there(row: Any) -> Any:
    if row is None:
        raise NotCorrected({"": str(_("It is not there any more. Nothing was changed."))})
    return row


def cleaned(form: forms.Form, **named: str) -> dict[str, Any]:
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
    Identifier,
    Correction({"written": Field(_("E-mail address"))}, _email_as_written, _write_email, _later),
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
    Activity,
    _("Take the note away on the person's page and write a new one that says what is right."),
)
