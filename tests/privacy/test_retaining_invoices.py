"""Invoices are vouchers: erasing a person keeps exactly them, locked, and says until when; then they go whole."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from candor.business.actions.payments import NewPayment, note_payment
from candor.business.models import Invoice, InvoiceDraft, InvoiceLine, Payment, PaymentWay
from candor.business.tests.stories_invoices import drafted, issued
from candor.kernel import clock
from candor.kernel.actor import SYSTEM
from candor.people.models import Person
from candor.privacy import contracts
from candor.privacy.erasing import Asked, carry_on, confirm_erasure, plan_erasure
from candor.privacy.erasing.showing import what_stays
from candor.privacy.models import Erasure, ErasureState, Lock, RunState
from candor.privacy.public import adopt_shipped_rules
from candor.privacy.retaining import running
from tests.cast import actor
from tests.privacy.test_retaining import LONG_AGO, NOW, adopt, confirmed

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db]


@pytest.fixture(autouse=True)
def _no_contracts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contracts, "_sources", {})
    monkeypatch.setattr(running, "overwritten", lambda _places: True)


def erased(person: Person) -> Erasure:
    erasure = plan_erasure(person, Asked(), by=SYSTEM)
    confirm_erasure(erasure, erasure.plan_hash, by=SYSTEM)
    return carry_on(erasure)


def test_erasing_a_customer_keeps_what_the_law_needs_locked_and_says_until_when(kim: Person, sam: Person) -> None:
    invoice = issued(kim)
    note_payment(invoice, NewPayment(invoice.issued_on, Decimal(10), PaymentWay.CASH), by=SYSTEM)
    drafted(kim)
    another = issued(sam)
    adopt_shipped_rules("DE", by=SYSTEM)
    erasure = plan_erasure(kim, Asked(), by=SYSTEM)
    assert [staying.what for staying in what_stays(erasure)] == ["Vouchers"]
    assert all("§ 14b Abs. 1 UStG" in staying.decision.text for staying in what_stays(erasure))
    confirm_erasure(erasure, erasure.plan_hash, by=SYSTEM)
    assert carry_on(erasure).state == ErasureState.DONE
    kept = Invoice.objects.get(pk=invoice.pk)
    assert (kept.person_id, kept.buyer_name, kept.lines.count(), kept.payments.count()) == (
        kim.pk,
        "Nordlicht GmbH",
        1,
        1,
    )
    assert Person.objects.get(pk=kim.pk).name == "Erased"
    assert not InvoiceDraft.objects.exists()
    lock = Lock.objects.standing().get(person=kim)
    assert (lock.ground, lock.until) == ("duty", date(invoice.issued_on.year + 8, 12, 31))
    assert Invoice.objects.filter(pk=another.pk, person=sam).exists()


def test_a_locked_invoice_is_shown_to_nobody_but_the_privacy_office(kim: Person, clara: Person) -> None:
    issued(kim)
    adopt_shipped_rules("DE", by=SYSTEM)
    erased(kim)
    assert not Invoice.objects.visible_to(actor(clara)).exists()


def test_when_the_period_is_over_the_invoice_goes_whole(kim: Person, paula: Person) -> None:
    """With its lines and payments, by the run of the rules: not before the last day, and then all of it."""
    with clock.at(LONG_AGO):
        old = issued(kim, supplied_from=date(2020, 1, 2))
        note_payment(old, NewPayment(old.issued_on, Decimal(10), PaymentWay.CASH), by=SYSTEM)
    with clock.at(NOW):
        fresh = issued(kim)
        adopt(voucher=24)
        assert confirmed(paula).state == RunState.DONE
    assert list(Invoice.objects.all()) == [fresh]
    assert set(InvoiceLine.objects.values_list("invoice", flat=True)) == {fresh.pk}
    assert not Payment.objects.exists()
