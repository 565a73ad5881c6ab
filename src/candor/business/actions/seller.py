"""Who we are on invoices, and how they are numbered and paid."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F

from candor.business.models import InvoicingSettings
from candor.business.rules.vat import Seller
from candor.kernel.actor import Actor
from candor.kernel.audit import record

ONLY = 1
SAID = (
    "legal_name", "lines", "postcode", "city", "country", "vat_id", "tax_number", "register", "contact", "email",
    "phone", "iban", "bic",
)  # fmt: skip
"""What an issued invoice keeps of us."""


class SettingsChanged(Exception):
    """Somebody else saved the settings since the page was drawn."""


def invoicing() -> InvoicingSettings:
    """The settings; those of a fresh instance where nobody has written any."""
    return InvoicingSettings.objects.filter(pk=ONLY).first() or InvoicingSettings(pk=ONLY)


@transaction.atomic
def change_invoicing(version: int, wanted: dict[str, Any], *, by: Actor) -> None:
    """Save the settings; pressing the button twice saves them once. Raises SettingsChanged."""
    InvoicingSettings.objects.get_or_create(pk=ONLY)
    same = InvoicingSettings.objects.filter(pk=ONLY, version=version)
    if same.update(**wanted, version=F("version") + 1):
        record("business.invoicing.changed", invoicing(), by=by)
    elif not InvoicingSettings.objects.filter(pk=ONLY, **wanted).exists():
        raise SettingsChanged


def said_of_us(settings: InvoicingSettings) -> dict[str, str]:
    """What an invoice says of us, to be kept with it."""
    return {name: getattr(settings, name) for name in SAID}


def seller_of(settings: InvoicingSettings) -> Seller:
    """We as the rules of tax see us."""
    return Seller(settings.country, small_business=settings.small_business, one_stop_shop=settings.one_stop_shop)
