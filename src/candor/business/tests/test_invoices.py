"""Invoices: how they come to be, that they never change, how they are paid and corrected."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from candor.business.actions.drafts import (
    DraftChanged,
    begin_correction,
    begin_draft,
    change_draft,
    discard_draft,
    lines_of,
)
from candor.business.actions.issuing import CannotIssue, ChangedSinceShown, issue
from candor.business.actions.payments import NewPayment, NothingToPay, PaidBackTooMuch, note_payment
from candor.business.models import Invoice, InvoiceDraft, InvoiceLine, Payment, PaymentWay
from candor.business.rules.amounts import LARGEST_PRICE, AmountError
from candor.business.rules.invoices import Line, Obstacle
from candor.business.tests.stories_invoices import CONTENT, NORDLICHT, SEATS, drafted, issued, we_are
from candor.kernel import clock
from candor.kernel.actor import SYSTEM
from candor.kernel.models import Job
from candor.people.models import Organisation, Person
from tests.cast import actor

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def pay(invoice: Invoice, amount: str, key: str | None = None) -> Invoice:
    note_payment(invoice, NewPayment(date(2026, 11, 1), Decimal(amount), PaymentWay.TRANSFER, key=key), by=SYSTEM)
    return Invoice.objects.get(pk=invoice.pk)


def test_an_issued_invoice_says_everything_by_itself(kim: Person, nordlicht: Organisation, clara: Person):
    invoice = issued(kim, nordlicht, by=actor(clara))
    year = clock.now().year
    assert invoice.number == f"RE-{year}-0001"
    assert (invoice.net, invoice.tax, invoice.gross) == (Decimal("499.00"), Decimal("94.81"), Decimal("593.81"))
    assert invoice.seller["legal_name"] == "Lindwurm Software GmbH"
    group = {"category": "S", "percent": "19", "reason": "", "net": "499.00", "tax": "94.81"}
    assert [{name: tax[name] for name in group} for tax in invoice.taxes] == [group]
    assert invoice.lines.get().net == Decimal("499.00")
    assert (invoice.due_on - invoice.issued_on).days == 14
    assert not InvoiceDraft.objects.exists()
    assert Job.objects.filter(task="business.make_papers", arguments=[invoice.pk]).exists()


def test_pressing_issue_twice_issues_one(kim: Person):
    draft = drafted(kim)
    first = issue(draft, draft.version, by=SYSTEM)
    assert issue(draft, draft.version, by=SYSTEM) == first
    assert Invoice.objects.count() == 1


def test_numbers_follow_each_other_and_a_refusal_takes_none(kim: Person):
    first = issued(kim)
    with pytest.raises(CannotIssue):
        issued(kim, lines=[])
    second = issued(kim)
    assert int(second.number[-4:]) == int(first.number[-4:]) + 1


def test_corrections_have_a_series_of_their_own(kim: Person):
    invoice = issued(kim)
    draft = begin_correction(invoice, by=SYSTEM)
    correction = issue(draft, draft.version, by=SYSTEM)
    assert correction.number == f"RK-{clock.now().year}-0001"
    assert (correction.corrects, correction.gross) == (invoice, invoice.gross)


@pytest.mark.parametrize(
    "change",
    [{"gross": 1}, {"buyer_name": "Hafen AG"}, {"number": "RE-1"}, {"issued_on": date(2020, 1, 1)}, {"note": "x"}],
)
def test_what_an_issued_invoice_says_never_changes(kim: Person, change: dict[str, Any]):
    invoice = issued(kim)
    with pytest.raises(DatabaseError), transaction.atomic():
        Invoice.objects.filter(pk=invoice.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        InvoiceLine.objects.filter(invoice=invoice).update(text="Eleven seats")
    assert Invoice.objects.get().gross == Decimal("593.81")


def test_who_it_belongs_to_and_what_was_paid_may_change(kim: Person, sam: Person):
    invoice = issued(kim)
    assert Invoice.objects.filter(pk=invoice.pk).update(person=sam, paid=1) == 1


def test_an_invoice_is_paid_in_parts_and_too_much_is_seen(kim: Person):
    invoice = pay(issued(kim), "500")
    assert (invoice.is_settled, invoice.left) == (False, Decimal("93.81"))
    invoice = pay(invoice, "100")
    assert (invoice.is_settled, invoice.left) == (True, Decimal("-6.19"))
    invoice = pay(invoice, "-6.19")
    assert (invoice.is_settled, invoice.left) == (True, Decimal(0))
    with pytest.raises(PaidBackTooMuch):
        pay(invoice, "-594")


def test_the_same_payment_sent_twice_counts_once(kim: Person):
    invoice = issued(kim)
    pay(invoice, "100", "key-of-the-form")
    assert pay(invoice, "100", "key-of-the-form").paid == 100
    assert Payment.objects.count() == 1


def test_money_that_comes_back_opens_the_invoice_again(kim: Person):
    invoice = pay(pay(issued(kim), "593.81"), "-593.81")
    assert not invoice.is_settled


def test_a_correction_of_all_settles_and_nothing_more_can_be_credited(kim: Person):
    invoice = issued(kim)
    draft = begin_correction(invoice, by=SYSTEM)
    assert begin_correction(invoice, by=SYSTEM) == draft
    correction = issue(draft, draft.version, by=SYSTEM)
    invoice.refresh_from_db()
    assert (invoice.is_settled, invoice.left, invoice.corrected) == (True, Decimal(0), invoice.gross)
    another = begin_correction(invoice, by=SYSTEM)
    with pytest.raises(CannotIssue) as refusal:
        issue(another, another.version, by=SYSTEM)
    assert refusal.value.obstacles == [Obstacle.TOO_MUCH]
    with pytest.raises(NothingToPay):
        pay(correction, "1")


def test_a_discount_on_the_whole_is_issued_credited_and_never_changes(kim: Person):
    invoice = issued(kim, discount=Decimal(10))
    assert (invoice.net, invoice.tax, invoice.gross, invoice.allowance) == (
        Decimal("449.10"), Decimal("85.33"), Decimal("534.43"), Decimal("49.90"),
    )  # fmt: skip
    draft = begin_correction(invoice, by=SYSTEM)
    issue(draft, draft.version, by=SYSTEM)
    invoice.refresh_from_db()
    assert (invoice.is_settled, invoice.corrected) == (True, Decimal("534.43"))
    with pytest.raises(DatabaseError), transaction.atomic():
        Invoice.objects.filter(pk=invoice.pk).update(discount=0)
    too_much = drafted(kim, reduction=Decimal("499.01"))
    with pytest.raises(CannotIssue) as refusal:
        issue(too_much, too_much.version, by=SYSTEM)
    assert refusal.value.obstacles == [Obstacle.DISCOUNT]


def test_a_correction_of_one_line_leaves_the_rest_to_pay(kim: Person):
    invoice = issued(kim, lines=[SEATS, Line("Training", Decimal(2), Decimal(100))])
    draft = begin_correction(invoice, by=SYSTEM)
    content = replace(CONTENT, lines=lines_of(draft)[1:])
    change_draft(draft, draft.version, content, by=SYSTEM)
    issue(draft, draft.version + 1, by=SYSTEM)
    invoice.refresh_from_db()
    assert (invoice.is_settled, invoice.left) == (False, Decimal("593.81"))


def test_a_correction_has_the_rates_of_its_invoice_whatever_holds_today(kim: Person):
    invoice = issued(kim, supplied_from=date(2020, 8, 1))
    assert invoice.taxes[0]["percent"] == "16"
    draft = begin_correction(invoice, by=SYSTEM)
    assert issue(draft, draft.version, by=SYSTEM).gross == invoice.gross


@pytest.mark.parametrize(
    ("otherwise", "obstacle"),
    [
        ({"lines": []}, Obstacle.NO_LINES),
        ({"lines": [replace(SEATS, quantity=Decimal(-1))]}, Obstacle.NEGATIVE),
        ({"buyer": replace(NORDLICHT, city="")}, Obstacle.NO_ADDRESS),
        (
            {
                "buyer": replace(NORDLICHT, country="US"),
                "lines": [replace(SEATS, tax="digital-standard"), replace(SEATS, tax="goods-standard")],
            },
            Obstacle.MIXED,
        ),
    ],
)
def test_what_is_missing_is_said(kim: Person, otherwise: dict[str, Any], obstacle: Obstacle):
    draft = drafted(kim, **otherwise)
    with pytest.raises(CannotIssue) as refusal:
        issue(draft, draft.version, by=SYSTEM)
    assert obstacle in refusal.value.obstacles
    assert InvoiceDraft.objects.exists()


def test_who_we_are_has_to_be_known(kim: Person):
    we_are(legal_name="X", city="", vat_id="", tax_number="")
    draft = drafted(kim)
    with pytest.raises(CannotIssue) as refusal:
        issue(draft, draft.version, by=SYSTEM)
    assert refusal.value.obstacles == [Obstacle.NO_SELLER, Obstacle.NO_TAX_NUMBER]


def test_a_huge_amount_is_refused_and_a_yen_has_no_sen(kim: Person):
    draft = drafted(kim, lines=[replace(SEATS, quantity=Decimal(9_999_999), price=LARGEST_PRICE)])
    with pytest.raises(AmountError):
        issue(draft, draft.version, by=SYSTEM)
    yen = issued(kim, currency="JPY", lines=[replace(SEATS, quantity=Decimal(1), price=Decimal("1000.50"))])
    assert (yen.net, yen.tax, yen.gross) == (1001, 190, 1191)


def test_a_discount_as_an_amount_stays_one_to_the_credit_note_and_is_refused_beyond_the_line(kim: Person):
    line = replace(SEATS, reduction=Decimal("99.00"))
    invoice = issued(kim, lines=[line])
    assert (invoice.net, invoice.lines.get().reduction) == (Decimal("400.00"), Decimal(99))
    draft = begin_correction(invoice, by=SYSTEM)
    assert lines_of(draft)[0].reduction == Decimal(99)
    assert issue(draft, draft.version, by=SYSTEM).gross == invoice.gross
    draft = drafted(kim, lines=[replace(SEATS, reduction=Decimal("499.01"))])
    with pytest.raises(AmountError):
        issue(draft, draft.version, by=SYSTEM)


def test_a_company_abroad_owes_the_tax_itself(nordlicht: Organisation):
    buyer = replace(NORDLICHT, country="AT", vat_id="ATU33864707")
    invoice = issued(None, nordlicht, buyer=buyer)
    assert (invoice.tax, invoice.taxes[0]["category"]) == (0, "AE")


def test_a_draft_that_a_colleague_changed_is_not_issued_unseen(kim: Person):
    draft = drafted(kim)
    change_draft(draft, 0, replace(CONTENT, note="Thank you"), by=SYSTEM)
    change_draft(draft, 0, replace(CONTENT, note="Thank you"), by=SYSTEM)  # the same press again
    with pytest.raises(DraftChanged):
        change_draft(draft, 0, replace(CONTENT, note="Otherwise"), by=SYSTEM)
    with pytest.raises(ChangedSinceShown):
        issue(draft, 0, by=SYSTEM)


def test_the_same_form_begins_one_draft_and_one_thrown_away_is_gone(kim: Person):
    first = begin_draft(CONTENT, person=kim, organisation=None, by=SYSTEM, key="one-key-of-a-form")
    assert begin_draft(CONTENT, person=kim, organisation=None, by=SYSTEM, key="one-key-of-a-form") == first
    discard_draft(first, by=SYSTEM)
    discard_draft(first, by=SYSTEM)
    assert not InvoiceDraft.objects.exists()


def test_who_sees_which_invoices(
    kim: Person, lee: Person, sam: Person, mallory: Person, anna: Person, clara: Person, nordlicht: Organisation
):
    invoice = issued(kim, nordlicht)
    for who in (kim, lee, clara):
        assert Invoice.objects.visible_to(actor(who)).get() == invoice
    for who in (sam, mallory, anna):
        assert not Invoice.objects.visible_to(actor(who)).exists()
