"""Forms about second factors."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from candor.people.forms.fields import OneLine
from candor.people.models import SignInRules
from candor.ui.public import DayInput

ONE_TIME = {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
RECOVERY = _("It stands on the sheet that you printed or saved when you set up your second factor.")
EITHER = _("Six digits from your authenticator app, or one of your recovery codes.")


class AppCodeForm(forms.Form):
    """The first code of a new app."""

    code = OneLine(
        label=_("Code that the app shows now"),
        max_length=20,
        widget=forms.TextInput(attrs={**ONE_TIME, "inputmode": "numeric"}),
    )


class FactorCodeForm(forms.Form):
    """A code of the app or a recovery code; `has_app` says which to ask for."""

    code = OneLine(label=_("Code"), max_length=40, help_text=EITHER, widget=forms.TextInput(attrs=ONE_TIME))

    def __init__(self, *args: Any, has_app: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        if not has_app:
            self.fields["code"].label, self.fields["code"].help_text = _("Recovery code"), RECOVERY


class PasskeyNameForm(forms.Form):
    name = OneLine(
        label=_("Name of the passkey"), max_length=60, help_text=_("So that you recognise it: “Telephone”, “Blue key”.")
    )


class SignInRulesForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    staff_second_factor = forms.ChoiceField(
        label=_("Second factor for staff"),
        widget=forms.RadioSelect,
        choices=[
            (SignInRules.SecondFactor.OFFERED, _("Offered: everybody decides for themselves")),
            (SignInRules.SecondFactor.REQUIRED, _("Required: who has none sets one up when signing in")),
        ],
    )
    required_from = forms.DateField(
        label=_("Required from"),
        required=False,
        input_formats=["%Y-%m-%d"],
        help_text=_("Leave it empty to require it from the next sign-in on."),
        widget=DayInput(),
    )
