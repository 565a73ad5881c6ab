"""Forms about organisations and who belongs to them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from candor.people.forms.fields import Country, EmailAddress, OneLine, SeveralLines
from candor.people.models import AddressKind, Membership
from candor.people.rules.vat_numbers import Fault, NotAVatNumber, normalised
from candor.people.words_addresses import ADDRESS_KINDS

MEMBER_ROLES = [
    (Membership.Role.MEMBER, _("Member")),
    (Membership.Role.SUPER, _("Super customer")),
]


class OrganisationForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    name = OneLine(label=_("Name"), max_length=200)
    website = OneLine(
        label=_("Website"),
        max_length=200,
        required=False,
        validators=[URLValidator(["https", "http"], message=_("Enter the whole address, as https://example.com."))],
    )
    phone = OneLine(label=_("Telephone"), max_length=40, required=False)
    address = SeveralLines(label=_("Address"), max_length=1_000, required=False)
    country = Country(required=False)
    vat_number = OneLine(
        label=_("VAT number"),
        max_length=20,
        required=False,
        help_text=_("Its form and check digits are checked by the rules of the country."),
    )
    invoice_email = EmailAddress(
        label=_("E-mail address for invoices"),
        max_length=254,
        required=False,
        help_text=_(
            "A mailbox of the company, not of a person. Left empty: invoices go to the contact for the contract."
        ),
    )
    note = SeveralLines(label=_("Note"), max_length=5_000, required=False)

    def clean(self) -> dict[str, Any]:
        """A number that was written down before it was checked stays until somebody changes it."""
        clean = super().clean() or {}
        if clean.get("vat_number") and clean["vat_number"] != self.initial.get("vat_number"):
            try:
                clean["vat_number"] = normalised(clean["vat_number"], clean.get("country", ""))
            except NotAVatNumber as refusal:
                self.add_error("vat_number", _told(refusal))
        return clean


class OrganisationAddressForm(forms.Form):
    """A postal address of the organisation. The street comes as on an envelope, without the company's name."""

    kind = forms.ChoiceField(label=_("What for"), choices=list(ADDRESS_KINDS.items()))
    addition = OneLine(
        label=_("Department or attention"),
        max_length=100,
        required=False,
        help_text=_("For example: accounts payable."),
    )
    lines = SeveralLines(
        label=_("Street and number"), max_length=300, widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"})
    )
    postcode = OneLine(label=_("Postcode"), max_length=20, required=False)
    city = OneLine(label=_("City"), max_length=100)
    country = Country()

    def clean_kind(self) -> AddressKind:
        return AddressKind(self.cleaned_data["kind"])


class MemberForm(forms.Form):
    email = EmailAddress(
        label=_("E-mail address of the person"),
        max_length=254,
        help_text=_("Somebody we do not know yet is added with it."),
    )
    name = OneLine(label=_("Name"), max_length=200, required=False, help_text=_("For somebody we do not know yet."))
    position = OneLine(label=_("Position"), max_length=100, required=False)
    role = forms.ChoiceField(
        label=_("Role"),
        choices=MEMBER_ROLES,
        help_text=_("A super customer sees and answers all cases of the organisation."),
    )


def _told(refusal: NotAVatNumber) -> str:
    """What is wrong with the number, and what to do."""
    if refusal.fault is Fault.CHECK_DIGITS:
        return gettext("The check digits of this VAT number do not fit: a digit is mistyped, or two are swapped.")
    words = gettext(
        "VAT numbers that begin with %(prefix)s look different. Copy it from an invoice or letter of theirs."
    )
    return words % {"prefix": refusal.country}
