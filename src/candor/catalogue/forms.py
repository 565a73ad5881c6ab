"""What staff may send about products and prices."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from candor.catalogue.actions.prices import PriceListDetails
from candor.catalogue.actions.products import EditionDetails, ProductDetails
from candor.catalogue.models import Edition, Price, PriceList, Product, ProductKind, TaxClass, Unit
from candor.catalogue.queries import today
from candor.catalogue.rules.currencies import CURRENCIES, digits_of, fits
from candor.catalogue.words import KINDS, TAXES, UNITS
from candor.kernel.ids import new_ref
from candor.people.public import OneLine, SeveralLines
from candor.ui.public import DayInput

LONGEST_TEXT = 5_000
MOST_SEATS = 100_000
MOST_BYTES = 1_000_000
SKU = re.compile(r"[0-9A-Za-z][0-9A-Za-z._/+-]*")
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)


class DayField(forms.DateField):
    """A day between 2000 and 2100."""

    widget = DayInput()

    def clean(self, value: Any) -> date | None:
        day: date | None = super().clean(value)
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            raise forms.ValidationError(_("Enter a day between 2000 and 2100."))
        return day


class AmountField(forms.DecimalField):
    """An amount of money from 0 up, with at most two decimals."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            max_digits=12,
            decimal_places=2,
            min_value=Decimal(0),
            localize=True,
            widget=forms.TextInput(attrs={"inputmode": "decimal"}),
            **options,
        )


class ProductForm(forms.Form):
    """A product: its names by language, what it is and how it is counted."""

    kind = forms.ChoiceField(label=gettext_lazy("What it is"), choices=list(KINDS.items()))
    unit = forms.ChoiceField(label=gettext_lazy("Counted in"), choices=list(UNITS.items()), initial=Unit.PIECE)
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, required=False, widget=forms.HiddenInput)
    key = forms.RegexField(r"^[0-9A-Za-z_-]{8,40}$", required=False, widget=forms.HiddenInput)

    def __init__(self, product: Product | None = None, data: Any = None) -> None:
        super().__init__(data, initial=_product_as_it_stands(product))
        for language, name in settings.LANGUAGES:
            label = _("Name (%(language)s)") % {"language": name}
            self.fields[f"name_{language}"] = OneLine(label=label, max_length=120, required=language == "en")
            label = _("Description (%(language)s)") % {"language": name}
            self.fields[f"description_{language}"] = SeveralLines(
                label=label, max_length=LONGEST_TEXT, required=False
            )  # fmt: skip
        self.fields["key"].required = product is None
        self.order_fields([name for name in self.fields if name not in {"kind", "unit"}])

    def details(self) -> ProductDetails:
        clean = self.cleaned_data
        texts = {
            language: (clean[f"name_{language}"], clean[f"description_{language}"])
            for language, _name in settings.LANGUAGES
        }
        return ProductDetails(texts, ProductKind(clean["kind"]), Unit(clean["unit"]))


class EditionForm(forms.Form):
    """An edition of a product."""

    name = OneLine(label=gettext_lazy("Name of the edition"), max_length=80)
    sku = OneLine(
        label=gettext_lazy("Item number"),
        max_length=40,
        help_text=gettext_lazy("Yours, unlike any other: letters, figures and . _ / + -"),
    )
    seats = forms.IntegerField(
        label=gettext_lazy("Number of technicians"), required=False, min_value=1, max_value=MOST_SEATS
    )
    maintenance_years = forms.IntegerField(
        label=gettext_lazy("Years of maintenance included"), required=False, min_value=0, max_value=20
    )
    features = SeveralLines(
        label=gettext_lazy("What it holds"),
        required=False,
        max_length=LONGEST_TEXT,
        help_text=gettext_lazy("One feature on each line."),
    )
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, required=False, widget=forms.HiddenInput)

    def __init__(self, edition: Edition | None = None, data: Any = None) -> None:
        super().__init__(data, initial=_edition_as_it_stands(edition))

    def clean_sku(self) -> str:
        sku: str = self.cleaned_data["sku"]
        if not SKU.fullmatch(sku):
            raise forms.ValidationError(_("Use letters, figures and . _ / + - only, without spaces."))
        return sku

    def details(self) -> EditionDetails:
        clean = self.cleaned_data
        return EditionDetails(
            clean["name"], clean["sku"], clean["seats"], clean["features"], clean["maintenance_years"] or 0
        )


class PriceListForm(forms.Form):
    """A price list: its name, its currency and the days on which it counts."""

    name = OneLine(label=gettext_lazy("Name of the list"), max_length=80)
    currency = forms.ChoiceField(label=gettext_lazy("Currency"), choices=[(code, code) for code in CURRENCIES])
    meaning = forms.ChoiceField(
        label=gettext_lazy("The prices are"),
        choices=[("net", gettext_lazy("net: tax comes on top")), ("gross", gettext_lazy("gross: tax is in them"))],
        initial="net",
    )
    valid_from = DayField(label=gettext_lazy("Counts from"))
    valid_until = DayField(
        label=gettext_lazy("Counts until"), required=False, help_text=gettext_lazy("Empty: until further notice.")
    )
    is_default = forms.BooleanField(
        label=gettext_lazy("Quotes in this currency take their prices from here"),
        required=False,
        initial=True,
        help_text=gettext_lazy("Of several such lists the one that began last counts."),
    )
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, required=False, widget=forms.HiddenInput)
    key = forms.RegexField(r"^[0-9A-Za-z_-]{8,40}$", required=False, widget=forms.HiddenInput)

    def __init__(self, price_list: PriceList | None = None, data: Any = None) -> None:
        super().__init__(data, initial=_list_as_it_stands(price_list))
        self.fields["key"].required = price_list is None

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        begin, end = clean.get("valid_from"), clean.get("valid_until")
        if begin is not None and end is not None and end < begin:
            self.add_error("valid_until", _("The list would end before it begins."))
        return clean

    def details(self) -> PriceListDetails:
        clean = self.cleaned_data
        return PriceListDetails(
            clean["name"],
            clean["currency"],
            clean["valid_from"],
            clean["valid_until"],
            clean["meaning"] == "gross",
            clean["is_default"],
        )


class PricesForm(forms.Form):
    """What the editions cost in a list: for each an amount, empty for no price, and how it is taxed."""

    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(
        self, row: PriceList, editions: Iterable[Edition], present: Mapping[int, Price], data: Any = None
    ) -> None:
        super().__init__(data, initial={"version": row.version})
        self.row, self.editions = row, list(editions)
        for edition in self.editions:
            price = present.get(edition.pk)
            amount = price.amount.quantize(Decimal(1).scaleb(-digits_of(row.currency))) if price is not None else None
            self.fields[f"amount_{edition.ref}"] = AmountField(label=edition.sku, required=False, initial=amount)
            self.fields[f"tax_{edition.ref}"] = forms.ChoiceField(
                label=edition.sku,
                choices=list(TAXES.items()),
                required=False,
                initial=price.tax if price is not None else TaxClass.STANDARD,
            )

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        for edition in self.editions:
            amount = clean.get(f"amount_{edition.ref}")
            if amount is not None and not fits(amount, self.row.currency):
                self.add_error(
                    f"amount_{edition.ref}", _("This currency has no smaller unit: write a whole number.")
                )  # fmt: skip
        return clean

    def prices(self) -> dict[Edition, tuple[Decimal, TaxClass] | None]:
        """What each of the editions shall cost."""
        return {edition: self._price(edition) for edition in self.editions}

    def _price(self, edition: Edition) -> tuple[Decimal, TaxClass] | None:
        amount = self.cleaned_data[f"amount_{edition.ref}"]
        if amount is None:
            return None
        return amount, TaxClass(self.cleaned_data[f"tax_{edition.ref}"] or TaxClass.STANDARD)


class PriceFileForm(forms.Form):
    """Prices from a file, or pasted from a spreadsheet."""

    file = forms.FileField(label=gettext_lazy("CSV file"), required=False)
    text = forms.CharField(
        label=gettext_lazy("Or paste the rows here"),
        required=False,
        max_length=MOST_BYTES,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        file = clean.get("file")
        if file is not None and file.size > MOST_BYTES:
            self.add_error("file", _("This file is too large: a megabyte is enough for any price list."))
        elif file is None and not (clean.get("text") or "").strip():
            self.add_error("file", _("Choose a file, or paste the rows below."))
        return clean


def _product_as_it_stands(product: Product | None) -> dict[str, Any]:
    if product is None:
        return {"key": new_ref()}
    texts = list(product.texts.all())
    return {
        "kind": product.kind,
        "unit": product.unit,
        "version": product.version,
        **{f"name_{text.language}": text.name for text in texts},
        **{f"description_{text.language}": text.description for text in texts},
    }


def _edition_as_it_stands(edition: Edition | None) -> dict[str, Any]:
    if edition is None:
        return {}
    names = ("name", "sku", "seats", "features", "maintenance_years", "version")
    return {name: getattr(edition, name) for name in names}


def _list_as_it_stands(row: PriceList | None) -> dict[str, Any]:
    if row is None:
        return {"key": new_ref(), "valid_from": today()}
    names = ("name", "currency", "valid_from", "valid_until", "is_default", "version")
    return {"meaning": "gross" if row.is_gross else "net", **{name: getattr(row, name) for name in names}}
