"""What staff and customers may send about quotes and orders."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from candor.business.actions.quotes import Terms
from candor.business.forms_invoices import OFF, refuse_both, refuse_discounts
from candor.business.forms_leads import FARTHEST
from candor.business.models import QuoteVersion
from candor.business.queries_leads import today
from candor.business.rules.amounts import (
    AMOUNT_PLACES,
    LARGEST_QUANTITY,
    PERCENT_PLACES,
    PRICE_PLACES,
    QUANTITY_PLACES,
    ZERO,
)
from candor.business.rules.invoices import TAX_CODES
from candor.business.rules.quotes import QuoteLine
from candor.business.words_invoices import RATE_KINDS, SUPPLIES, UNITS
from candor.catalogue.public import CURRENCIES
from candor.kernel.ids import new_ref
from candor.people.public import EmailAddress, OneLine, Person, SeveralLines
from candor.ui.public import DayInput, WithBoxes

LONGEST_NOTE, LONGEST_TEXT = 5_000, 1_000
VALID = timedelta(days=30)
HIGHEST = Decimal("999999999.99")


def figure(label: Any, places: int, most: Decimal, **options: Any) -> forms.DecimalField:
    """A number from 0 to `most`, typed as the language writes it."""
    return forms.DecimalField(
        label=label,
        decimal_places=places,
        min_value=Decimal(0),
        max_value=most,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        **options,
    )


class TermsForm(forms.Form):
    """What stands over the lines."""

    subject = OneLine(
        label=_("What it is about"),
        max_length=200,
        error_messages={"required": _("Write in a few words what the quote is about.")},
    )
    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in CURRENCIES])
    valid_until = forms.DateField(label=_("Valid until"), widget=DayInput())
    note = SeveralLines(
        label=_("Words to the customer"),
        required=False,
        max_length=LONGEST_NOTE,
        help_text=_("They stand below the lines."),
    )
    discount = figure(
        _("Discount on the whole in %"),
        PERCENT_PLACES,
        Decimal(100),
        required=False,
        help_text=_("Off all lines together, net."),
    )
    reduction = figure(
        _("Discount on the whole as an amount"), AMOUNT_PLACES, HIGHEST, required=False,
        help_text=_("Off all lines together, net."),
    )  # fmt: skip

    def clean_valid_until(self) -> date:
        day: date = self.cleaned_data["valid_until"]
        if not today() <= day <= today() + FARTHEST:
            raise forms.ValidationError(_("Choose a day from today on, within five years."))
        return day

    def terms(self) -> Terms:
        clean = self.cleaned_data
        off = {name: clean[name] or ZERO for name in OFF}
        return Terms(clean["subject"], clean["currency"], clean["valid_until"], clean["note"], **off)

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        refuse_both(self, clean)
        return clean


class NewQuoteForm(TermsForm):
    """A new quote for a known person, by reference, or for somebody new, by name and address."""

    person = OneLine(required=False, max_length=16, widget=forms.HiddenInput)
    key = forms.RegexField(r"^[0-9A-Za-z_-]{8,40}$", widget=forms.HiddenInput)
    name = OneLine(
        label=_("Name"),
        max_length=200,
        error_messages={"required": _("Say who it is: choose somebody above or write the name.")},
    )
    email = EmailAddress(label=_("E-mail address"), max_length=254)
    organisation = OneLine(label=_("Company"), required=False, max_length=200)

    field_order = ("person", "key", "name", "email", "organisation", "subject", "currency", "valid_until", "note", *OFF)

    def __init__(self, data: Any = None, *, known: Person | None) -> None:
        initial = {"key": new_ref(), "valid_until": today() + VALID, "person": known.ref if known is not None else ""}
        super().__init__(data, initial=initial)
        if known is not None:
            for name in ("name", "email", "organisation"):
                del self.fields[name]


class ChangeTermsForm(TermsForm):
    """The same of a quote that is there. `version` is the one that the page showed."""

    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, present: QuoteVersion, version: int, data: Any = None) -> None:
        said = {name: getattr(present, name) for name in ("subject", "currency", "valid_until", "note")}
        said |= {name: getattr(present, name) or None for name in OFF}  # no discount is nothing
        super().__init__(data, initial={"version": version, **said})


class LineForm(forms.Form):
    """One line: free text, or begun with an edition of the catalogue, whose words and price it then holds."""

    edition = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)
    text = SeveralLines(
        label=_("What is offered"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        error_messages={"required": _("Say what is offered.")},
    )
    quantity = figure(_("Quantity"), QUANTITY_PLACES, LARGEST_QUANTITY, initial=1)
    unit = forms.ChoiceField(label=_("Unit"), choices=list(UNITS.items()))
    price = figure(_("Net price of one"), PRICE_PLACES, HIGHEST)
    discount = figure(_("Discount in percent"), PERCENT_PLACES, Decimal(100), required=False)
    reduction = figure(
        _("Discount as an amount"), AMOUNT_PLACES, HIGHEST, required=False, help_text=_("Off the whole line, net.")
    )
    tax = forms.ChoiceField(label=_("How it is taxed"))
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, version: int, line: QuoteLine | None = None, data: Any = None) -> None:
        super().__init__(data, initial={"version": version, **_as_it_stands(line)})
        self.fields["tax"].choices = tax_choices()  # type: ignore[attr-defined] # a choice field's

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        refuse_discounts(self, clean)
        return clean

    def line(self) -> QuoteLine:
        clean = self.cleaned_data
        return QuoteLine(
            text=clean["text"],
            quantity=clean["quantity"],
            price=clean["price"],
            unit=clean["unit"],
            discount=clean["discount"] or Decimal(0),
            reduction=clean["reduction"] or Decimal(0),
            tax=clean["tax"],
            edition=clean["edition"],
        )


class VersionForm(forms.Form):
    """Which quote the page showed."""

    version = forms.IntegerField(min_value=0, max_value=2**31 - 1)


class AnswerForm(forms.Form):
    """Accepting: the name of who does, and that they mean it."""

    name = OneLine(
        label=_("Your name"),
        max_length=200,
        error_messages={"required": _("Write your name: it stands for your signature.")},
    )
    agrees = forms.BooleanField(
        label=_("I accept this quote and order what it offers."),
        error_messages={"required": _("Tick that you accept the quote.")},
    )


class AcceptingForm(WithBoxes, AnswerForm):
    """The same as the customer sees it, with what upper floors say beside it."""


class DeclineForm(forms.Form):
    """Declining, with a reason if they like."""

    name = OneLine(label=_("Name"), max_length=200, error_messages={"required": _("Write your name.")})
    reason = SeveralLines(label=_("Why not"), required=False, max_length=LONGEST_NOTE)


class CancelForm(forms.Form):
    """Why an order is cancelled."""

    reason = SeveralLines(
        label=_("Why it is cancelled"), max_length=LONGEST_NOTE, error_messages={"required": _("Say why.")}
    )


def tax_choices() -> list[tuple[str, str]]:
    """What is supplied, and how it is taxed at home; what follows for the buyer is reckoned."""
    return [(code, f"{SUPPLIES[code.partition('-')[0]]}, {RATE_KINDS[code.partition('-')[2]]}") for code in TAX_CODES]


def _as_it_stands(line: QuoteLine | None) -> dict[str, Any]:
    if line is None:
        return {}
    names = ("edition", "text", "quantity", "unit", "price", "discount", "reduction", "tax")
    said = {name: getattr(line, name) for name in names}
    plain = {name: _plain(said[name]) for name in ("quantity", "price", "discount", "reduction")}
    return said | plain


def _plain(number: Decimal) -> Decimal:
    """Without the noughts at its end that nobody would type."""
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()
