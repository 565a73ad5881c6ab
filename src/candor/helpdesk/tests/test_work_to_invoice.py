"""From work in cases to the lines of an invoice: what sales see, what stands on the draft, and that it counts once."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from candor.business.actions.drafts import begin_correction, discard_draft
from candor.business.actions.invoicing_work import WorkTaken, invoice_work
from candor.business.actions.issuing import issue
from candor.business.models import BilledWork, Invoice, InvoiceDraft
from candor.business.tests.stories_invoices import we_are
from candor.helpdesk.actions.times import NewTime, change_time, change_time_settings, delete_time
from candor.helpdesk.models import TimeRecord
from candor.helpdesk.refusals import TimeIsBilled
from candor.helpdesk.tests.stories import ticket_of
from candor.helpdesk.tests.stories_times import DAY, estimated, kind_of_work, worked
from candor.kernel.actor import SYSTEM
from candor.kernel.models import AccessLogEntry
from candor.kernel.tests.threads import at_once
from candor.people.models import Organisation, Person
from tests.cast import actor, signed_in

pytestmark = pytest.mark.db


def key_of(record: TimeRecord) -> str:
    return f"{record.ref}.{record.version}"


def drafted_of(clara: Person, company: Organisation, *records: TimeRecord) -> InvoiceDraft:
    return invoice_work(company, [(record.ref, record.version) for record in records], by=actor(clara))


def press(browser: Any, company: Organisation, *records: TimeRecord, key: str = "key-of-this-form") -> Any:
    sent = {"work": [key_of(record) for record in records], "key": key}
    return browser.post(f"/business/work/organisations/{company.ref}/invoice/", sent)


def test_sales_see_work_but_no_word_of_the_case(
    kim: Person, anna: Person, clara: Person, mallory: Person, nordlicht: Organisation
):
    ticket, edition = ticket_of(kim, subject="A secret subject", text="A secret text"), kind_of_work()
    change_time_settings({"round_to": 15, "authorise_above": 120}, 0, by=SYSTEM)
    worked(ticket, anna, 100, edition=edition)
    worked(ticket, anna, 121, note="Not authorised yet.")
    worked(ticket, anna, note="Inside only.", is_internal=True, is_billable=False)
    estimated(ticket, anna, note="An estimate.")
    worked(ticket_of(mallory), anna, note="Of a person alone.", day=DAY + timedelta(days=1))
    browser = signed_in(clara)
    overview = browser.get("/business/work/").content.decode()
    assert overview.index("Nordlicht GmbH") < overview.index("Mallory Quick")
    page = browser.get(f"/business/work/organisations/{nordlicht.ref}/").content.decode()
    for shown in ("Set up the export.", "Consulting", "1.75", "€120.00", "€210.00", f"Case {ticket.number}"):
        assert shown in page
    for hidden in ("secret", "Not authorised yet", "Inside only", "An estimate"):
        assert hidden not in page
    alone = browser.get(f"/business/work/people/{mallory.ref}/").content.decode()
    assert "Of a person alone." in alone
    assert "price not known yet" in alone
    for nobody in (anna, kim):
        assert signed_in(nobody).get("/business/work/").status_code in {302, 403, 404}


def test_what_is_chosen_becomes_lines_of_a_draft_once(
    kim: Person, anna: Person, clara: Person, nordlicht: Organisation
):
    we_are()
    ticket, edition = ticket_of(kim), kind_of_work()
    first, second = worked(ticket, anna, 100, edition=edition), worked(ticket, anna, 20, note="")
    estimate = estimated(ticket, anna)
    browser = signed_in(clara)
    assert press(browser, nordlicht).status_code == 422
    assert press(browser, nordlicht, estimate, key="key-of-estimate").status_code == 409
    for _pressed_twice in range(2):
        assert press(browser, nordlicht, first, second).status_code == 303
    draft = InvoiceDraft.objects.get()
    one, other = draft.lines
    assert (one["quantity"], one["unit"], one["price"], one["tax"]) == ("1.6667", "HUR", "120.0000", "service-standard")
    assert one["text"].splitlines()[:2] == ["Consulting", "Set up the export."]
    assert f"case {ticket.number}" in one["text"]
    assert (other["quantity"], Decimal(other["price"])) == ("0.3333", 0)
    assert (draft.organisation, draft.person, draft.supplied_from, draft.buyer_name) == (
        nordlicht, None, DAY, "Nordlicht GmbH",
    )  # fmt: skip
    assert press(browser, nordlicht, first, key="key-of-another").status_code == 409
    with pytest.raises(TimeIsBilled):
        delete_time(first, by=actor(anna))
    with pytest.raises(TimeIsBilled):
        change_time(first, NewTime("done", DAY, anna, minutes=5), 0, by=actor(anna))
    assert "On an invoice" in signed_in(anna).get(f"/tech/cases/{ticket.ref}/times/").content.decode()
    assert browser.post(f"/business/invoice-drafts/{draft.ref}/removal/").status_code == 303
    assert press(browser, nordlicht, first, key="key-of-another").status_code == 303


def test_a_line_that_is_taken_out_frees_its_work(kim: Person, anna: Person, clara: Person, nordlicht: Organisation):
    we_are()
    ticket = ticket_of(kim)
    first, second = worked(ticket, anna, edition=kind_of_work()), worked(ticket, anna, 30)
    draft = drafted_of(clara, nordlicht, first, second)
    browser = signed_in(clara)
    form = browser.get(f"/business/invoice-drafts/{draft.ref}/content/").content.decode()
    assert form.count(f'value="{first.ref}"') == 1
    kept = draft.lines[0]
    sent = {
        "buyer_name": "Nordlicht GmbH", "buyer_country": "DE", "currency": "EUR", "language": "en",
        "payment_days": "14",
        "supplied_from": DAY.isoformat(), "version": "0", "lines-TOTAL_FORMS": "1", "lines-INITIAL_FORMS": "0",
        **{f"lines-0-{name}": kept[name] for name in ("text", "quantity", "unit", "price", "tax", "work")},
    }  # fmt: skip
    assert browser.post(f"/business/invoice-drafts/{draft.ref}/content/", sent).status_code == 303
    assert list(BilledWork.objects.values_list("record", flat=True)) == [first.ref]
    assert press(browser, nordlicht, second).status_code == 303


def test_issued_work_is_charged_again_only_after_a_credit_note_that_says_so(
    kim: Person, anna: Person, clara: Person, nordlicht: Organisation
):
    we_are()
    record = worked(ticket_of(kim), anna, edition=kind_of_work())
    draft = drafted_of(clara, nordlicht, record)
    InvoiceDraft.objects.filter(pk=draft.pk).update(buyer_lines="Werft 3", buyer_postcode="24103", buyer_city="Kiel")
    invoice = issue(draft, 0, by=actor(clara))
    row, browser = BilledWork.objects.get(), signed_in(clara)
    assert (row.invoice, row.draft, row.position, invoice.lines.get().unit) == (invoice, None, 1, "HUR")
    address = f"/business/invoices/{invoice.ref}/work/removal/"
    assert browser.post(address, {"work": row.pk}).status_code == 303
    assert BilledWork.objects.exists()
    credit = begin_correction(invoice, by=actor(clara))
    issue(credit, 0, by=actor(clara))
    assert BilledWork.objects.exists()
    assert "Let it be charged again" in browser.get(f"/business/invoices/{invoice.ref}/").content.decode()
    for _pressed_twice in range(2):
        assert browser.post(address, {"work": row.pk}).status_code == 303
    assert not BilledWork.objects.exists()
    assert press(browser, nordlicht, record).status_code == 303
    Invoice.objects.filter(corrects=invoice).delete()


def test_what_was_changed_since_it_was_shown_is_not_charged(
    kim: Person, anna: Person, clara: Person, nordlicht: Organisation
):
    record = worked(ticket_of(kim), anna, edition=kind_of_work())
    shown = [(record.ref, record.version)]
    change_time(record, NewTime("done", DAY, anna, minutes=600), 0, by=actor(anna))
    with pytest.raises(WorkTaken):
        invoice_work(nordlicht, shown, by=actor(clara))
    assert not InvoiceDraft.objects.exists()


def test_work_goes_to_its_own_customer_alone(
    kim: Person, anna: Person, clara: Person, hafen: Organisation, sam: Person
):
    record = worked(ticket_of(kim), anna)
    assert press(signed_in(clara), hafen, record).status_code == 409
    assert signed_in(clara).get("/business/work/organisations/nobody/").status_code == 404
    assert not InvoiceDraft.objects.exists()


def test_accounting_takes_a_period_along_and_that_is_noted(
    kim: Person, anna: Person, mara: Person, clara: Person, nordlicht: Organisation
):
    worked(ticket_of(kim), anna, edition=kind_of_work(), note="=1+1 is what it said")
    drafted_of(clara, nordlicht, TimeRecord.objects.get())
    period = {"since": "2026-03-01", "until": "2026-03-31"}
    assert signed_in(clara).post("/business/work/export/", period).status_code == 404
    file = signed_in(mara).post("/business/work/export/", period).content.decode("utf-8-sig")
    heading, row = file.splitlines()
    assert heading.startswith("day;customer;case;worker;work;note;minutes")
    for said in ("Nordlicht GmbH", "Anna Berg", "Consulting", "90", "draft"):
        assert said in row
    assert ";=1+1" not in row
    assert AccessLogEntry.objects.filter(subject_id=kim.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_press_at_once_one_gets_the_work(
    kim: Person, anna: Person, clara: Person, nordlicht: Organisation
):
    ticket = ticket_of(kim)
    records = [worked(ticket, anna, 30 + each) for each in range(3)]

    def press_somehow(number: int) -> str:
        chosen = [records[number % 3], records[(number + 1) % 3]]
        try:
            return invoice_work(nordlicht, [(each.ref, 0) for each in chosen], by=actor(clara)).ref
        except WorkTaken:
            return ""

    won = [ref for ref in at_once(8, press_somehow) if ref]
    assert len(won) == 1
    assert BilledWork.objects.count() == 2
    assert InvoiceDraft.objects.count() == 1
    discard_draft(InvoiceDraft.objects.get(), by=actor(clara))
    assert not BilledWork.objects.exists()
