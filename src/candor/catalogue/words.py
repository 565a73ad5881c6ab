"""The words that people read for products: what they are, in what they are counted, how they are taxed."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from candor.catalogue.models import ProductKind, TaxClass, Unit
from candor.catalogue.rules.price_files import Fault

KINDS: Mapping[str, Promise] = {
    ProductKind.SOFTWARE: _("Software"),
    ProductKind.SERVICE: _("Service"),
    ProductKind.SUPPORT: pgettext_lazy("product", "Support and maintenance"),
    ProductKind.OTHER: pgettext_lazy("product", "Something else"),
}
UNITS: Mapping[str, Promise] = {
    Unit.PIECE: pgettext_lazy("unit", "Piece"),
    Unit.HOUR: pgettext_lazy("unit", "Hour"),
    Unit.DAY: pgettext_lazy("unit", "Day"),
    Unit.MONTH: pgettext_lazy("unit", "Month"),
    Unit.YEAR: pgettext_lazy("unit", "Year"),
    Unit.FLAT_RATE: pgettext_lazy("unit", "Flat rate"),
}
TAXES: Mapping[str, Promise] = {
    TaxClass.STANDARD: pgettext_lazy("tax", "Standard rate"),
    TaxClass.REDUCED: pgettext_lazy("tax", "Reduced rate"),
    TaxClass.ZERO: pgettext_lazy("tax", "Zero rate"),
    TaxClass.EXEMPT: pgettext_lazy("tax", "Exempt"),
    TaxClass.REVERSE_CHARGE: pgettext_lazy("tax", "Reverse charge"),
    TaxClass.WITHIN_EU: pgettext_lazy("tax", "Supply within the EU"),
    TaxClass.EXPORT: pgettext_lazy("tax", "Export"),
    TaxClass.OUTSIDE: pgettext_lazy("tax", "Not subject to VAT"),
}
FAULTS: Mapping[str, Promise] = {
    Fault.UNKNOWN: _("No edition has this number"),
    Fault.TWICE: _("The number stands in the file twice"),
    Fault.NO_AMOUNT: _("This is no clear amount"),
    Fault.TOO_MANY_DECIMALS: _("The currency has fewer decimals"),
    Fault.TOO_MUCH: _("The amount is too high"),
    Fault.NO_TAX: _("Nobody knows this tax class"),
}
