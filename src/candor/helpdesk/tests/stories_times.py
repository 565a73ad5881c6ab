"""What stories about time and costs begin with: kinds of work with their prices, and records of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from candor.catalogue.actions.prices import PriceListDetails, create_price_list, set_prices
from candor.catalogue.actions.products import EditionDetails, ProductDetails, add_edition, create_product
from candor.catalogue.models import Edition, ProductKind, TaxClass, Unit
from candor.helpdesk.actions.times import NewTime, write_time
from candor.helpdesk.models import Ticket, TimeKind, TimeRecord
from candor.kernel.actor import SYSTEM
from candor.people.models import Person
from tests.cast import actor

DAY = date(2026, 3, 2)


def kind_of_work(name: str = "Consulting", unit: Unit = Unit.HOUR, amount: str = "120.00") -> Edition:
    """A service of the catalogue with its price in euros."""
    details = ProductDetails({"en": (name, ""), "de": (f"{name} (de)", "")}, kind=ProductKind.SERVICE, unit=unit)
    edition = add_edition(create_product(details, by=SYSTEM), EditionDetails("", f"SRV-{name}", None, "", 0), by=SYSTEM)
    prices = create_price_list(
        PriceListDetails(f"Services: {name}", "EUR", date(2026, 1, 1), None, is_default=True), by=SYSTEM
    )
    set_prices(prices, {edition: (Decimal(amount), TaxClass.STANDARD)}, by=SYSTEM)
    return edition


def worked(ticket: Ticket, by: Person, minutes: int | None = 90, **more: Any) -> TimeRecord:
    """Work that is charged, if not said otherwise."""
    said: dict[str, Any] = {"kind": TimeKind.DONE, "day": DAY, "worker": by, "note": "Set up the export.", **more}
    return write_time(ticket, NewTime(minutes=minutes, **said), by=actor(by))


def estimated(ticket: Ticket, by: Person, minutes: int = 120, **more: Any) -> TimeRecord:
    """An estimate that the customer is asked about."""
    return worked(
        ticket, by, minutes, **{"kind": TimeKind.ESTIMATE, "note": "Look for the fault.", "asks": True, **more}
    )
