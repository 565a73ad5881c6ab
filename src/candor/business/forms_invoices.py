"""What sales staff may send about invoices, and administrators about who we are on them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from candor.business.actions.drafts import BuyerData, Content, lines_of
from candor.business.actions.seller import seller_of
from candor.business.models import Invoice, InvoiceDraft, InvoicingSettings
from candor.business.queries_leads import today
from candor.business.rules.amounts import HUNDRED, LARGEST_AMOUNT, LARGEST_PRICE, LARGEST_QUANTITY, ZERO, TaxRate
from candor.business.rules.invoices import Line, fixed
from candor.business.rules.vat_rates import EU, FIRST_DAY
from candor.business.words_invoices import UNITS, tax_choices
from candor.business.words_xrechnung import AUTOMATIC, FORMS
from candor.catalogue.public import CURRENCIES
from candor.kernel.ids import new_ref
from candor.people.public import (
    BillingDetails,
    Country,
    EmailAddress,
    OneLine,
    Organisation,
    Person,
    SeveralLines,
)
from candor.ui.public import DayInput

MOST_BY_HAND = 100
"""Lines that a page takes: a form has room for a thousand fields."""
LINE_FIELD = re.compile(r"lines-(\d{1,4})-\w+")
EMPTY_LINES = 3
LONGEST_TERM = 365
OFF = ("discount", "reduction")
LANGUAGES = [("de", "Deutsch"), ("en", "English")]


def amount_field(label: Any, *, least: Decimal, most: Decimal, places: int, **more: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        min_value=least,
        max_value=most,
        decimal_places=places,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        **more,
    )


def day_field(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=DayInput(), **more)


class VatId(OneLine):
    """A VAT id without spaces, with its country's prefix and right check digits where the union has it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(label=_("VAT id"), max_length=20, required=False, **options)

    def clean(self, value: Any) -> str:
        from stdnum.eu import vat

        written = "".join(str(super().clean(value)).split()).upper()
        country = "GR" if written[:2] == "EL" else written[:2]
        if written and (not written.isalnum() or not country.isalpha()):
            raise forms.ValidationError(_("A VAT id begins with its country, such as DE123456789."))
        if country in EU and not vat.is_valid(written):
            raise forms.ValidationError(_("This VAT id is not right: a digit is missing or wrong."))
        return written


class DraftForm(forms.Form):
    """An invoice but for its lines: to whom, for what time, how it is paid. `version` is the one the page showed."""

    person = OneLine(required=False, max_length=16, widget=forms.HiddenInput)
    organisation = OneLine(required=False, max_length=16, widget=forms.HiddenInput)
    key = forms.RegexField(r"^[0-9A-Za-z_-]{8,40}$", widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput, required=False)
    buyer_name = OneLine(label=_("Name"), max_length=200, error_messages={"required": _("Say who gets the invoice.")})
    buyer_lines = SeveralLines(label=_("Street and number"), max_length=300, required=False)
    buyer_postcode = OneLine(label=_("Postcode"), max_length=20, required=False)
    buyer_city = OneLine(label=_("Town"), max_length=100, required=False)
    buyer_country = Country()
    buyer_vat_id = VatId()
    buyer_email = EmailAddress(label=_("E-mail address"), required=False, max_length=254)
    buyer_reference = OneLine(
        label=_("Their reference"), required=False, max_length=100, help_text=_("For public bodies their Leitweg-ID.")
    )
    order_reference = OneLine(label=_("Their order number"), required=False, max_length=100)
    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in CURRENCIES])
    language = forms.ChoiceField(label=_("Language of the paper"), choices=LANGUAGES)
    supplied_from = day_field(_("Supplied on, or from"))
    supplied_until = day_field(_("Until"), required=False)
    payment_days = forms.IntegerField(label=_("To be paid within days"), min_value=0, max_value=LONGEST_TERM)
    note = SeveralLines(label=_("Note on the paper"), required=False, max_length=2_000)
    discount = amount_field(
        _("Discount on the whole in %"), least=ZERO, most=HUNDRED, places=2, required=False,
        help_text=_("Off all lines together, net."),
    )  # fmt: skip
    reduction = amount_field(
        _("Discount on the whole as an amount"),
        least=ZERO,
        most=LARGEST_AMOUNT,
        places=3,
        required=False,
        help_text=_("Off all lines together, net."),
    )
    electronic = forms.ChoiceField(label=_("Electronic form"), choices=[AUTOMATIC, *FORMS.items()], required=False)

    def clean_supplied_from(self) -> date:
        day: date = self.cleaned_data["supplied_from"]
        if not FIRST_DAY <= day <= today() + timedelta(days=LONGEST_TERM):
            raise forms.ValidationError(_("Choose a day from 2020 on, at most a year ahead."))
        return day

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        first, last = clean.get("supplied_from"), clean.get("supplied_until")
        if first and last and not first <= last <= today() + timedelta(days=2 * LONGEST_TERM):
            self.add_error("supplied_until", _("The last day comes after the first, at most two years ahead."))
        vat_id, country = clean.get("buyer_vat_id"), clean.get("buyer_country")
        if vat_id and country in EU and vat_id[:2] != ("EL" if country == "GR" else country):
            self.add_error("buyer_vat_id", _("This VAT id is of another country than the address."))
        refuse_both(self, clean)
        return clean

    def content(self, lines: Sequence[Line]) -> Content:
        """What was written, once it is valid."""
        clean = self.cleaned_data
        buyer = {name: clean[f"buyer_{name}"] for name in ("name", "country", "lines", "postcode", "city")}
        buyer |= {name: clean[f"buyer_{name}"] for name in ("vat_id", "email", "reference")}
        same = (
            "supplied_from",
            "supplied_until",
            "currency",
            "language",
            "payment_days",
            "order_reference",
            "note",
            "electronic",
        )
        said = {name: clean[name] for name in same} | {name: clean[name] or ZERO for name in OFF}
        return Content(BuyerData(**buyer), lines, **said)


class LineForm(forms.Form):
    """One line; an empty one is no line."""

    text = SeveralLines(label=_("What"), max_length=2_000, required=False)
    quantity = amount_field(_("Quantity"), least=-LARGEST_QUANTITY, most=LARGEST_QUANTITY, places=4, required=False)
    unit = forms.ChoiceField(label=_("Unit"), choices=list(UNITS.items()), required=False)
    price = amount_field(_("Price of one, net"), least=ZERO, most=LARGEST_PRICE, places=4, required=False)
    discount = amount_field(_("Discount in %"), least=ZERO, most=HUNDRED, places=2, required=False)
    reduction = amount_field(
        _("Discount as an amount"),
        least=ZERO,
        most=LARGEST_AMOUNT,
        places=3,
        required=False,
        help_text=_("Off the whole line, net."),
    )
    tax = forms.ChoiceField(label=_("VAT"), choices=tax_choices, required=False)
    work = forms.RegexField(r"^[0-9a-z]{1,16}$", widget=forms.HiddenInput, required=False)
    """The record of work that the line charges: without the line it can be charged again."""

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if clean.get("text") or clean.get("price") is not None:
            for name in ("text", "price"):
                if name not in self.errors and clean.get(name) in {None, ""}:
                    self.add_error(name, _("This is missing."))
        refuse_discounts(self, clean)
        return clean

    @property
    def is_filled(self) -> bool:
        return bool(self.cleaned_data.get("text"))

    @property
    def line(self) -> Line:
        clean = self.cleaned_data
        quantity = clean["quantity"] if clean["quantity"] is not None else Decimal(1)
        unit, tax = clean["unit"] or "C62", clean["tax"] or tax_choices()[0][0]
        discount, reduction = clean["discount"] or ZERO, clean["reduction"] or ZERO
        return Line(clean["text"], quantity, clean["price"], unit, discount, tax, reduction, clean["work"])


def refuse_both(form: forms.Form, clean: Mapping[str, Any]) -> None:
    """A discount is in percent or an amount."""
    if clean.get("discount") and clean.get("reduction"):
        form.add_error("reduction", _("Give the discount in percent or as an amount, not both."))


def refuse_discounts(form: forms.Form, clean: Mapping[str, Any]) -> None:
    """A line's discount is in percent or an amount, and an amount is no larger than the line."""
    reduction, quantity, price = (clean.get(name) for name in ("reduction", "quantity", "price"))
    if not reduction:
        return
    refuse_both(form, clean)
    if (
        not clean.get("discount")
        and price is not None
        and reduction > abs(price * (quantity if quantity is not None else 1))
    ):
        form.add_error("reduction", _("The discount is larger than what the line costs."))


def _counted(data: QueryDict) -> QueryDict:
    """What was sent with the number of its lines, also where that got lost on the way."""
    if "lines-TOTAL_FORMS" in data:
        return data
    places = [int(found[1]) for name in data if (found := LINE_FIELD.fullmatch(name))]
    counted = data.copy()
    counted["lines-TOTAL_FORMS"] = str(min(max(places, default=-1) + 1, MOST_BY_HAND))
    counted["lines-INITIAL_FORMS"] = "0"
    return counted


class LinesForm(forms.BaseFormSet):  # type: ignore[type-arg] # it takes none at run time
    """The lines of a draft. A correction offers the rates of its invoice in the place of today's."""

    def __init__(self, data: Any = None, *, draft: InvoiceDraft | None = None) -> None:
        self.rates = rates_of(draft.corrects) if draft is not None and draft.corrects is not None else []
        initial = [_as_typed(line) for line in lines_of(draft)] if draft is not None else []
        super().__init__(_counted(data) if data is not None else None, initial=initial, prefix="lines")

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if self.rates:
            form.fields["tax"].choices = self.rates

    def lines(self) -> list[Line]:
        """What was written, once it is valid."""
        return [form.line for form in self.forms if form.is_filled]


LineForms: Any = forms.formset_factory(
    LineForm, formset=LinesForm, extra=EMPTY_LINES, max_num=MOST_BY_HAND, absolute_max=MOST_BY_HAND, validate_max=True
)


def _as_typed(line: Line) -> dict[str, str]:
    """A line as somebody would type it: no discount is nothing."""
    said = line.as_json()
    return said | {name: "" for name in ("discount", "reduction") if not Decimal(said[name])}


def rates_of(invoice: Invoice) -> list[tuple[str, str]]:
    """What a line of its correction offers as tax: the rates of the invoice, in the place of today's."""
    rates = [TaxRate(tax["category"], Decimal(tax["percent"]), tax["reason"]) for tax in invoice.taxes]
    return [(fixed(rate), f"{rate.percent.normalize():f} % ({rate.category})") for rate in rates]


def first_words(
    person: Person | None,
    organisation: Organisation | None,
    buyer: BillingDetails | None,
    settings: InvoicingSettings,
    email: str,
) -> dict[str, Any]:
    """What a new draft begins with, as far as it is known. An organisation is billed, else the person."""
    address = person.addresses.first() if person is not None and organisation is None else None
    known: dict[str, Any] = {
        "key": new_ref(),
        "person": person.ref if person is not None else "",
        "organisation": organisation.ref if organisation is not None else "",
        "buyer_name": organisation.name if organisation is not None else person.name if person is not None else "",
        "buyer_country": seller_of(settings).country or "DE",
        "buyer_email": email,
        "payment_days": settings.payment_days,
        "supplied_from": today(),
        "currency": CURRENCIES[0],
    }
    if buyer is not None:
        known |= _said_of(buyer)
        known |= {"buyer_country": buyer.country or known["buyer_country"], "buyer_email": buyer.email or email}
    if address is not None:
        known |= {"buyer_lines": address.lines, "buyer_postcode": address.postcode, "buyer_city": address.city}
        known |= {"buyer_country": address.country}
    return known


def _said_of(buyer: BillingDetails) -> dict[str, str]:
    """The address in its parts; of older records in free text, the last line is taken for postcode and town."""
    postcode, city = buyer.postcode, buyer.city
    lines = [line for line in (buyer.addition, buyer.street) if line] or list(buyer.lines)
    if not city and len(lines) > 1:
        postcode, _space, city = lines.pop().partition(" ")
    return {
        "buyer_lines": "\n".join(lines),
        "buyer_postcode": postcode,
        "buyer_city": city,
        "buyer_vat_id": buyer.vat_number,
    }
