"""What the demo company has invoiced: paid, open, overdue, one credited in part, and a draft; and whom it duns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import partial

from candor.business.public import (
    BuyerData,
    DraftContent,
    DraftLine,
    Invoice,
    InvoiceDraft,
    NewPause,
    NewPayment,
    PauseReason,
    PaymentWay,
    approve_letter,
    begin_correction,
    begin_draft,
    change_draft,
    change_invoicing,
    invoice_about,
    issue_invoice,
    lines_of_draft,
    note_payment,
    pause_dunning,
    propose_letter,
)
from candor.helpdesk.demo.company import Cast
from candor.kernel import clock
from candor.kernel.actor import SYSTEM, Actor
from candor.people.public import organisations_of

SELLER = "felix"
US = {
    "legal_name": "Lindwurm Software GmbH", "lines": "Drachengasse 17", "postcode": "50667", "city": "Köln",
    "country": "DE", "vat_id": "DE136695976", "register": "Amtsgericht Köln, HRB 4711", "contact": "Felix Brandt",
    "email": "hello@lindwurm.example", "phone": "+49 221 4710 720", "iban": "DE89370400440532013000",
    "bic": "COBADEFFXXX", "payment_days": 14,
}  # fmt: skip


class Dunned(StrEnum):
    """What became of an invoice that nobody paid."""

    PROPOSED = "proposed"
    REMINDED = "reminded"
    DISPUTED = "disputed"


@dataclass(frozen=True, slots=True)
class Sold:
    """Who bought what so many days ago, how much of it they have paid, whether we took a part back or dun for it."""

    who: str
    days: int
    text: str
    quantity: str
    price: str
    paid: str = ""
    credited: str = ""
    dunned: Dunned | None = None


BUYERS = {
    "olivia": BuyerData(
        "Harbour & Finch Ltd", "GB", "8 Finch Yard", "BS1 9ZZ", "Bristol", email="customer@demo.example"
    ),
    "marie": BuyerData("Papierboot Verlag GmbH", "DE", "Bootsgasse 61", "10997", "Berlin"),
    "georg": BuyerData("Zimmerei Oberlin", "DE", "Zimmererweg 3", "81379", "München"),
}
SOLD = (
    Sold("georg", 348, "Lindwurm Archiv Team", "1", "1190.00", paid="1416.10"),
    Sold("marie", 327, "Schulung vor Ort, ein Tag", "1", "640.00", paid="761.60"),
    Sold("georg", 295, "Einrichtung der Schnittstelle", "9", "110.00", paid="1178.10"),
    Sold("marie", 262, "Lindwurm Archiv Team", "1", "1190.00", paid="1416.10"),
    Sold("georg", 238, "Wartung und Updates Team", "1", "238.00", paid="283.22"),
    Sold("olivia", 200, "Archive, licence for a year\nTen seats", "10", "49.90", paid="499.00"),
    Sold("marie", 171, "Einrichtung der Schnittstelle", "7", "110.00", paid="916.30"),
    Sold("georg", 133, "Lindwurm Archiv Team", "1", "1190.00", paid="1416.10"),
    Sold("marie", 96, "Schulung vor Ort, zwei Tage", "2", "640.00", paid="761.60", credited="1"),
    Sold("marie", 66, "Wartung und Updates Team", "2", "238.00", paid="566.44"),
    Sold("olivia", 45, "Report of our own making", "2", "520.00", dunned=Dunned.REMINDED),
    Sold("georg", 40, "Einrichtung der Schnittstelle", "6.5", "110.00", paid="400.00", dunned=Dunned.REMINDED),
    Sold("marie", 31, "Schulung online, ein Tag", "1", "490.00", dunned=Dunned.PROPOSED),
    Sold("marie", 28, "Umzug der alten Fälle", "3", "110.00", dunned=Dunned.DISPUTED),
    Sold("marie", 12, "Archiv, Jahreslizenz\n5 Arbeitsplätze", "5", "49.90"),
    Sold("olivia", 5, "Archive, further seats", "5", "49.90"),
)


def invoices_of_sales(cast: Cast, now: datetime) -> list[tuple[datetime, Callable[[], object]]]:
    """When something was invoiced, and what became of it."""
    first = now - timedelta(days=max(sold.days for sold in SOLD), hours=2)
    happenings: list[tuple[datetime, Callable[[], object]]] = [(first, partial(change_invoicing, 0, US, by=SYSTEM))]
    happenings += [(now - timedelta(days=sold.days), partial(_sell, cast, sold)) for sold in SOLD]
    return happenings


def draft_of_sales(cast: Cast) -> None:
    """One that nobody has issued yet; and today sales went through what is overdue."""
    _begin(cast, Sold("georg", 0, "Wartung, ein Jahr", "1", "980.00"))
    for sold in SOLD:
        if sold.dunned is not None:
            _dun(invoice_about(sold.text), sold.dunned, cast.actors[SELLER])


def _sell(cast: Cast, sold: Sold) -> None:
    by, draft = cast.actors[SELLER], _begin(cast, sold)
    invoice = issue_invoice(draft, draft.version, by=by)
    if sold.credited:
        taken_back = begin_correction(invoice, by=by)
        line = replace(lines_of_draft(taken_back)[0], quantity=Decimal(sold.credited))
        change_draft(taken_back, taken_back.version, _content(sold, line), by=by)
        issue_invoice(taken_back, taken_back.version + 1, by=by)
    if sold.paid:
        paid = NewPayment(invoice.issued_on, Decimal(sold.paid), PaymentWay.TRANSFER, invoice.number)
        note_payment(invoice, paid, by=by)


def _dun(invoice: Invoice, how: Dunned, by: Actor) -> None:
    if how is Dunned.DISPUTED:
        pause_dunning(invoice, NewPause(PauseReason.DISPUTED, "Zählt nur zwei Tage"), by=by)
        return
    letter = propose_letter(invoice, by=by)
    if how is Dunned.REMINDED:
        approve_letter(letter, letter.total, by=by)


def _begin(cast: Cast, sold: Sold) -> InvoiceDraft:
    person = cast.people[sold.who]
    organisation = organisations_of([person.pk]).get(person.pk)
    content = _content(sold, DraftLine(sold.text, Decimal(sold.quantity), Decimal(sold.price)))
    return begin_draft(content, person=person, organisation=organisation, by=cast.actors[SELLER])


def _content(sold: Sold, line: DraftLine) -> DraftContent:
    buyer = BUYERS[sold.who]
    return DraftContent(buyer, [line], clock.now().date(), language="de" if buyer.country == "DE" else "en")
