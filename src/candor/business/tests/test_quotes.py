"""Quotes: written, sent, changed in a next version, answered by their customer; and the orders that come of them."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from candor.business.actions import delivering_quotes
from candor.business.actions import quote_steps as steps
from candor.business.actions import quotes as actions
from candor.business.actions.drafts import begin_correction, lines_of, totals_of_draft
from candor.business.actions.invoicing_orders import invoice_order
from candor.business.actions.issuing import issue
from candor.business.actions.orders import note_invoiced
from candor.business.actions.seller import change_invoicing
from candor.business.models import DecidedBy, InvoiceDraft, Order, OrderState, Quote, QuoteState, QuoteVersion
from candor.business.papers.quotes import quote_pdf, quote_shown
from candor.business.queries_leads import today
from candor.business.rules.quotes import QuoteLine, Standing, net_of
from candor.business.tests.stories_invoices import we_are
from candor.catalogue.tests.stories import list_of, sold
from candor.kernel import clock
from candor.kernel.actor import SYSTEM, Actor
from candor.kernel.audit import facts_about
from candor.kernel.models import Job
from candor.mail.models import OutboxMessage
from candor.people.models import Organisation, Person
from candor.privacy.public import LockGround, NewLock, lock_person
from tests.cast import actor, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]

SEATS = QuoteLine("Seat in the archive", Decimal(10), Decimal("99.50"))
PDF = b"%PDF-1.7 a quote"
SAM = steps.Answer("Sam Peters", DecidedBy.LINK)


@pytest.fixture(autouse=True)
def at_home(db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process that makes papers has a test of its own below."""
    change_invoicing(0, {"country": "DE"}, by=SYSTEM)
    monkeypatch.setattr(delivering_quotes, "quote_pdf", lambda _version: PDF)


def terms(subject: str = "Ten seats", currency: str = "EUR", days: int = 30) -> actions.Terms:
    return actions.Terms(subject, currency, today() + timedelta(days=days))


def written(person: Person, *lines: QuoteLine, by: Person, **how: Any) -> Quote:
    """A quote that is not sent yet."""
    quote = actions.begin_quote(person, terms(**how), f"key-{person.pk}-{Quote.objects.count()}", by=actor(by))
    actions.set_lines(quote, quote.version, lines or [SEATS], by=actor(by))
    quote.refresh_from_db()
    return quote


def sent(person: Person, *lines: QuoteLine, by: Person, **how: Any) -> QuoteVersion:
    version = steps.send_quote(written(person, *lines, by=by, **how), by=actor(by))
    delivering_quotes.deliver(version.pk)
    return QuoteVersion.objects.select_related("quote__person").get(pk=version.pk)


def link() -> str:
    """The address in the mail that went out last."""
    found = re.search(r"/quotes/[\w-]+/", OutboxMessage.objects.latest("id").text)
    assert found is not None
    return found[0]


@pytest.mark.parametrize(("who", "sees"), [("clara", True), ("mara", True), ("paula", True), ("anna", False),
                                           ("kim", False), ("mallory", False)])  # fmt: skip
def test_who_sells_sees_quotes_and_nobody_else(who: str, sees: bool, request: Any, sam: Person, clara: Person):
    quote = written(sam, by=clara)
    looker = request.getfixturevalue(who)
    assert Quote.objects.visible_to(actor(looker)).exists() is sees
    address = reverse("business:quote", args=[quote.ref])
    assert signed_in(looker).get(address).status_code == (200 if sees else 404)


def test_a_stranger_sees_no_quote(sam: Person, clara: Person, stranger: Actor):
    sent(sam, by=clara)
    assert not Quote.objects.visible_to(stranger).exists()
    assert not Quote.objects.offered_to(stranger).exists()


def test_a_quote_is_reckoned_as_invoices_are(sam: Person, clara: Person):
    quote = written(sam, SEATS, QuoteLine("Setup", Decimal("1.5"), Decimal("120"), "HUR", Decimal(10)), by=clara)
    version = quote.versions.get()
    assert (quote.net, version.tax, quote.gross) == (Decimal("1157.000"), Decimal("219.830"), Decimal("1376.830"))
    assert re.fullmatch(r"Q\d{4}-0001", quote.number)


def test_a_customer_abroad_with_a_vat_number_owes_the_tax(sam: Person, clara: Person, hafen: Organisation):
    Organisation.objects.filter(pk=hafen.pk).update(country="AT", vat_number="ATU12345675")
    version = written(sam, by=clara).versions.get()
    assert (version.lines[0]["category"], version.tax) == ("AE", 0)


def test_yen_have_no_smaller_unit(sam: Person, clara: Person):
    quote = written(sam, QuoteLine("Sushi", Decimal("1.5"), Decimal("333.33")), by=clara, currency="JPY")
    assert quote.net == 500


def test_a_discount_as_an_amount_goes_from_the_quote_to_the_invoice(sam: Person, clara: Person):
    we_are()
    version = sent(sam, QuoteLine("Seat", Decimal(10), Decimal(100), reduction=Decimal(50)), by=clara)
    assert version.net == 950
    assert "less €50.00 discount" in Client().get(link()).content.decode()
    order = steps.accept_quote(version, SAM, by=SYSTEM)
    signed_in(clara).post(reverse("business:order-invoice", args=[order.ref]))
    assert totals_of_draft(InvoiceDraft.objects.get()).net == 950


def test_the_same_form_begins_one_quote(sam: Person, clara: Person):
    first, second = (actions.begin_quote(sam, terms(), "key-of-this-form", by=actor(clara)) for _press in range(2))
    assert first == second


def test_what_was_sent_never_changes_and_a_change_begins_the_next_version(sam: Person, clara: Person):
    version = sent(sam, by=clara)
    quote = Quote.objects.get()
    actions.set_lines(quote, quote.version, [QuoteLine("Seat", Decimal(5), Decimal(80))], by=actor(clara))
    version.refresh_from_db()
    assert (version.net, quote.versions.count()) == (Decimal("995.000"), 2)
    assert steps.standing_of(version) is Standing.SENT
    second = steps.send_quote(quote, by=actor(clara))
    version = QuoteVersion.objects.select_related("quote").get(pk=version.pk)
    assert steps.standing_of(version) is Standing.SUPERSEDED
    with pytest.raises(steps.CannotBeAnswered):
        steps.accept_quote(version, SAM, by=SYSTEM)
    second = QuoteVersion.objects.select_related("quote").get(pk=second.pk)
    assert steps.accept_quote(second, SAM, by=SYSTEM).net == Decimal("400.000")


def test_accepting_twice_makes_one_order_and_records_who_and_when(sam: Person, clara: Person):
    version = sent(sam, by=clara)
    first, second = (steps.accept_quote(version, SAM, by=SYSTEM) for _press in range(2))
    assert first == second
    quote = Quote.objects.get()
    assert (quote.decided_version, quote.decided_name, quote.decided_way) == (version, "Sam Peters", "link")
    assert quote.decided_at is not None
    assert [fact.name.rpartition(".")[2] for fact in facts_about(quote)] == ["begun", "changed", "sent", "accepted"]
    with pytest.raises(steps.CannotBeAnswered):
        steps.decline_quote(version, SAM, by=SYSTEM)
    with pytest.raises(actions.QuoteClosed):
        actions.set_lines(quote, quote.version, [], by=actor(clara))


def test_an_expired_quote_cannot_be_accepted(sam: Person, clara: Person):
    version = sent(sam, by=clara, days=3)
    with clock.later(days=5):
        with pytest.raises(steps.CannotBeAnswered) as refusal:
            steps.accept_quote(version, SAM, by=SYSTEM)
        assert refusal.value.standing is Standing.EXPIRED
        assert "has expired" in Client().get(link()).content.decode()
    assert not Order.objects.exists()


def test_a_withdrawn_quote_says_so(sam: Person, clara: Person):
    version = sent(sam, by=clara)
    assert steps.withdraw_quote(version.quote, by=actor(clara))
    assert not steps.withdraw_quote(version.quote, by=actor(clara))
    page = Client().get(link()).content.decode()
    assert "We have withdrawn this quote." in page
    assert "Accept and order with obligation to pay" not in page


@pytest.mark.parametrize("lines", [[], None])
def test_what_is_missing_is_told_before_sending(lines: list[QuoteLine] | None, sam: Person, clara: Person):
    quote = actions.begin_quote(sam, terms(), "key-of-this-form", by=actor(clara))
    if lines is None:
        actions.set_lines(quote, 0, [SEATS], by=actor(clara))
    with clock.later(days=0 if lines == [] else 60), pytest.raises(steps.CannotBeSent) as refusal:
        steps.send_quote(quote, by=actor(clara))
    assert refusal.value.why is (steps.Missing.LINES if lines == [] else steps.Missing.DAY)


def test_too_many_lines_are_told(sam: Person, clara: Person):
    quote = written(sam, by=clara)
    with pytest.raises(actions.TooManyLines):
        actions.set_lines(quote, quote.version, [SEATS] * 10_000, by=actor(clara))


def test_the_link_needs_no_sign_in_and_sets_no_cookie(sam: Person, clara: Person):
    sent(sam, by=clara)
    browser, address = Client(), link()
    answer = browser.get(address)
    assert "Seat in the archive" in answer.content.decode()
    assert not answer.cookies
    assert Quote.objects.get().state == QuoteState.SENT
    nameless = browser.post(f"{address}acceptance/", {"name": "", "agrees": "on"})
    assert nameless.status_code == 422
    for _press in range(2):
        page = browser.post(f"{address}acceptance/", {"name": "Sam Peters", "agrees": "on"}, follow=True)
    assert "You have accepted this quote." in page.content.decode()
    assert Order.objects.get().quote.decided_way == DecidedBy.LINK
    assert Client().get("/quotes/not-a-real-secret/").status_code == 404


def test_a_customer_reads_and_declines_in_the_customer_center(kim: Person, mallory: Person, clara: Person):
    version = sent(kim, by=clara)
    browser, address = signed_in(kim), reverse("customer:quote", args=[version.quote.ref])
    assert "Ten seats" in browser.get(reverse("customer:quotes")).content.decode()
    assert "Seat in the archive" in browser.get(address).content.decode()
    assert signed_in(mallory).get(address).status_code == 404
    page = browser.post(f"{address}refusal/", {"name": "Kim", "reason": "Too many seats."}, follow=True)
    assert "You have declined this quote." in page.content.decode()
    assert "Too many seats." in signed_in(clara).get(
        reverse("business:quote", args=[version.quote.ref])
    ).content.decode()  # fmt: skip


def test_a_super_customer_reads_the_companys_quotes_and_a_colleague_does_not(kim: Person, lee: Person, clara: Person):
    sent(kim, by=clara)
    assert Quote.objects.offered_to(actor(lee)).exists()
    drafted = written(lee, by=clara)
    assert drafted not in Quote.objects.offered_to(actor(lee))
    assert not Quote.objects.offered_to(actor(kim)).filter(person=lee).exists()


def test_a_restricted_persons_quote_is_shown_to_them_and_not_to_their_super_customer(
    kim: Person, lee: Person, clara: Person, paula: Person
):
    address = reverse("customer:quote", args=[sent(kim, by=clara).quote.ref])
    lock_person(kim, NewLock(LockGround.ACCURACY), by=actor(paula))
    assert signed_in(lee).get(address).status_code == 404
    assert signed_in(kim).get(address).status_code == 200


def test_sales_writes_a_quote_from_the_catalogue_and_sends_it(sam: Person, clara: Person):
    edition = sold(by=actor(clara))
    list_of(edition, "990.00", by=actor(clara))
    browser = signed_in(clara)
    form = {"person": sam.ref, "subject": "Archive", "currency": "EUR", "key": "key-of-this-form"}
    day = (today() + timedelta(days=30)).isoformat()
    browser.post(reverse("business:new-quote"), {**form, "valid_until": day})
    quote = Quote.objects.get()
    offered = browser.get(reverse("business:quote-add-line", args=[quote.ref]), {"edition": edition.ref})
    assert 'value="990"' in offered.content.decode()
    line = {"text": "Archive Team", "quantity": "2", "unit": "C62", "price": "990", "discount": "10",
            "tax": "digital-standard", "edition": edition.ref, "version": "0"}  # fmt: skip
    for _press in range(2):
        browser.post(reverse("business:quote-add-line", args=[quote.ref]), line)
    page = browser.get(reverse("business:quote", args=[quote.ref])).content.decode()
    assert "€1,782.00" in page
    assert len(quote.versions.get().lines) == 1
    told = browser.post(reverse("business:quote-send", args=[quote.ref]), follow=True).content.decode()
    assert "on its way to sam@hafen.example" in told
    assert "Archive" in browser.get(reverse("business:quotes")).content.decode()


def test_two_who_write_in_one_quote_see_both_texts(sam: Person, clara: Person, mara: Person):
    quote = written(sam, by=clara)
    form = {"version": str(quote.version), "subject": "Twelve seats", "currency": "EUR", "note": "Soon."}
    form["valid_until"] = (today() + timedelta(days=9)).isoformat()
    address = reverse("business:quote-terms", args=[quote.ref])
    assert signed_in(clara).post(address, form).status_code == 303
    stale = signed_in(mara).post(address, {**form, "subject": "Two seats"})
    assert stale.status_code == 409
    assert "Two seats" in stale.content.decode()
    assert "Twelve seats" in stale.content.decode()


@pytest.mark.parametrize("typed", [
    {"quantity": "-1"}, {"price": "-5"}, {"price": "99999999999"}, {"discount": "101"}, {"tax": "made-up"},
    {"unit": "XXX"}, {"text": ""}, {"quantity": "1e400"}, {"price": "NaN"}, {"text": "x" * 1_001},
])  # fmt: skip
def test_a_bad_line_is_told_and_kept(typed: dict[str, str], sam: Person, clara: Person):
    quote = written(sam, by=clara)
    line = {"text": "Seat", "quantity": "1", "unit": "C62", "price": "9", "tax": "service-standard"}
    form = {**line, "version": str(quote.version), **typed}
    answer = signed_in(clara).post(reverse("business:quote-add-line", args=[quote.ref]), form)
    assert answer.status_code == 422
    assert len(quote.versions.get().lines) == 1


def test_a_quote_for_somebody_new_makes_a_record_of_them(clara: Person):
    form = {"name": "Ole Lund", "email": "ole@fjord.example", "organisation": "Fjord AS", "subject": "Seats",
            "currency": "USD", "key": "key-of-this-form", "valid_until": today().isoformat()}  # fmt: skip
    for _press in range(2):
        signed_in(clara).post(reverse("business:new-quote"), form)
    quote = Quote.objects.get()
    assert (quote.person.name, quote.organisation and quote.organisation.name) == ("Ole Lund", "Fjord AS")


def test_an_order_is_invoiced_step_by_step(sam: Person, clara: Person):
    order = steps.accept_quote(sent(sam, by=clara), SAM, by=SYSTEM)
    assert note_invoiced(order, Decimal("400"), by=actor(clara)) is OrderState.PARTLY_INVOICED
    assert note_invoiced(order, Decimal("595"), by=actor(clara)) is OrderState.INVOICED
    assert note_invoiced(order, Decimal("-995"), by=actor(clara)) is OrderState.OPEN


def test_an_order_is_invoiced_and_taken_back_by_a_correction(sam: Person, clara: Person):
    we_are()
    order = steps.accept_quote(sent(sam, by=clara), SAM, by=SYSTEM)
    begin = reverse("business:order-invoice", args=[order.ref])
    for _press in range(2):
        answer = signed_in(clara).post(begin)
    draft = InvoiceDraft.objects.get()
    assert answer["Location"] == reverse("business:invoice-draft", args=[draft.ref])
    assert (draft.order_reference, draft.buyer_name) == (order.number, "Hafen AG")
    InvoiceDraft.objects.update(buyer_lines="Kai 1", buyer_postcode="24103", buyer_city="Kiel")
    invoice = issue(draft, draft.version, by=actor(clara))
    assert (invoice.net, _state(order)) == (Decimal("995.000"), OrderState.INVOICED)
    assert "This order is invoiced or cancelled." in signed_in(clara).post(begin, follow=True).content.decode()
    correction = begin_correction(invoice, by=actor(clara))
    issue(correction, correction.version, by=actor(clara))
    assert _state(order) == OrderState.OPEN


def _state(order: Order) -> str:
    return Order.objects.values_list("state", flat=True).get(pk=order.pk)


def test_sales_notes_an_acceptance_and_cancels_the_order(sam: Person, clara: Person):
    version = sent(sam, by=clara)
    browser = signed_in(clara)
    accepted = {"name": "Sam Peters", "agrees": "on"}
    page = browser.post(reverse("business:quote-accept", args=[version.quote.ref]), accepted, follow=True)
    assert "told us; written down by staff" in page.content.decode()
    order = Order.objects.get()
    assert order.number in browser.get(reverse("business:orders")).content.decode()
    cancel = reverse("business:order-cancel", args=[order.ref])
    assert browser.post(cancel, {"reason": ""}).status_code == 422
    assert "The order is cancelled." in browser.post(cancel, {"reason": "Twice."}, follow=True).content.decode()
    order.refresh_from_db()
    assert order.state == OrderState.CANCELLED


def test_quotes_are_found_from_the_persons_page(sam: Person, clara: Person, anna: Person):
    version = sent(sam, by=clara)
    page = reverse("tech:person", args=[sam.ref])
    listed = f"{reverse('business:quotes')}?show=all&of={sam.ref}"
    assert listed.replace("&", "&amp;") in signed_in(clara).get(page).content.decode()
    assert "/business/quotes/" not in signed_in(anna).get(page).content.decode()
    assert version.quote.number in signed_in(clara).get(listed).content.decode()
    assert version.quote.number not in signed_in(clara).get(listed.replace(sam.ref, "nobody")).content.decode()


def test_the_list_goes_on_page_by_page(sam: Person, clara: Person, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("candor.business.queries_quotes.PAGE", 2)
    for number in range(5):
        with clock.later(minutes=number):
            written(sam, by=clara, subject=f"Matter {number}")
    browser, seen, address = signed_in(clara), [], reverse("business:quotes") + "?show=drafts"
    while address:
        page = browser.get(address).content.decode()
        seen += dict.fromkeys(re.findall(r"Matter \d", page))
        older = re.search(r'href="(/business/quotes/\?[^"]*after=[^"]+)"', page)
        address = older[1].replace("&amp;", "&") if older else ""
    assert seen == [f"Matter {n}" for n in (4, 3, 2, 1, 0)]


def test_a_gross_price_is_offered_net():
    assert net_of(Decimal("119.00"), Decimal(19)) == Decimal("100.0000")


def test_the_mail_leaves_once_with_the_paper_and_whoever_may_read_it_saves_it(sam: Person, kim: Person, clara: Person):
    version = steps.send_quote(written(sam, by=clara), by=actor(clara))
    quote = version.quote
    assert "The PDF is being made" in signed_in(clara).get(reverse("business:quote", args=[quote.ref])).content.decode()
    assert signed_in(sam).get(reverse("customer:quote-paper", args=[quote.ref])).status_code == 404
    assert Job.objects.filter(task="business.deliver_quote", arguments=[version.pk]).exists()
    for _run in range(2):
        delivering_quotes.deliver(version.pk)
    mail = OutboxMessage.objects.get()
    assert [each.file.name for each in mail.attachments.select_related("file")] == [f"{quote.number}-1.pdf"]
    for browser, address in (
        (signed_in(clara), reverse("business:quote-paper", args=[quote.ref, 1])),
        (signed_in(sam), reverse("customer:quote-paper", args=[quote.ref])),
        (Client(), f"{link()}paper/"),
    ):
        assert b"".join(browser.get(address).streaming_content) == PDF
    assert signed_in(kim).get(reverse("customer:quote-paper", args=[quote.ref])).status_code == 404
    assert signed_in(clara).get(reverse("business:quote-paper", args=[quote.ref, 2])).status_code == 404


def test_who_answered_before_the_paper_was_made_gets_no_mail(sam: Person, clara: Person):
    version = steps.send_quote(written(sam, by=clara), by=actor(clara))
    version = QuoteVersion.objects.select_related("quote").get(pk=version.pk)
    steps.accept_quote(version, SAM, by=SYSTEM)
    delivering_quotes.deliver(version.pk)
    assert not OutboxMessage.objects.exists()
    assert QuoteVersion.objects.get().pdf is not None


@pytest.mark.once
def test_the_paper_says_what_the_version_says(lee: Person, nordlicht: Organisation, clara: Person):
    we_are()
    discounted = QuoteLine("Seat", Decimal(10), Decimal("99.50"), discount=Decimal(10))
    version = sent(lee, discounted, by=clara)
    shown = quote_shown(version)
    assert shown["heading"] == f"Quote {version.quote.number}"
    assert shown["before"] == ["Ten seats"]
    assert shown["buyer"][0] == "Nordlicht GmbH"
    assert shown["lines"][0][1:3] == ["Seat\nless 10 % discount", "10 pcs"]
    assert shown["sum"][0][1] == "€1,065.65"
    assert quote_pdf(version).startswith(b"%PDF")


def test_the_timeline_of_the_company_tells_of_quotes(lee: Person, clara: Person, anna: Person):
    version = sent(lee, by=clara)
    steps.accept_quote(version, steps.Answer("Lee Wang", DecidedBy.LINK), by=SYSTEM)
    company = version.quote.organisation
    assert company is not None
    timeline = reverse("tech:organisation-timeline", args=[company.ref])
    page = signed_in(clara).get(timeline).content.decode()
    for words in ("accepted the quote", f"{version.quote.number}: Ten seats"):
        assert words in page, words
    assert version.quote.number not in signed_in(anna).get(timeline).content.decode()


def test_a_discount_on_the_whole_goes_from_the_quote_to_each_invoice(clara: Person, sam: Person) -> None:
    we_are()
    browser = signed_in(clara)
    quote = written(sam, SEATS, QuoteLine("Training", Decimal(1), Decimal(5)), by=clara)
    said = {"subject": "Ten seats", "currency": "EUR", "valid_until": (today() + timedelta(days=30)).isoformat()}
    address = reverse("business:quote-terms", args=[quote.ref])
    both = browser.post(address, said | {"version": quote.version, "discount": "10", "reduction": "100", "note": ""})
    assert (both.status_code, "not both" in both.content.decode()) == (422, True)
    saved = browser.post(address, said | {"version": quote.version, "discount": "", "reduction": "100", "note": ""})
    assert saved.status_code == 303
    assert "Sum of the lines" in browser.get(reverse("business:quote", args=[quote.ref])).content.decode()
    quote.refresh_from_db()
    assert (quote.net, quote.gross) == (Decimal(900), Decimal(1071))
    sent = steps.send_quote(quote, by=actor(clara))
    assert ["Discount", "-€100.00"] in quote_shown(sent)["totals"]
    version = QuoteVersion.objects.select_related("quote").get(pk=sent.pk)
    order = Order.objects.get(pk=steps.accept_quote(version, SAM, by=actor(sam)).pk)
    draft = invoice_order(order, by=actor(clara))
    assert (draft.reduction, totals_of_draft(draft).net) == (Decimal(100), Decimal(900))
    lines = [line.as_json() for line in lines_of(draft)]
    InvoiceDraft.objects.filter(pk=draft.pk).update(
        lines=lines[1:], reduction=2, buyer_lines="Kai 2", buyer_city="Kiel", buyer_postcode="24103"
    )
    draft.refresh_from_db()
    issue(draft, draft.version, by=actor(clara))
    order.refresh_from_db()
    rest = invoice_order(order, by=actor(clara))
    assert rest.reduction == 98, "what the first invoice has not taken off yet"
