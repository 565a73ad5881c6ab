"""What the office types about suppressed addresses."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from candor.people.public import NotAnIdentifier, normalise
from candor.privacy.forms import OneLine
from candor.privacy.models import SuppressionReason
from candor.privacy.suppressing import reach_of


class AddressForm(forms.Form):
    address = OneLine(
        label=_("E-mail address or telephone number"),
        max_length=254,
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "email"}),
    )

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"]
        try:
            normalise(reach_of(address).value, address)
        except NotAnIdentifier as refusal:
            raise ValidationError(str(refusal.reason)) from None
        return address


class SuppressionForm(AddressForm):
    reason = forms.ChoiceField(label=_("Reason"), choices=SuppressionReason.choices)
