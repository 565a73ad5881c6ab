"""What administrators write down for the export to DATEV, and what is said when bookings are taken along."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from candor.business.actions.bookkeeping import Wanted
from candor.business.forms_payments import PeriodForm
from candor.business.models import BookkeepingSettings
from candor.business.queries_leads import today
from candor.business.rules.datev import CHARTS, Heading, chart_of, debtor_range, first_day_of_year
from candor.business.words_bookkeeping import CHART_NAMES, HEADINGS
from candor.people.public import OneLine

NUMBERS = ("adviser", "client", "chart", "account_length", "year_begins")
PERSONAL = frozenset({Heading.DEBTORS})
"""Accounts of people have a digit more."""


class BookkeepingForm(forms.Form):
    """Whose books, and the account of each heading; an empty one leaves its bookings out."""

    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    adviser = forms.IntegerField(label=_("Number of the adviser (Berater)"), min_value=1_001, max_value=9_999_999)
    client = forms.IntegerField(label=_("Number of the client (Mandant)"), min_value=1, max_value=99_999)
    chart = forms.ChoiceField(label=_("Chart of accounts"), choices=list(CHART_NAMES.items()))
    account_length = forms.TypedChoiceField(
        label=_("Digits of an account"), choices=[(n, str(n)) for n in range(4, 9)], coerce=int
    )
    year_begins = forms.TypedChoiceField(
        label=_("The financial year begins in month"), choices=[(n, str(n)) for n in range(1, 13)], coerce=int
    )

    def __init__(self, data: Any, settings: BookkeepingSettings) -> None:
        present = chart_of(settings.chart, settings.accounts)
        initial = {name: getattr(settings, name) for name in (*NUMBERS, "version")}
        super().__init__(data, initial=initial | {heading.value: account for heading, account in present.items()})
        for heading in Heading:
            self.fields[heading.value] = OneLine(label=str(HEADINGS[heading]), max_length=9, required=False)

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        digits = clean.get("account_length", 4)
        for heading in Heading:
            account, wanted = clean.get(heading.value, ""), digits + (heading in PERSONAL)
            if account and not (account.isascii() and account.isdigit() and len(account) == wanted):
                self.add_error(heading.value, _("An account of %(n)s digits, or empty.") % {"n": wanted})
        return clean

    def wanted(self) -> dict[str, Any]:
        """What was written; accounts that were as their chart says follow it to another chart."""
        clean, before = self.cleaned_data, CHARTS[self.initial["chart"]]
        usual = CHARTS[clean["chart"]]
        accounts = {heading: clean[heading.value] for heading in Heading}
        follow = {
            heading.value: usual[heading] if said == before[heading] else said for heading, said in accounts.items()
        }
        return {name: clean[name] for name in NUMBERS} | {"accounts": follow}


class DebtorAccountForm(forms.Form):
    """The account of one customer, within what the length of accounts leaves for debtors."""

    number = forms.IntegerField(
        label=_("Debtor account"), required=False,
        help_text=_("Left empty, the account that all customers share counts."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip

    def __init__(self, settings: BookkeepingSettings, number: int | None, data: Any = None) -> None:
        super().__init__(data, initial={"number": number})
        self.first, self.last = debtor_range(settings.account_length)
        self.shared = chart_of(settings.chart, settings.accounts)[Heading.DEBTORS]

    def clean_number(self) -> int | None:
        number: int | None = self.cleaned_data["number"]
        if number is not None and not self.first <= number <= self.last:
            said = {"first": self.first, "last": self.last}
            raise forms.ValidationError(_("Debtors have accounts from %(first)s to %(last)s."), params=said)
        if number is not None and str(number) == self.shared:
            raise forms.ValidationError(_("This is the account that all customers share."))
        return number


class BookingsForm(PeriodForm):
    """Which period goes to DATEV, and why."""

    reason = OneLine(label=_("What for"), max_length=200, help_text=_("It stands in the list of exports."))
    again = forms.BooleanField(label=_("Take along again what was exported before"), required=False)

    def __init__(self, data: Any, settings: BookkeepingSettings) -> None:
        super().__init__(data, initial=dict(zip(("since", "until"), last_month(today()), strict=True)))
        self.begins = settings.year_begins

    def clean(self) -> dict[str, Any]:
        clean = super().clean()
        since, until = clean.get("since"), clean.get("until")
        if since and until and first_day_of_year(since, self.begins) != first_day_of_year(until, self.begins):
            self.add_error("until", _("Both days have to lie in the same financial year: DATEV books it as one."))
        return clean

    def wanted(self) -> Wanted:
        clean = self.cleaned_data
        return Wanted(clean["since"], clean["until"], clean["reason"], clean["again"])


def last_month(day: date) -> tuple[date, date]:
    """The first and the last day of the month before."""
    last = day.replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last.replace(day=calendar.monthrange(last.year, last.month)[1])
