"""The form about the organisation that runs this installation."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from candor.people.forms.fields import EmailAddress, Language, OneLine, PhoneNumber, SeveralLines, TimeZone


class OrganisationSettingsForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    organisation_name = OneLine(
        label=_("Name"), max_length=120, help_text=_("Customers see it on every page and in every mail.")
    )
    brand_hue = forms.IntegerField(
        label=_("Colour"),
        min_value=0,
        max_value=359,
        help_text=_("The shade is computed so that text stays readable in light and dark."),
        widget=forms.NumberInput(attrs={"type": "range", "min": 0, "max": 345, "step": 15}),
    )
    language = Language(help_text=_("For people who have chosen none."))
    time_zone = TimeZone(help_text=_("For people who have chosen none."))
    postal_address = SeveralLines(label=_("Postal address"), max_length=1_000, required=False)
    contact_email = EmailAddress(label=_("Contact e-mail address"), max_length=254, required=False)
    contact_phone = PhoneNumber(label=_("Contact telephone"), max_length=40, required=False)
