"""Invoices are vouchers: erasing a person keeps exactly them, locked, and says until when; then they go whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from candor.business.actions.payments import NewPayment, note_payment
from candor.business.models import Invoice, InvoiceDraft, InvoiceLine, Payment, PaymentWay
from candor.business.tests.stories_invoices import NORDLICHT, drafted, issued
from candor.kernel import clock
from candor.kernel.actor import SYSTEM
from candor.kernel.registries.personal_data import DATABASE, Subject, keepers
from candor.people.models import Person
from candor.people.public import organisations_of
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


def test_a_draft_to_another_ones_mailbox_outlives_its_owner_without_the_address(kim: Person, sam: Person) -> None:
    """Only a draft that is nobody else's goes along; of the others Kim's copy shows the address and nothing else."""
    to_kim = {"buyer": replace(NORDLICHT, email="kim@nordlicht.example")}
    nordlicht = organisations_of([kim.pk])[kim.pk]
    of_sam, of_nordlicht, of_nobody = drafted(sam, **to_kim), drafted(None, nordlicht, **to_kim), drafted(**to_kim)
    rows, kims = keepers()[DATABASE], Subject(kim.pk, (), ("kim@nordlicht.example",))
    found = [piece for piece in rows.discover(kims) if piece.place == "business_invoicedraft"]
    fields = {piece.key: piece.field for piece in found}
    assert fields == {str(of_sam.pk): "buyer_email", str(of_nordlicht.pk): "buyer_email", str(of_nobody.pk): ""}
    shown = [set(rows.export(piece, kims)) for piece in found if piece.field]
    assert shown == [{"buyer_email"}, {"buyer_email"}]
    erased(kim)
    assert not InvoiceDraft.objects.filter(pk=of_nobody.pk).exists()
    for draft in (of_sam, of_nordlicht):
        left = InvoiceDraft.objects.get(pk=draft.pk)
        assert (left.buyer_email, left.buyer_name, left.lines) == ("", "Nordlicht GmbH", draft.lines)
    erased(sam)
    assert not InvoiceDraft.objects.filter(pk=of_sam.pk).exists()
