"""Forms about who works here."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from candor.kernel import clock
from candor.people.forms.fields import EmailAddress, OneLine, SeveralLines
from candor.people.roles import ROLE_NAMES
from candor.ui.public import DayInput

LAST_DAY_HELP = _("For contractors: the last day on which they can sign in. Leave it empty for employees.")


class LastDay(forms.DateField):
    """A day that is not over yet."""

    widget = DayInput()
    input_formats = ["%Y-%m-%d"]

    def clean(self, value: Any) -> date | None:
        day: date | None = super().clean(value)
        if day is not None and day < clock.now().date():
            raise forms.ValidationError(_("This day is over. Choose today or a later day."))
        return day


class InvitationForm(forms.Form):
    name = OneLine(label=_("Name"), max_length=200)
    email = EmailAddress(label=_("E-mail address"), max_length=254)
    role = forms.ChoiceField(label=_("Role"), choices=list(ROLE_NAMES.items()))
    ends_on = LastDay(label=_("Last day"), required=False, help_text=LAST_DAY_HELP)


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=list(ROLE_NAMES.items()))


class LastDayForm(forms.Form):
    ends_on = LastDay(label=_("Last day"), required=False, help_text=LAST_DAY_HELP)


class SignatureForm(forms.Form):
    signature = SeveralLines(
        label=_("Signature"), max_length=2_000, required=False, help_text=_("Stands below your answers.")
    )
