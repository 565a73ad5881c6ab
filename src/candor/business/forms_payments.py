"""What sales staff may send about the money of invoices: what was paid, and for which time the accountant asks."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from candor.business.forms_invoices import amount_field, day_field
from candor.business.models import PaymentWay
from candor.business.queries_leads import today
from candor.business.rules.amounts import ZERO
from candor.business.rules.vat_rates import FIRST_DAY
from candor.business.words_invoices import WAYS
from candor.kernel.ids import new_ref
from candor.people.public import OneLine


class PaymentForm(forms.Form):
    """Money that came; below nought what we paid back."""

    key = forms.RegexField(r"^[0-9A-Za-z_-]{8,40}$", widget=forms.HiddenInput)
    paid_on = day_field(_("Paid on"))
    amount = amount_field(_("Amount"), least=-Decimal(10**12 - 1), most=Decimal(10**12 - 1), places=3)
    way = forms.ChoiceField(label=_("By"), choices=list(WAYS.items()))
    reference = OneLine(label=_("Reference"), required=False, max_length=140)

    def __init__(self, data: Any = None, *, left: Decimal = ZERO) -> None:
        initial = {"key": new_ref(), "paid_on": today(), "amount": left if left > 0 else None}
        super().__init__(data, initial=initial, auto_id="payment_%s")

    def clean_paid_on(self) -> date:
        day: date = self.cleaned_data["paid_on"]
        if not FIRST_DAY <= day <= today():
            raise forms.ValidationError(_("Enter a day since 2020 that is not ahead."))
        return day

    def clean_amount(self) -> Decimal:
        amount: Decimal = self.cleaned_data["amount"]
        if not amount:
            raise forms.ValidationError(_("Enter an amount; below nought for what you paid back."))
        return amount

    def clean_way(self) -> PaymentWay:
        return PaymentWay(self.cleaned_data["way"])


class PeriodForm(forms.Form):
    """From which day to which an accountant gets the invoices."""

    since = day_field(_("From"))
    until = day_field(_("Until"))

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        since, until = clean.get("since"), clean.get("until")
        if since and until and not timedelta(0) <= until - since <= timedelta(days=10 * 366):
            self.add_error("until", _("The last day comes after the first, at most ten years later."))
        return clean
