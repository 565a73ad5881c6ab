"""What moving to the bin and emptying it ask for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from candor.helpdesk.forms.customer_fields import LineField
from candor.helpdesk.models import BinReason, Ticket

TYPED = [(reason.value, reason.label) for reason in (BinReason.SPAM, BinReason.MISTAKE)]
"""What somebody may say. That a case went to sales follows from its moving there."""


class BinForm(forms.Form):
    """`version` is the one that the page showed."""

    reason = forms.TypedChoiceField(choices=TYPED, coerce=BinReason)
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, required=False)


class PurgeForm(forms.Form):
    """Deleting for good asks for the case's number, typed."""

    number = LineField(
        label=_("Number of the case"), most=20, error_messages={"required": _("Type the number of the case.")}
    )

    def __init__(self, ticket: Ticket, data: Any = None) -> None:
        super().__init__(data)
        self.ticket = ticket

    def clean_number(self) -> str:
        typed: str = self.cleaned_data["number"]
        if typed.lstrip("#") != str(self.ticket.number):
            raise forms.ValidationError(_("This is not the number of this case. Nothing was deleted."))
        return typed
