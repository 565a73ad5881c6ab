"""What several tests of invoices begin with: who we are, and an invoice for Kim of Nordlicht."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from candor.business.actions.drafts import BuyerData, Content, begin_draft
from candor.business.actions.issuing import issue
from candor.business.actions.seller import change_invoicing, invoicing
from candor.business.models import Invoice, InvoiceDraft
from candor.business.rules.invoices import Line
from candor.kernel.actor import SYSTEM, Actor
from candor.people.models import Organisation, Person

US = {
    "legal_name": "Lindwurm Software GmbH", "lines": "Kai 1", "postcode": "24103", "city": "Kiel", "country": "DE",
    "vat_id": "DE136695976", "iban": "DE89370400440532013000", "email": "billing@lindwurm.example",
}  # fmt: skip
NORDLICHT = BuyerData("Nordlicht GmbH", "DE", "Werft 3", "24103", "Kiel", email="kim@nordlicht.example")
SEATS = Line("Ten seats, one year", Decimal(10), Decimal("49.90"))
CONTENT = Content(NORDLICHT, [SEATS], date(2026, 3, 2))


def we_are(**otherwise: Any) -> None:
    change_invoicing(invoicing().version, {**US, **otherwise}, by=SYSTEM)


def drafted(
    person: Person | None = None, organisation: Organisation | None = None, *, by: Actor = SYSTEM, **more: Any
) -> InvoiceDraft:
    if not invoicing().legal_name:
        we_are()
    return begin_draft(replace(CONTENT, **more), person=person, organisation=organisation, by=by)


def issued(
    person: Person | None = None, organisation: Organisation | None = None, *, by: Actor = SYSTEM, **more: Any
) -> Invoice:
    """An invoice over 593.81 euros if not said otherwise."""
    draft = drafted(person, organisation, by=by, **more)
    return issue(draft, draft.version, by=by)
