"""Dunning letters: proposed, looked at, sent once; what stops them, and who sees them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from candor.business import tasks
from candor.business.actions import delivering_letters
from candor.business.actions.delivering_letters import deliver
from candor.business.actions.drafts import begin_correction
from candor.business.actions.dunning import (
    AmountsChanged,
    NewPause,
    NothingDue,
    approve_letter,
    change_dunning,
    dunning,
    next_letter,
    pause_dunning,
    propose_letter,
    resume_dunning,
)
from candor.business.actions.issuing import issue
from candor.business.actions.payments import NewPayment, note_payment
from candor.business.models import DunningLetter, DunningPause, DunningState, Invoice, PauseReason, PaymentWay
from candor.business.papers import letters as letters_papers
from candor.business.papers import storing
from candor.business.tests.stories_invoices import NORDLICHT, issued
from candor.kernel import clock
from candor.kernel.actor import SYSTEM
from candor.kernel.models import Job
from candor.mail.models import OutboxMessage
from candor.people.models import Organisation, Person
from tests.cast import actor, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]

NOON = datetime(2026, 3, 2, 12, tzinfo=ZoneInfo("Europe/Berlin"))
PDF = b"%PDF-1.7 a paper"
PAUSE = {"reason": "disputed", "until": "", "note": "Says three seats are missing"}


@pytest.fixture(autouse=True)
def _quick_papers(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process that makes papers has its own test below."""
    monkeypatch.setattr(storing, "papers_made", lambda _asked: {"pdf": PDF, "xml": b"<x/>"})
    monkeypatch.setattr(delivering_letters, "letter_pdf", lambda _letter, _settings: PDF)


def after(days: int) -> Any:
    """So many days after the invoice was issued; it was due on the fourteenth."""
    return clock.at(NOON + timedelta(days=days))


def billed(person: Person, organisation: Organisation | None = None, **more: Any) -> Invoice:
    with clock.at(NOON):
        return issued(person, organisation, **more)


def sent(invoice: Invoice) -> DunningLetter:
    """The letter that is due today, sent."""
    letter = propose_letter(invoice, by=SYSTEM)
    assert approve_letter(letter, letter.total, by=SYSTEM)
    deliver(letter.pk)
    return DunningLetter.objects.get(pk=letter.pk)


def pay(invoice: Invoice, amount: str) -> None:
    note_payment(invoice, NewPayment(clock.now().date(), Decimal(amount), PaymentWay.TRANSFER), by=SYSTEM)
    invoice.refresh_from_db()


def get(who: Person, name: str, *args: Any, **query: str) -> Any:
    return signed_in(who).get(reverse(name, args=args), query)


def post(who: Person, name: str, *args: Any, **form: Any) -> Any:
    return signed_in(who).post(reverse(name, args=args), form, follow=True)


def test_a_reminder_is_due_a_week_after_the_day_and_goes_out_with_the_invoice(kim: Person):
    invoice = billed(kim)
    with after(20), pytest.raises(NothingDue):
        propose_letter(invoice, by=SYSTEM)
    with after(21):
        letter = sent(invoice)
    assert (letter.state, letter.by_mail, letter.level) == (DunningState.SENT, True, 1)
    assert (letter.left, letter.total) == (Decimal("593.81"), Decimal("593.81"))
    mail = OutboxMessage.objects.get()
    assert mail.to_address == "kim@nordlicht.example"
    assert mail.attachments.count() == 2
    assert "Payment reminder" in mail.subject or "Zahlungserinnerung" in mail.subject


def test_no_level_is_sent_twice_whoever_presses_or_dies(kim: Person, monkeypatch: pytest.MonkeyPatch):
    invoice = billed(kim)
    with after(25):
        first = propose_letter(invoice, by=SYSTEM)
        assert propose_letter(invoice, by=SYSTEM) == first
        assert approve_letter(first, first.total, by=SYSTEM)
        assert not approve_letter(first, first.total, by=SYSTEM)
        assert Job.objects.filter(task="business.deliver_letter", arguments=[first.pk]).count() == 1
        killed = pytest.raises(RuntimeError)
        with monkeypatch.context() as patch, killed:
            patch.setattr(delivering_letters, "queue_mail", _killed)
            deliver(first.pk)
        assert DunningLetter.objects.get().state == DunningState.APPROVED
        deliver(first.pk)
        deliver(first.pk)
        with pytest.raises(NothingDue):
            propose_letter(invoice, by=SYSTEM)
    assert OutboxMessage.objects.count() == 1


def _killed(*_args: Any, **_kwargs: Any) -> None:
    raise RuntimeError


def test_the_second_letter_adds_its_fee_and_the_owners_interest_on_what_is_left(kim: Person, nordlicht: Organisation):
    change_dunning(0, {"interest_business": Decimal("10.00")}, by=SYSTEM)
    invoice = billed(kim, nordlicht)
    with after(21):
        sent(invoice)
        pay(invoice, "228.81")
    with after(31), pytest.raises(NothingDue):
        propose_letter(invoice, by=SYSTEM)  # the day named in the first one is not over
    with after(41):
        letter = sent(invoice)
    assert (letter.left, letter.fee, letter.interest) == (Decimal(365), Decimal("2.50"), Decimal("2.00"))
    assert letter.total == Decimal("369.50")


def test_businesses_are_asked_for_the_flat_sum_where_the_owner_wants_it(
    kim: Person, sam: Person, nordlicht: Organisation
):
    change_dunning(0, {"flat_fee": True}, by=SYSTEM)
    company, private = billed(kim, nordlicht), billed(sam)
    for invoice in (company, private):
        with after(21):
            sent(invoice)
    with after(41):
        assert (sent(company).fee, sent(private).fee) == (40, Decimal("2.50"))


def test_a_payment_between_looking_and_pressing_is_not_overlooked(kim: Person):
    invoice = billed(kim)
    with after(25):
        letter = propose_letter(invoice, by=SYSTEM)
        shown = letter.total
        pay(invoice, "93.81")
        with pytest.raises(AmountsChanged):
            approve_letter(letter, shown, by=SYSTEM)
        assert approve_letter(letter, Decimal(500), by=SYSTEM)
        pay(invoice, "500")
        deliver(letter.pk)
    assert not OutboxMessage.objects.exists()
    assert not DunningLetter.objects.exists()


def test_a_credit_note_settles_what_was_dunned_for(kim: Person):
    invoice = billed(kim)
    with after(21):
        sent(invoice)
        draft = begin_correction(invoice, by=SYSTEM)
        issue(draft, draft.version, by=SYSTEM)
    with after(60), pytest.raises(NothingDue):
        propose_letter(Invoice.objects.get(pk=invoice.pk), by=SYSTEM)


def test_who_disputes_an_invoice_is_left_alone_until_the_day(kim: Person):
    invoice = billed(kim)
    with after(25):
        letter = propose_letter(invoice, by=SYSTEM)
        pause = NewPause(PauseReason.DISPUTED, "Three seats are missing", clock.now().date() + timedelta(days=10))
        pause_dunning(invoice, pause, by=SYSTEM)
        pause_dunning(invoice, pause, by=SYSTEM)
        assert not DunningLetter.objects.exists()
        with pytest.raises(NothingDue):
            approve_letter(letter, letter.total, by=SYSTEM)
    with after(35), pytest.raises(NothingDue):
        propose_letter(invoice, by=SYSTEM)
    with after(36):
        assert propose_letter(invoice, by=SYSTEM).level == 1
        pause_dunning(invoice, NewPause(PauseReason.OTHER), by=SYSTEM)
        resume_dunning(invoice, by=SYSTEM)
        resume_dunning(invoice, by=SYSTEM)
        assert propose_letter(invoice, by=SYSTEM).level == 1


def test_the_clock_proposes_and_sends_only_where_the_settings_say_so(kim: Person, sam: Person):
    billed(kim)
    billed(sam, buyer=NORDLICHT.__class__("Sam", "DE", "Kai 2", "24103", "Kiel"))
    with after(25):
        assert not tasks.letters_should_be_proposed()
        change_dunning(0, {"proposes": True}, by=SYSTEM)
        assert tasks.letters_should_be_proposed()
        tasks.propose_dunning_letters()
        tasks.propose_dunning_letters()
        assert DunningLetter.objects.filter(state=DunningState.PROPOSED).count() == 2
        DunningLetter.objects.all().delete()
        change_dunning(1, {"sends": True}, by=SYSTEM)
        tasks.propose_dunning_letters()
    assert DunningLetter.objects.get(state=DunningState.APPROVED).invoice.person == kim
    assert DunningLetter.objects.get(state=DunningState.PROPOSED).invoice.person == sam, "nobody may mail there"


def test_sales_proposes_looks_and_sends(clara: Person, kim: Person):
    invoice = billed(kim)
    with after(25):
        listed = get(clara, "business:dunning").content.decode()
        assert invoice.number in listed
        assert "Due: Payment reminder" in listed
        page = post(clara, "business:dunning-propose").content.decode()
        assert "1 letter is proposed." in page
        page = get(clara, "business:letter", invoice.ref, 1).content.decode()
        assert "surely it has only been overlooked" in page or "sicher" in page
        stale = post(clara, "business:letter-send", invoice.ref, 1, total="1.00")
        assert stale.status_code == 409
        assert post(clara, "business:letter-send", invoice.ref, 1, total="x").status_code == 422
        page = post(clara, "business:letter-send", invoice.ref, 1, total="593.81").content.decode()
        assert "The letter is on its way." in page
        again = post(clara, "business:letter-send", invoice.ref, 1, total="593.81").content.decode()
        assert "went out before" in again
        assert "went out before" in post(clara, "business:letter-drop", invoice.ref, 1).content.decode()
        deliver(DunningLetter.objects.get().pk)
        assert "Payment reminder" in get(clara, "business:invoice", invoice.ref).content.decode()
        assert "No letter is due" in post(clara, "business:letter-propose", invoice.ref).content.decode()


def test_several_go_with_one_press_and_what_has_no_address_goes_to_the_post(clara: Person, kim: Person, sam: Person):
    first = billed(kim)
    second = billed(sam, buyer=NORDLICHT.__class__("Sam", "DE", "Kai 2", "24103", "Kiel"))
    with after(25):
        post(clara, "business:dunning-propose")
        shown = [f"{invoice.ref}/1/593.81" for invoice in (first, second)]
        answer = post(clara, "business:dunning-send", letter=[*shown, "nonsense"])
        assert "2 letters are on their way." in answer.content.decode()
        assert "Some did not go" in post(clara, "business:dunning-send", letter=shown).content.decode()
        for letter in DunningLetter.objects.all():
            deliver(letter.pk)
        assert OutboxMessage.objects.count() == 1
        assert "print" in get(clara, "business:dunning").content.decode().lower()
        page = post(clara, "business:letter-posted", second.ref, 1).content.decode()
        assert "noted as sent" in page
        assert "Nothing waits" in post(clara, "business:letter-posted", second.ref, 1).content.decode()


def test_customers_find_the_letter_beside_their_invoice_and_nobody_elses(
    clara: Person, kim: Person, sam: Person, anna: Person
):
    invoice = billed(kim)
    with after(25):
        letter = propose_letter(invoice, by=SYSTEM)
        assert get(kim, "customer:letter-paper", invoice.ref, 1).status_code == 404, "it is a proposal"
        approve_letter(letter, letter.total, by=SYSTEM)
        deliver(letter.pk)
        assert "Payment reminder of" in get(kim, "customer:invoices").content.decode()
        paper = get(kim, "customer:letter-paper", invoice.ref, 1)
        assert b"".join(paper.streaming_content) == PDF
        assert get(sam, "customer:letter-paper", invoice.ref, 1).status_code == 404
        for name, args in (("business:dunning", ()), ("business:letter", (invoice.ref, 1))):
            assert get(anna, name, *args).status_code == 404
            assert get(kim, name, *args).status_code == 404
        assert get(clara, "business:letter", invoice.ref, 2).status_code == 404


def test_an_invoice_is_paused_on_its_page_with_a_reason(clara: Person, kim: Person):
    invoice = billed(kim)
    with after(25):
        page = post(clara, "business:dunning-pause", invoice.ref, **PAUSE).content.decode()
        assert "Disputed" in page
        assert "Says three seats are missing" in page
        assert "Disputed" in get(clara, "business:dunning").content.decode()
        wrong = post(clara, "business:dunning-pause", invoice.ref, **{**PAUSE, "until": "2020-01-01"})
        assert wrong.status_code == 422
        assert "Says three seats are missing" in wrong.content.decode()
        post(clara, "business:dunning-resume", invoice.ref)
    assert not DunningPause.objects.exists()


def settings_form(**otherwise: str) -> dict[str, str]:
    words = {
        f"{what}_{number}_{code}": "" for what in ("title", "text") for number in (1, 2, 3) for code in ("de", "en")
    }
    return {"version": "0", "currency": "EUR", "pay_within_days": "10", "interest_private": "", "flat_fee": "on",
            "interest_business": "", "days_1": "5", "days_2": "15", "fee_2": "3.00", "days_3": "", "fee_3": "",
            **words, **otherwise}  # fmt: skip


def test_the_administrator_chooses_levels_fees_and_words(adam: Person, mara: Person, kim: Person):
    assert get(mara, "tech:dunning").status_code == 404
    own = settings_form(text_1_en="Dear {name}, {number} is open.", title_1_en="A little reminder")
    assert "The settings are saved." in post(adam, "tech:dunning", **own).content.decode()
    assert post(adam, "tech:dunning", **{**own, "pay_within_days": "9"}).status_code == 409
    invoice = billed(kim, language="en")
    with after(19):
        sent(invoice)
        step = next_letter(Invoice.objects.get(pk=invoice.pk), dunning())
    assert OutboxMessage.objects.get().subject.startswith("A little reminder")
    assert step is not None
    assert (step.level, step.on) == (2, date(2026, 4, 1))
    assert (
        "The settings are saved."
        in post(adam, "tech:dunning", **{**own, "version": "1", "days_2": "", "fee_2": ""}).content.decode()
    )
    with after(90), pytest.raises(NothingDue):
        propose_letter(invoice, by=SYSTEM)


@pytest.mark.once
@pytest.mark.parametrize(
    ("field", "value"),
    [("days_2", "5"), ("days_3", "10"), ("days_1", ""), ("text_1_en", "{nonsense}"), ("sends", "on"), ("fee_2", "-1"),
     ("interest_private", "101"), ("currency", "XXX")],
)  # fmt: skip
def test_wrong_settings_are_refused(adam: Person, field: str, value: str):
    assert post(adam, "tech:dunning", **settings_form(**{field: value})).status_code == 422


@pytest.mark.once
def test_the_paper_is_a_real_pdf_in_the_language_of_the_invoice(kim: Person, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.undo()
    invoice = billed(kim, language="de")
    with after(25):
        letter = propose_letter(invoice, by=SYSTEM)
        shown = letters_papers.letter_shown(letter, dunning())
        assert letters_papers.letter_pdf(letter, dunning()).startswith(b"%PDF")
    assert shown["heading"] == f"Zahlungserinnerung: {invoice.number}"
    assert shown["sum"] == [["Jetzt zu zahlen", "593,81\xa0€"]]
    assert actor(kim).may("business.invoice.view") is False
