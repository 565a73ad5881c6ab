"""The words that people read for the electronic form of invoices, and for what XRechnung asks."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from candor.business.models import Invoice
from candor.business.rules.invoices import Obstacle
from candor.business.rules.xrechnung import Form, GermanRule
from candor.business.words_invoices import OBSTACLES

FORMS: Mapping[str, Promise] = {
    Form.FACTUR_X: _("PDF with XML inside (Factur-X, ZUGFeRD)"),
    Form.UBL: _("XRechnung (UBL)"),
    Form.CII: _("XRechnung (CII)"),
}
AUTOMATIC = ("", _("By the recipient: XRechnung with a Leitweg-ID, else PDF with XML inside"))
GERMAN_RULES: Mapping[str, Promise] = {
    GermanRule.CONTACT: _(
        "XRechnung asks who answers questions: an administrator writes the name in System Configuration, “Invoicing”."
    ),
    GermanRule.TELEPHONE: _(
        "XRechnung asks for our telephone number: an administrator writes it in System Configuration, “Invoicing”."
    ),
    GermanRule.TELEPHONE_DIGITS: _(
        "Our telephone number has fewer than three digits: an administrator corrects it in System Configuration."
    ),
    GermanRule.MAIL: _(
        "XRechnung asks for our e-mail address: an administrator writes it in System Configuration, “Invoicing”."
    ),
    GermanRule.MAIL_SHAPE: _(
        "Our e-mail address is not of the form that XRechnung asks for: "
        "an administrator corrects it in System Configuration."
    ),
    GermanRule.SELLER_CITY: _("Our town is missing: an administrator writes it in System Configuration."),
    GermanRule.SELLER_POSTCODE: _("Our postcode is missing: an administrator writes it in System Configuration."),
    GermanRule.BUYER_CITY: _("XRechnung asks for the recipient’s town."),
    GermanRule.BUYER_POSTCODE: _("XRechnung asks for the recipient’s postcode."),
    GermanRule.REFERENCE: _("XRechnung asks for the recipient’s reference: for public bodies their Leitweg-ID."),
    GermanRule.TAX_NUMBER: _(
        "XRechnung asks for our VAT id or tax number: an administrator writes it in System Configuration."
    ),
    GermanRule.IBAN: _("Our IBAN is not right: an administrator corrects it in System Configuration."),
    GermanRule.BUYER_MAIL: _("XRechnung asks for the recipient’s e-mail address."),
    GermanRule.DECIMALS: _("XRechnung has no amounts with three decimals: choose another currency or form."),
}


def hindrance(found: Obstacle | GermanRule) -> str:
    """What stands in the way, in words; a rule of XRechnung with its id."""
    return f"{GERMAN_RULES[found]} ({found})" if isinstance(found, GermanRule) else str(OBSTACLES[found])


def files_of(invoice: Invoice) -> list[tuple[str, object]]:
    """The XML files of an invoice as its page offers them, that which goes out first: kind and words."""
    if invoice.electronic not in {Form.UBL, Form.CII}:
        return [("xml", _("Save XML"))] if invoice.xml_id is not None else []
    both = [("ubl", _("Save XRechnung (UBL)"), invoice.ubl_id), ("xml", _("Save XRechnung (CII)"), invoice.xml_id)]
    if invoice.electronic == Form.CII:
        both.reverse()
    return [(kind, words) for kind, words, file in both if file is not None]
