"""Invoices as sales, customers and administrators see them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from candor.business.actions.seller import invoicing
from candor.business.models import Invoice, InvoiceDraft
from candor.business.papers.storing import store_papers
from candor.business.tests.stories_invoices import NORDLICHT, US, drafted, issued, we_are
from candor.kernel.models import AccessLogEntry
from candor.mail.models import OutboxMessage
from candor.people.models import Organisation, Person
from candor.people.roles import Role
from tests.cast import make_staff, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]

SENT = {
    "person": "", "organisation": "", "key": "key-of-this-form", "buyer_name": "Nordlicht GmbH",
    "buyer_lines": "Werft 3", "buyer_postcode": "24103", "buyer_city": "Kiel", "buyer_country": "DE",
    "buyer_vat_id": "", "buyer_email": "kim@nordlicht.example", "buyer_reference": "", "order_reference": "",
    "currency": "EUR", "language": "en", "supplied_from": "2026-03-02", "supplied_until": "", "payment_days": "14",
    "note": "", "lines-TOTAL_FORMS": "2", "lines-INITIAL_FORMS": "0", "lines-0-text": "Ten seats",
    "lines-0-quantity": "10", "lines-0-unit": "C62", "lines-0-price": "49.90", "lines-0-discount": "",
    "lines-0-tax": "service-standard", "lines-1-text": "",
}  # fmt: skip
SETTINGS = {**US, "version": "0", "payment_days": "14", "invoice_format": "RE-{year}-{number}",
            "correction_format": "RK-{year}-{number}", "public_form": "ubl"}  # fmt: skip


def get(who: Person, name: str, *args: str, **query: str) -> Any:
    return signed_in(who).get(reverse(name, args=args), query)


def post(who: Person, name: str, *args: str, **form: Any) -> Any:
    return signed_in(who).post(reverse(name, args=args), form, follow=True)


def test_an_invoice_is_written_looked_at_and_issued(clara: Person, kim: Person, nordlicht: Organisation):
    we_are()
    page = post(clara, "business:new-invoice", **SENT).content.decode()
    assert "€593.81" in page
    draft = InvoiceDraft.objects.get()
    page = post(clara, "business:invoice-issue", draft.ref, version="0").content.decode()
    invoice = Invoice.objects.get()
    assert f"{invoice.number} is issued." in page
    again = post(clara, "business:invoice-issue", draft.ref, version="0")
    assert invoice.number in again.content.decode()
    assert Invoice.objects.count() == 1


def test_a_line_has_its_discount_in_percent_or_as_an_amount(clara: Person, kim: Person):
    we_are()
    both = post(clara, "business:new-invoice", **{**SENT, "lines-0-discount": "5", "lines-0-reduction": "9"})
    assert both.status_code == 422
    assert "not both" in both.content.decode()
    page = post(clara, "business:new-invoice", **{**SENT, "lines-0-reduction": "99"}).content.decode()
    assert "€476.00" in page
    draft = InvoiceDraft.objects.get()
    assert 'value="99"' in get(clara, "business:invoice-draft-change", draft.ref).content.decode()


def test_a_person_is_billed_with_what_is_known_of_their_company(clara: Person, kim: Person, nordlicht: Organisation):
    Organisation.objects.filter(pk=nordlicht.pk).update(address="Werft 3\n24103 Kiel", country="DE")
    page = get(clara, "business:new-invoice", person=kim.ref).content.decode()
    assert 'value="Nordlicht GmbH"' in page
    assert 'value="24103"' in page


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("buyer_vat_id", "DE123456780"), ("buyer_vat_id", "ATU33864707"), ("buyer_name", ""),
        ("supplied_from", "1999-01-01"),
        ("supplied_until", "2026-03-01"), ("payment_days", "-1"), ("lines-0-price", "-1"), ("lines-0-price", "1e30"),
        ("lines-0-quantity", "NaN"), ("lines-0-discount", "101"),
        ("lines-0-reduction", "499.01"),
        ("lines-0-price", ""), ("currency", "XXX"),
        ("lines-TOTAL_FORMS", "many"), ("lines-TOTAL_FORMS", "9999"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_what_was_typed_stays(clara: Person, field: str, value: str):
    answer = post(clara, "business:new-invoice", **{**SENT, field: value})
    assert answer.status_code == 422
    assert field == "lines-TOTAL_FORMS" or "Werft 3" in answer.content.decode()
    assert not InvoiceDraft.objects.exists()


def test_a_stale_draft_shows_both_texts(clara: Person, kim: Person):
    draft = drafted(kim)
    form = {**SENT, "version": "0"}
    post(clara, "business:invoice-draft-change", draft.ref, **form)
    answer = post(clara, "business:invoice-draft-change", draft.ref, **{**form, "note": "Mine"})
    assert answer.status_code == 409
    assert "Mine" in answer.content.decode()
    assert "Ten seats" in answer.content.decode()


def test_what_hinders_is_said_before_issuing(clara: Person, kim: Person):
    draft = drafted(kim, lines=[])
    page = get(clara, "business:invoice-draft", draft.ref).content.decode()
    assert "There is no line yet." in page
    assert post(clara, "business:invoice-issue", draft.ref, version="0").status_code == 422


def test_a_payment_is_written_down_on_the_invoice(clara: Person, kim: Person):
    invoice = issued(kim)
    form = {"key": "key-of-this-form", "paid_on": "2026-05-01", "amount": "593.81", "way": "transfer", "reference": "x"}
    page = post(clara, "business:invoice-pay", invoice.ref, **form).content.decode()
    assert "The payment is written down." in page
    assert Invoice.objects.get().is_settled
    wrong = post(clara, "business:invoice-pay", invoice.ref, **{**form, "amount": "0"})
    assert wrong.status_code == 422
    assert AccessLogEntry.objects.filter(subject_id=kim.pk, object_kind="business.invoice").exists()


def test_a_credit_note_begins_with_all_lines(clara: Person, kim: Person):
    invoice = issued(kim)
    page = post(clara, "business:invoice-correct", invoice.ref).content.decode()
    assert "Ten seats, one year" in page
    draft = InvoiceDraft.objects.get()
    page = get(clara, "business:invoice-draft-change", draft.ref).content.decode()
    assert "19 % (S)" in page


def test_papers_are_made_saved_and_sent(clara: Person, kim: Person):
    invoice = issued(kim)
    assert "still being made" in post(clara, "business:invoice-send", invoice.ref).content.decode()
    store_papers(invoice.pk)
    store_papers(invoice.pk)
    pdf = get(clara, "business:invoice-paper", invoice.ref, "pdf")
    content = b"".join(pdf.streaming_content)
    assert content.startswith(b"%PDF")
    for part in (b"factur-x.xml", b"<pdfaid:part>3</pdfaid:part>", b"EN 16931"):
        assert part in content, part
    own = get(kim, "customer:invoice-paper", invoice.ref, "xml")
    assert b"urn:cen.eu:en16931:2017<" in b"".join(own.streaming_content)
    assert get(kim, "customer:invoice-paper", invoice.ref, "ubl").status_code == 404
    post(clara, "business:invoice-send", invoice.ref)
    assert "a moment ago" in post(clara, "business:invoice-send", invoice.ref).content.decode()
    mail = OutboxMessage.objects.get()
    assert mail.to_address == "kim@nordlicht.example"
    assert mail.attachments.count() == 2


def test_technicians_see_prices_and_invoices_in_a_role_of_their_own_alone(kim: Person, anna: Person):
    we_are()
    invoice = issued(kim)
    tilda = make_staff("Tilda Rode", Role.TECHNICIAN_WITH_PRICES, "tilda@lindwurm.example")
    for name, *args in (("invoice", invoice.ref), ("invoices",), ("products",), ("subscriptions",)):
        assert get(anna, f"business:{name}", *args).status_code == 404
        answer = get(tilda, f"business:{name}", *args)
        assert answer.status_code == 200
        assert 'class="rail-brand" href="/tech/"' in answer.content.decode(), "her way home is her own centre"
    page = get(tilda, "business:invoice", invoice.ref).content.decode()
    assert invoice.number in page
    assert "Write a payment down" not in page
    assert get(tilda, "business:figures").status_code == 404
    assert get(tilda, "business:new-invoice").status_code == 404


def test_customers_see_their_own_invoices_and_nobody_elses(kim: Person, sam: Person, anna: Person):
    invoice = issued(kim)
    assert invoice.number in get(kim, "customer:invoices").content.decode()
    assert invoice.number not in get(sam, "customer:invoices").content.decode()
    assert get(sam, "customer:invoice-paper", invoice.ref, "pdf").status_code == 404
    for name, args in (("business:invoices", ()), ("business:invoice", (invoice.ref,)), ("business:new-invoice", ())):
        assert get(anna, name, *args).status_code == 404


def test_lists_show_what_is_open_and_overdue(clara: Person, kim: Person):
    invoice = issued(kim)
    for view in ("all", "open"):
        assert invoice.number in get(clara, "business:invoices", show=view).content.decode()
    for view in ("overdue", "paid", "corrections"):
        assert invoice.number not in get(clara, "business:invoices", show=view).content.decode()


def test_the_accountant_gets_each_rate_and_it_is_noted(mara: Person, clara: Person, kim: Person):
    invoice = issued(kim)
    day = invoice.issued_on.isoformat()
    answer = post(mara, "business:invoice-export", since=day, until=day)
    text = answer.content.decode("utf-8-sig")
    assert f"{invoice.number};invoice;{day}" in text
    assert "S;19;499.00;94.81;593.81" in text
    assert AccessLogEntry.objects.filter(subject_id=kim.pk, actor_id=mara.pk).exists()
    assert get(clara, "business:invoice-export").status_code == 404


def test_the_administrator_says_who_we_are(adam: Person, mara: Person):
    assert get(mara, "tech:invoicing").status_code == 404
    assert "The settings are saved." in post(adam, "tech:invoicing", **SETTINGS).content.decode()
    assert invoicing().legal_name == "Lindwurm Software GmbH"
    stale = post(adam, "tech:invoicing", **{**SETTINGS, "city": "Lübeck"})
    assert stale.status_code == 409
    assert Decimal(invoicing().version) == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("iban", "DE89370400440532013001"), ("bic", "X"), ("vat_id", "DE000000000"), ("invoice_format", "RE-{number}"),
        ("invoice_format", "RE-{year}-{number}-{x}"), ("correction_format", "RE-{year}-{number}"), ("country", "US"),
    ],
)  # fmt: skip
def test_wrong_settings_are_refused(adam: Person, field: str, value: str):
    assert post(adam, "tech:invoicing", **{**SETTINGS, field: value}).status_code == 422


def test_a_public_body_gets_xrechnung_and_nothing_is_issued_that_breaks_its_rules(clara: Person, kim: Person):
    """The Leitweg-ID says so by itself; both syntaxes are made, the one that is wanted goes out."""
    we_are(contact="", phone="")
    sent = {**SENT, "buyer_reference": "04011000-12345-03"}
    page = post(clara, "business:new-invoice", **sent).content.decode()
    assert "XRechnung (UBL)" in page
    assert "(BR-DE-5)" in page
    draft = InvoiceDraft.objects.get()
    assert post(clara, "business:invoice-issue", draft.ref, version="0").status_code == 422
    we_are(contact="Clara Wolff", phone="+49 431 5550100")
    post(clara, "business:invoice-issue", draft.ref, version="0")
    invoice = Invoice.objects.get()
    store_papers(invoice.pk)
    page = get(clara, "business:invoice", invoice.ref).content.decode()
    assert page.index("Save XRechnung (UBL)") < page.index("Save XRechnung (CII)")
    ubl = b"".join(get(clara, "business:invoice-paper", invoice.ref, "ubl").streaming_content)
    assert b"<cbc:BuyerReference>04011000-12345-03</cbc:BuyerReference>" in ubl
    post(clara, "business:invoice-send", invoice.ref)
    names = {attachment.file.name for attachment in OutboxMessage.objects.get().attachments.select_related("file")}
    assert names == {f"{invoice.number}.pdf", f"{invoice.number}-ubl.xml"}


def test_a_customer_who_wants_a_syntax_gets_it_again(clara: Person, kim: Person, nordlicht: Organisation):
    we_are(contact="Clara Wolff", phone="+49 431 5550100")
    buyer = replace(NORDLICHT, reference="Purchasing")
    issued(kim, nordlicht, electronic="cii", buyer=buyer)
    page = get(clara, "business:new-invoice", organisation=nordlicht.ref).content.decode()
    assert '<option value="cii" selected>' in page
