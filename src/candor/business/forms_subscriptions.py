"""What staff and customers may send about subscriptions."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from candor.business.actions.subscriptions import Deal
from candor.business.forms_invoices import day_field
from candor.business.forms_quotes import HIGHEST, LONGEST_NOTE, figure
from candor.business.models import CancelKind, Subscription
from candor.business.queries_leads import today
from candor.business.rules.amounts import PRICE_PLACES
from candor.business.rules.terms import Span, Unit, after
from candor.business.words_subscriptions import KINDS, NOTICE_UNITS, TERM_UNITS
from candor.catalogue.public import CURRENCIES
from candor.kernel.ids import new_ref
from candor.people.public import OneLine, SeveralLines

MOST, LONGEST_TERM, LONGEST_NOTICE = 1_000_000, 120, 365
FARTHEST_BACK, FARTHEST_AHEAD = Span(-30, Unit.YEAR), Span(10, Unit.YEAR)
NONE = [("", _("None"))]
OLDEST = 2**31 - 1


def _quantity(**more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=_("Quantity"), min_value=1, max_value=MOST, **more)


def _version() -> forms.IntegerField:
    return forms.IntegerField(min_value=0, max_value=OLDEST, widget=forms.HiddenInput)


class TermsForm(forms.Form):
    """What is agreed and may change while it runs: price, notice, whether it renews by itself."""

    price = figure(_("Net price of one for a term"), PRICE_PLACES, HIGHEST, required=False)
    renews_itself = forms.BooleanField(label=_("Renews by itself"), required=False)
    notice_count = forms.IntegerField(label=_("Notice"), min_value=0, max_value=LONGEST_NOTICE, initial=0)
    notice_unit = forms.ChoiceField(label=_("Unit of the notice"), choices=list(NOTICE_UNITS.items()), initial="month")
    licence = forms.ChoiceField(label=_("Licence that it keeps up"), required=False)

    def __init__(self, licences: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["licence"].choices = [*NONE, *licences]  # type: ignore[attr-defined] # a choice field's
        self.fields["price"].help_text = _("Left empty, the price list of the day of the renewal counts.")
        self.fields["licence"].help_text = _("Its maintenance goes on once a term is paid.")

    def notice(self) -> Span:
        return Span(self.cleaned_data["notice_count"], Unit(self.cleaned_data["notice_unit"]))


class NewSubscriptionForm(TermsForm):
    """A new one for a known person: for themselves, or for their organisation."""

    person = OneLine(max_length=16, widget=forms.HiddenInput)
    order = OneLine(required=False, max_length=16, widget=forms.HiddenInput)
    line = forms.IntegerField(required=False, min_value=1, max_value=500, widget=forms.HiddenInput)
    key = forms.RegexField(r"^[0-9A-Za-z_-]{8,40}$", widget=forms.HiddenInput)
    of_company = forms.BooleanField(required=False)
    edition = forms.ChoiceField(label=_("What is bought"))
    quantity = _quantity(initial=1)
    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in CURRENCIES])
    term_count = forms.IntegerField(label=_("Term"), min_value=1, max_value=LONGEST_TERM, initial=1)
    term_unit = forms.ChoiceField(label=_("Unit of the term"), choices=list(TERM_UNITS.items()), initial="year")
    starts_on = day_field(_("First day"))

    def __init__(
        self, editions: list[tuple[str, str]], licences: list[tuple[str, str]], data: Any = None, **initial: Any
    ) -> None:
        super().__init__(licences, data, initial={"key": new_ref(), "starts_on": today(), **initial})
        self.fields["edition"].choices = editions  # type: ignore[attr-defined] # a choice field's

    def clean_starts_on(self) -> date:
        day: date = self.cleaned_data["starts_on"]
        if not after(today(), FARTHEST_BACK) <= day <= after(today(), Span(1, Unit.YEAR)):
            raise forms.ValidationError(_("Choose a day within the last thirty years, at most a year ahead."))
        return day

    def deal(self) -> Deal:
        clean = self.cleaned_data
        term = Span(clean["term_count"], Unit(clean["term_unit"]))
        return Deal(clean["currency"], term, self.notice(), clean["renews_itself"], clean["price"])


class ChangeForm(TermsForm):
    """The same of one that runs, with who looks after it."""

    owner = forms.ChoiceField(label=_("Who sees to it"), required=False)
    version = _version()

    def __init__(
        self,
        found: Subscription,
        owners: list[tuple[str, str]],
        licences: list[tuple[str, str]],
        data: Any = None,
    ) -> None:
        names = ("price", "renews_itself", "notice_count", "notice_unit", "version")
        initial = {name: getattr(found, name) for name in names}
        initial["owner"] = found.owner.ref if found.owner is not None else ""
        initial["licence"] = found.licence.ref if found.licence is not None else ""
        if found.price is not None:
            initial["price"] = found.price.normalize() if found.price % 1 else found.price.quantize(Decimal(1))
        super().__init__(licences, data, initial=initial)
        self.fields["owner"].choices = [("", _("Nobody")), *owners]  # type: ignore[attr-defined] # a choice field's


class RenewForm(forms.Form):
    """Renewing by hand: for how many, and whether the term is paid. `renews_on` is the day that the page showed."""

    renews_on = forms.DateField(widget=forms.HiddenInput)
    quantity = _quantity()
    is_paid = forms.BooleanField(label=_("It is paid: the licence’s maintenance goes on at once"), required=False)


class QuantityForm(forms.Form):
    """How many, from which day on."""

    quantity = _quantity()
    counts_from = day_field(_("From"))

    def clean_counts_from(self) -> date:
        return _ahead(self.cleaned_data["counts_from"])


class CancelForm(forms.Form):
    """What staff note of a cancellation."""

    ends_on = day_field(_("Last day"))
    reason = SeveralLines(label=_("Why they cancel"), required=False, max_length=LONGEST_NOTE)
    tells = forms.BooleanField(label=_("Confirm it to the customer by mail"), required=False, initial=True)

    def clean_ends_on(self) -> date:
        return _ahead(self.cleaned_data["ends_on"])


class DeclareForm(forms.Form):
    """What a customer declares: the content that § 312k Abs. 2 BGB asks for, beside what the page knows."""

    kind = forms.ChoiceField(
        label=_("Kind of cancellation"), choices=list(KINDS.items()), initial=CancelKind.ORDINARY,
        widget=forms.RadioSelect,
    )  # fmt: skip
    wished_on = day_field(_("Not before"), required=False, help_text=_("Left empty, it ends at the earliest."))
    reason = SeveralLines(
        label=_("Reason"), required=False, max_length=LONGEST_NOTE, help_text=_("Needed only for an important reason.")
    )

    def clean_wished_on(self) -> date | None:
        day: date | None = self.cleaned_data["wished_on"]
        return _ahead(day) if day is not None else None

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if clean.get("kind") == CancelKind.EXTRAORDINARY and not clean.get("reason"):
            self.add_error("reason", _("Say what the important reason is."))
        return clean


class ConfirmForm(DeclareForm):
    """The second step: the last day that the page named."""

    last_day = forms.DateField(widget=forms.HiddenInput)


class ReasonForm(forms.Form):
    """Why the list leaves the house."""

    reason = OneLine(
        label=_("What you need the list for"), max_length=200,
        error_messages={"required": _("Say what you need the list for.")},
    )  # fmt: skip


def _ahead(day: date) -> date:
    if not today() <= day <= after(today(), FARTHEST_AHEAD):
        raise forms.ValidationError(_("Choose a day from today on, within ten years."))
    return day
