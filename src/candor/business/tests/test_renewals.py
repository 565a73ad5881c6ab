"""Subscriptions by the clock: reminded in steps, quoted, renewed by word, by quote or by themselves, and ended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from candor.business.actions import ending_subscriptions as ending
from candor.business.actions import quote_steps, renewal_reminders, renewal_work, renewing
from candor.business.actions import subscriptions as actions
from candor.business.actions.invoicing_orders import invoice_order
from candor.business.actions.issuing import issue
from candor.business.actions.orders import cancel_order
from candor.business.actions.payments import NewPayment, note_payment
from candor.business.actions.subscription_settings import Reminding, change_reminding
from candor.business.models import (
    CancelKind,
    CancelledBy,
    DecidedBy,
    InvoiceDraft,
    PaymentWay,
    Quote,
    QuoteVersion,
    ReminderFate,
    RenewedBy,
    Subscription,
    SubscriptionReminder,
    SubscriptionTerm,
)
from candor.business.rules.terms import Span, Unit
from candor.business.tests.stories_invoices import we_are
from candor.business.tests.stories_subscriptions import MONTH, RENEWAL, before, begun, clock_comes_round, on
from candor.catalogue.tests.stories import list_of
from candor.kernel.actor import SYSTEM
from candor.kernel.registries.personal_data import Purpose
from candor.licences.tests.stories import edition_of, licence_of
from candor.mail.models import OutboxMessage
from candor.people.models import Identifier, Membership, Organisation, Person
from candor.privacy.public import LockGround, NewLock, Standing, lock_person
from tests.cast import actor

pytestmark = [pytest.mark.django_db, pytest.mark.db]

SAM = quote_steps.Answer("Sam Peters", DecidedBy.LINK)


@pytest.fixture(autouse=True)
def at_home(db: Any) -> None:
    we_are()


@pytest.fixture
def no_quotes(db: Any) -> None:
    change_reminding(0, Reminding(True, "90, 30, 7, 0, -14", False, 60, False), by=SYSTEM)


def mails() -> list[str]:
    return list(OutboxMessage.objects.order_by("id").values_list("template", flat=True))


def fresh(subscription: Subscription) -> Subscription:
    return Subscription.objects.select_related("person", "organisation", "edition__product").get(pk=subscription.pk)


@pytest.mark.usefixtures("no_quotes")
def test_each_step_is_one_mail_of_a_contract_in_the_contacts_language(sam: Person, hafen: Organisation) -> None:
    Person.objects.filter(pk=sam.pk).update(language="de")
    begun(sam, hafen)
    told = []
    for ahead in (91, 90, 89, 30, 29, 8, 7, 0, -13, -14, -15, -50):
        with before(ahead):
            clock_comes_round()
            clock_comes_round()
        told.append(OutboxMessage.objects.count())
    assert told == [0, 1, 1, 2, 2, 2, 3, 4, 4, 5, 5, 5]
    assert mails() == ["business/mail/renewal"] * 4 + ["business/mail/renewal_overdue"]
    first = OutboxMessage.objects.earliest("id")
    assert (first.template_class, first.language, first.to_address) == ("contract", "de", "sam@hafen.example")
    assert "1. Januar 2027" in first.text


@pytest.mark.usefixtures("no_quotes")
def test_after_a_standstill_only_the_latest_step_is_made_up_for(sam: Person) -> None:
    begun(sam)
    with before(5):
        clock_comes_round()
    assert list(SubscriptionReminder.objects.values_list("step", "fate")) == [(7, "sent")]
    assert len(mails()) == 1


@pytest.mark.usefixtures("no_quotes")
def test_no_step_of_before_it_was_known_is_made_up_for(sam: Person) -> None:
    begun(sam, day=RENEWAL - timedelta(days=20), starts_on=date(2026, 1, 1))
    with before(19):
        clock_comes_round()
    assert SubscriptionReminder.objects.get().fate == ReminderFate.LATE
    assert mails() == []
    with before(7):
        clock_comes_round()
    assert len(mails()) == 1


@pytest.mark.parametrize("at", ["candor.business.actions.renewal_reminders.contact_of",
                                "candor.business.actions.renewal_reminders.queue_mail",
                                "candor.business.actions.renewal_reminders.record"])  # fmt: skip
@pytest.mark.usefixtures("no_quotes")
@pytest.mark.django_db(transaction=True)
def test_a_job_that_is_killed_anywhere_sends_each_mail_once(
    at: str, sam: Person, kim: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    begun(sam)
    begun(kim)
    _module, _dot, name = at.rpartition(".")
    meant, calls = getattr(renewal_reminders, name), iter(range(100))

    def dies(*given: Any, **more: Any) -> Any:
        done = meant(*given, **more)
        if next(calls) == 1:
            raise Killed
        return done

    monkeypatch.setattr(at, dies)
    with before(90):
        with pytest.raises(Killed):
            clock_comes_round()
        assert len(mails()) == SubscriptionReminder.objects.count() == 1
        clock_comes_round()
        clock_comes_round()
    assert sorted(OutboxMessage.objects.values_list("to_address", flat=True)) == [
        "kim@nordlicht.example", "sam@hafen.example",
    ]  # fmt: skip


@pytest.mark.usefixtures("no_quotes")
def test_nobody_who_is_restricted_has_left_or_has_no_address_is_written_to(
    sam: Person, lee: Person, kim: Person, nordlicht: Organisation
) -> None:
    begun(sam)
    lock_person(sam, NewLock(LockGround.CLAIMS), by=SYSTEM)
    Identifier.objects.filter(person=lee).delete()
    begun(lee)
    theirs = begun(kim, nordlicht)
    Membership.objects.filter(person=kim).update(ended_on=date(2026, 2, 1))
    with before(90):
        clock_comes_round()
    assert mails() == []
    Membership.objects.filter(person=kim).update(ended_on=None)
    with before(30):
        clock_comes_round()
    assert OutboxMessage.objects.get().to_address == "kim@nordlicht.example"
    assert actions.contact_of(theirs) == kim


def test_what_renews_by_itself_is_announced_renewed_on_its_day_and_billed_as_a_draft(
    sam: Person, hafen: Organisation
) -> None:
    found = begun(sam, hafen, renews_itself=True, notice=Span(1, Unit.MONTH))
    with before(30):
        clock_comes_round()
    assert mails() == ["business/mail/renewal_by_itself"]
    assert "30 November 2026" in OutboxMessage.objects.get().text
    with on(RENEWAL):
        clock_comes_round()
        clock_comes_round()
    assert (fresh(found).renews_on, fresh(found).terms) == (date(2028, 1, 1), 2)
    draft = InvoiceDraft.objects.get()
    assert (draft.supplied_from, draft.supplied_until) == (RENEWAL, date(2027, 12, 31))
    assert (draft.organisation, draft.buyer_name, draft.lines[0]["quantity"]) == (hafen, "Hafen AG", "2")
    assert mails() == ["business/mail/renewal_by_itself"]
    assert not Quote.objects.exists()


def test_after_a_long_standstill_every_term_is_made_up_for_and_months_do_not_drift(sam: Person) -> None:
    found = begun(sam, renews_itself=True, term=MONTH, day=date(2026, 1, 31))
    with on(date(2026, 5, 1)):
        clock_comes_round()
    begins = SubscriptionTerm.objects.order_by("begins_on").values_list("begins_on", flat=True)
    assert list(begins) == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]
    assert (fresh(found).renews_on, InvoiceDraft.objects.count()) == (date(2026, 5, 31), 3)
    assert mails() == ["business/mail/renewal_by_itself"]


def test_the_quote_of_a_renewal_is_made_once_and_accepting_it_renews_orders_and_keeps_the_licence_up(
    sam: Person, hafen: Organisation, clara: Person
) -> None:
    edition = edition_of()
    licence = licence_of(sam, by=clara, organisation=hafen, edition=edition, maintenance_until=date(2026, 12, 31))
    found = begun(sam, hafen, licence=licence, by=actor(clara))
    with before(60):
        clock_comes_round()
        clock_comes_round()
        quote = Quote.objects.get()
        assert (quote.state, quote.organisation, quote.owner) == ("draft", hafen, clara)
        version = quote.versions.get()
        assert (version.lines[0]["text"], version.net) == ("Support Team\n1 January 2027 to 31 December 2027", 200)
        sent = quote_steps.send_quote(quote, by=actor(clara))
        sent = QuoteVersion.objects.select_related("quote").get(pk=sent.pk)
        order = quote_steps.accept_quote(sent, SAM, by=SYSTEM)
        assert quote_steps.accept_quote(sent, SAM, by=SYSTEM) == order
        clock_comes_round()
    assert (fresh(found).renews_on, fresh(found).quote, Quote.objects.count()) == (date(2028, 1, 1), None, 1)
    with before(50):
        draft = invoice_order(order, by=actor(clara))
        InvoiceDraft.objects.update(buyer_lines="Kai 1", buyer_postcode="20457", buyer_city="Hamburg")
        invoice = issue(draft, draft.version, by=actor(clara))
        note_payment(invoice, NewPayment(invoice.issued_on, Decimal(8), PaymentWay.TRANSFER), by=actor(clara))
        licence.refresh_from_db()
        assert licence.maintenance_until == date(2026, 12, 31)
        note_payment(invoice, NewPayment(invoice.issued_on, Decimal(230), PaymentWay.TRANSFER), by=actor(clara))
    licence.refresh_from_db()
    assert (licence.maintenance_until, licence.keys.count()) == (date(2027, 12, 31), 2)
    assert SubscriptionTerm.objects.get(quote=quote).paid_at is not None


def test_a_renewal_is_billed_by_the_price_list_of_its_day_and_quoted_by_itself_where_wished(
    sam: Person, clara: Person
) -> None:
    change_reminding(0, Reminding(False, "90", True, 60, True), by=SYSTEM)
    found = begun(sam, price=None)
    with before(60):
        clock_comes_round()
    assert not Quote.objects.exists()
    assert fresh(found).quoted_for == RENEWAL
    with pytest.raises(renewal_work.NoQuote):
        renewal_work.quote_renewal(found, by=actor(clara))
    list_of(found.edition, "120", by=SYSTEM)
    another = begun(sam, price=None)
    with before(59):
        clock_comes_round()
    assert (Quote.objects.get().state, Quote.objects.get().net) == ("sent", 240)
    assert fresh(another).quote is not None


def test_cancelling_the_order_of_a_renewal_takes_the_renewal_back(sam: Person, clara: Person) -> None:
    found = begun(sam)
    with before(60):
        quote = renewal_work.quote_renewal(found, by=actor(clara))
        quote.refresh_from_db()
        sent = quote_steps.send_quote(quote, by=actor(clara))
        order = quote_steps.accept_quote(QuoteVersion.objects.get(pk=sent.pk), SAM, by=SYSTEM)
        assert fresh(found).renews_on == date(2028, 1, 1)
        assert cancel_order(order, "Ordered twice.", by=actor(clara))
    assert (fresh(found).renews_on, fresh(found).terms, found.history.count()) == (RENEWAL, 1, 1)


def test_renewing_by_hand_twice_renews_once_and_a_planned_quantity_comes_with_the_term(
    sam: Person, clara: Person
) -> None:
    found = begun(sam)
    actions.plan_quantity(found, 5, RENEWAL, by=actor(clara))
    by_hand = renewing.Agreed(RenewedBy.HAND)
    first, second = (renewing.renew(found, by_hand, by=actor(clara)) for _press in range(2))
    assert first is not None
    assert second is None
    present = fresh(found)
    assert (present.quantity, present.next_quantity, present.renews_on) == (5, None, date(2028, 1, 1))
    assert renewing.take_back(first, by=actor(clara))
    assert not renewing.take_back(first, by=actor(clara))
    assert (fresh(found).quantity, fresh(found).renews_on) == (2, RENEWAL)


def test_a_planned_quantity_counts_from_its_day(sam: Person, clara: Person) -> None:
    found = begun(sam)
    with before(100):
        assert actions.plan_quantity(found, 7, RENEWAL - timedelta(days=95), by=actor(clara))
        assert not actions.plan_quantity(found, 7, RENEWAL - timedelta(days=95), by=actor(clara))
        clock_comes_round()
        assert fresh(found).quantity == 2
    with before(95):
        clock_comes_round()
    assert (fresh(found).quantity, fresh(found).next_quantity_on) == (7, None)


def test_what_is_cancelled_too_late_renews_once_more_and_ends_then(sam: Person) -> None:
    found = begun(sam, renews_itself=True, notice=Span(3, Unit.MONTH))
    with before(30):
        last = ending.last_day(found, CancelKind.ORDINARY)
        assert last == date(2027, 12, 31)
        said = ending.Declared(CancelKind.ORDINARY, CancelledBy.STAFF, last)
        assert ending.cancel(found, said, by=SYSTEM) is not None
        assert ending.cancel(found, said, by=SYSTEM) is None
    with on(RENEWAL):
        clock_comes_round()
    assert (fresh(found).renews_on, fresh(found).state) == (date(2028, 1, 1), "cancelled")
    with on(date(2027, 12, 31)):
        clock_comes_round()
        assert fresh(found).state == "cancelled"
    with on(date(2028, 1, 1)):
        clock_comes_round()
    assert (fresh(found).state, fresh(found).terms) == ("ended", 2)
    assert mails() == []


def test_cancelling_withdraws_the_offer_and_can_be_undone(sam: Person, clara: Person) -> None:
    found = begun(sam)
    with before(60):
        quote = renewal_work.quote_renewal(found, by=actor(clara))
        quote.refresh_from_db()
        quote_steps.send_quote(quote, by=actor(clara))
        last = ending.last_day(found, CancelKind.ORDINARY)
        ending.cancel(found, ending.Declared(CancelKind.ORDINARY, CancelledBy.STAFF, last), by=actor(clara))
        quote.refresh_from_db()
        assert (quote.state, fresh(found).ends_on) == ("withdrawn", date(2026, 12, 31))
        assert ending.undo_cancellation(found, by=actor(clara))
        assert not ending.undo_cancellation(found, by=actor(clara))
    assert (fresh(found).state, fresh(found).ends_on) == ("active", None)


def test_a_subscription_is_a_contract_of_its_party_until_its_last_day(
    sam: Person, kim: Person, nordlicht: Organisation
) -> None:
    from candor.business.contracts import contracts_of_subscribers

    begun(sam)
    begun(kim, nordlicht, renews_itself=True)
    found = contracts_of_subscribers([sam.pk, kim.pk])
    assert [(each.standing, each.ends_on) for each in found[sam.pk]] == [(Standing.PARTY, date(2026, 12, 31))]
    assert [(each.standing, each.ends_on, each.company) for each in found[kim.pk]] == [
        (Standing.CONTACT, None, nordlicht.pk)
    ]
    assert all(each.needs == {Purpose.CONTRACT} for each in (*found[sam.pk], *found[kim.pk]))


@pytest.fixture(autouse=True)
def _forget(db: Any) -> Iterator[None]:
    """Nothing of one story is left for the next."""
    yield
    OutboxMessage.objects.all().delete()
