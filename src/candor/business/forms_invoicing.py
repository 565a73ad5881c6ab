"""What administrators may say about who we are on invoices."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from candor.business.forms_invoices import LONGEST_TERM, VatId
from candor.business.rules.invoices import is_number_format
from candor.business.rules.logos import MOST_BYTES
from candor.business.rules.vat_rates import RATES
from candor.business.rules.xrechnung import Form
from candor.business.words_xrechnung import FORMS
from candor.people.public import Country, EmailAddress, OneLine, PhoneNumber


class LogoForm(forms.Form):
    """The mark for our papers."""

    logo = forms.FileField(label=_("Logo"), max_length=200)

    def clean_logo(self) -> Any:
        file = self.cleaned_data["logo"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                _("The logo is larger than %(limit)s kB. Make it smaller first.") % {"limit": MOST_BYTES // 1_000}
            )
        return file


class InvoicingForm(forms.Form):
    """Who we are on invoices. `version` is the one that the page showed."""

    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    legal_name = OneLine(label=_("Legal name"), max_length=200)
    lines = OneLine(label=_("Street and number"), max_length=200)
    postcode = OneLine(label=_("Postcode"), max_length=20)
    city = OneLine(label=_("Town"), max_length=100)
    country = Country()
    vat_id = VatId()
    tax_number = OneLine(label=_("Tax number"), max_length=30, required=False)
    register = OneLine(label=_("Register and number"), max_length=100, required=False)
    contact = OneLine(label=_("Who answers questions"), max_length=100, required=False)
    email = EmailAddress(label=_("E-mail address"), max_length=254, required=False)
    phone = PhoneNumber(label=_("Telephone"), max_length=40, required=False)
    iban = OneLine(label=_("IBAN"), max_length=50, required=False)
    bic = OneLine(label=_("BIC"), max_length=20, required=False)
    payment_days = forms.IntegerField(label=_("To be paid within days"), min_value=0, max_value=LONGEST_TERM)
    invoice_format = OneLine(label=_("Numbers of invoices"), max_length=40)
    correction_format = OneLine(label=_("Numbers of credit notes"), max_length=40)
    public_form = forms.ChoiceField(
        label=_("Invoices to public bodies"),
        choices=[(form, FORMS[form]) for form in (Form.UBL, Form.CII)],
        help_text=_("Where the recipient’s reference is a Leitweg-ID. Each draft can say something else."),
    )
    small_business = forms.BooleanField(
        label=_("We are a small business and charge no tax (in Germany § 19 UStG)"), required=False
    )
    one_stop_shop = forms.BooleanField(
        label=_("We charge private people in other member states their country’s tax (one-stop shop)"), required=False
    )

    def clean_country(self) -> str:
        country = str(self.cleaned_data["country"])
        if country not in RATES:
            raise forms.ValidationError(_("We know no tax rates of this country yet."))
        return country

    def clean_iban(self) -> str:
        from stdnum import iban

        written = "".join(self.cleaned_data["iban"].split()).upper()
        if written and not iban.is_valid(written):
            raise forms.ValidationError(_("This IBAN is not right: a digit is missing or wrong."))
        return written

    def clean_bic(self) -> str:
        from stdnum import bic

        written = "".join(self.cleaned_data["bic"].split()).upper()
        if written and not bic.is_valid(written):
            raise forms.ValidationError(_("A BIC has 8 or 11 letters and digits."))
        return written

    def clean_invoice_format(self) -> str:
        return self._number_format("invoice_format")

    def clean_correction_format(self) -> str:
        return self._number_format("correction_format")

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if not self.errors and not (clean["vat_id"] or clean["tax_number"]):
            self.add_error("vat_id", _("The law asks for one of both: the VAT id or the tax number."))
        if clean.get("invoice_format") and clean.get("invoice_format") == clean.get("correction_format"):
            self.add_error("correction_format", _("Credit notes need numbers of their own."))
        return clean

    def _number_format(self, name: str) -> str:
        written = str(self.cleaned_data[name])
        if not is_number_format(written):
            raise forms.ValidationError(
                _("Write {year} and {number} once each, else letters, digits, - / . and _ only.")
            )
        return written
