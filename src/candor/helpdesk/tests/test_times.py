"""Time and costs of a case: written down, shown to the customer, authorised or declined, corrected."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from candor.helpdesk.actions.times import change_time_settings
from candor.helpdesk.models import Notification, Ticket, TimeAnswer, TimeRecord
from candor.helpdesk.tests.stories import security_queue, ticket_of
from candor.helpdesk.tests.stories_times import DAY, estimated, kind_of_work, worked
from candor.kernel import clock
from candor.kernel.actor import SYSTEM
from candor.kernel.models import AuditFact
from candor.mail.models import OutboxMessage
from candor.people.models import Person
from tests.cast import make_person, signed_in

pytestmark = pytest.mark.db

FORM: dict[str, Any] = {
    "kind": "done", "work": "", "duration": "1:30", "quantity": "", "day": DAY.isoformat(), "worker": "",
    "note": "Set up the export.", "is_billable": "on", "key": "key-of-this-form",
}  # fmt: skip


def asked_mails() -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(template="helpdesk/mail/authorise"))


def answer(browser: Any, record: TimeRecord, verb: str = "authorisation", **more: Any) -> Any:
    said = {"version": str(record.version), "name": "Kim Jansen", **more}
    return browser.post(f"/customer/times/{record.ref}/{verb}/", said)


def test_a_technician_writes_time_down_and_sees_no_price(kim: Person, anna: Person, mara: Person):
    edition, ticket, browser = kind_of_work(), ticket_of(kim), signed_in(anna)
    change_time_settings({"round_to": 15, "authorise_above": None}, 0, by=SYSTEM)
    assert "Write down time or costs" in browser.get(f"/tech/cases/{ticket.ref}/").content.decode()
    for _pressed_twice in range(2):
        sent = {**FORM, "work": edition.ref, "duration": "1,6h"}
        assert browser.post(f"/tech/cases/{ticket.ref}/times/new/", sent).status_code == 303
    record = TimeRecord.objects.get()
    assert (record.minutes, record.billed_minutes, record.price, record.currency) == (96, 105, 120, "EUR")
    assert (record.worker, record.standing, asked_mails()) == (anna, "not-asked", [])
    page = browser.get(f"/tech/cases/{ticket.ref}/times/").content.decode()
    assert "1:36 h" in page
    assert "1:45 h are charged" in page
    assert "120" not in page
    assert "€210.00" in signed_in(mara).get(f"/tech/cases/{ticket.ref}/times/").content.decode()
    case = browser.get(f"/tech/cases/{ticket.ref}/").content.decode()
    assert "case-times" in case
    panel = browser.get(f"/tech/cases/{ticket.ref}/times/", headers={"hx-request": "true"}).content.decode()
    assert "1:36 h" in panel
    assert "Set up the export." in browser.get(f"/tech/cases/{ticket.ref}/print/").content.decode()


def test_a_persons_page_says_who_worked_for_them_and_a_colleagues_work_is_their_own(
    kim: Person, anna: Person, boris: Person, mara: Person, clara: Person
):
    browser, ticket = signed_in(anna), ticket_of(kim)
    assert browser.post(f"/tech/cases/{ticket.ref}/times/new/", FORM).status_code == 303
    panel = f"/tech/people/{kim.ref}/times/"
    assert panel in browser.get(f"/tech/people/{kim.ref}/").content.decode()
    for reader in (anna, boris):
        shown = signed_in(reader).get(panel, headers={"hx-request": "true"}).content.decode()
        assert "1:30 h" in shown
        assert "Anna Berg for Kim Jansen" in shown
    hers = f"/tech/people/{anna.ref}/times/"
    assert ["1:30 h" in signed_in(who).get(hers).content.decode() for who in (anna, mara, boris)] == [True, True, False]
    assert signed_in(clara).get(panel).status_code == 404, "sales see what is charged, elsewhere"


def test_what_is_wrong_is_said_and_what_was_typed_is_kept(kim: Person, anna: Person):
    ticket, browser = ticket_of(kim), signed_in(anna)
    address = f"/tech/cases/{ticket.ref}/times/new/"
    wrong = browser.post(address, {**FORM, "duration": "soon", "note": "Two <b>tries</b>"})
    assert wrong.status_code == 422
    assert "1:30, 90m or 1.5h" in wrong.content.decode()
    assert "Two &lt;b&gt;tries" in wrong.content.decode()
    for faulty in ({"duration": ""}, {"day": "2019-12-31"}, {"work": "costs", "note": ""}, {"work": "nothing"}):
        assert browser.post(address, {**FORM, **faulty}).status_code == 422
    assert browser.post(address, {**FORM, "is_internal": "on", "asks": "on"}).status_code == 422
    assert not TimeRecord.objects.exists()


def test_costs_have_a_quantity_and_a_manager_may_name_the_price(kim: Person, mara: Person):
    ticket, travel = ticket_of(kim), kind_of_work("Travel", amount="45.00", unit="LS")  # type: ignore[arg-type]
    browser = signed_in(mara)
    sent = {**FORM, "work": travel.ref, "duration": "", "quantity": "2", "key": "key-of-travel"}
    assert browser.post(f"/tech/cases/{ticket.ref}/times/new/", sent).status_code == 303
    hotel = {**FORM, "work": "costs", "duration": "", "note": "Hotel in Kiel", "price": "89.50", "key": "key-of-hotel"}
    assert browser.post(f"/tech/cases/{ticket.ref}/times/new/", hotel).status_code == 303
    assert [(row.quantity, row.price, row.minutes) for row in TimeRecord.objects.order_by("id")] == [
        (2, 45, None),
        (1, pytest.approx(89.5), None),
    ]


def test_a_customer_authorises_an_estimate_and_the_words_are_kept(kim: Person, anna: Person, boris: Person):
    ticket = ticket_of(kim)
    estimate = estimated(ticket, anna, edition=kind_of_work())
    worked(ticket, anna, note="Called a colleague.", is_internal=True, is_billable=False)
    (mail,) = asked_mails()
    assert (mail.to_address, "120" in mail.text) == ("kim@nordlicht.example", False)
    browser = signed_in(kim)
    assert "waits for your word" in browser.get(f"/customer/cases/{ticket.ref}/").content.decode()
    page = browser.get(f"/customer/cases/{ticket.ref}/times/").content.decode()
    assert "€240.00 together" in page
    assert "Called a colleague" not in page
    for _pressed_twice in range(2):
        assert answer(browser, estimate).status_code == 302
    said = TimeAnswer.objects.get()
    assert (said.name, said.person, said.is_authorised, "Look for the fault." in said.text) == (
        "Kim Jansen",
        kim,
        True,
        True,
    )
    assert "€120.00 an hour, €240.00 together" in said.text
    assert Notification.objects.get(person=anna, ticket=ticket).tally["time-answered"] == 1
    assert not Notification.objects.filter(person=boris).exists()
    assert "Authorised by Kim Jansen" in signed_in(boris).get(f"/tech/cases/{ticket.ref}/times/").content.decode()
    assert answer(browser, estimate, "refusal").status_code == 409
    assert TimeAnswer.objects.count() == 1


def test_an_amended_record_is_asked_about_anew_and_the_old_answer_stays(kim: Person, anna: Person):
    estimate, browser, theirs = estimated(ticket_of(kim), anna), signed_in(anna), signed_in(kim)
    answer(theirs, estimate)
    change = {**FORM, "kind": "estimate", "duration": "4h", "asks": "", "version": "0"}
    del change["key"]
    for _pressed_twice in range(2):
        assert browser.post(f"/tech/times/{estimate.ref}/", change).status_code == 303
    estimate.refresh_from_db()
    assert (estimate.standing, estimate.version, len(asked_mails())) == ("asked", 1, 2)
    stale = theirs.post(f"/customer/times/{estimate.ref}/authorisation/", {"version": "0", "name": "Kim", "reason": ""})
    assert stale.status_code == 302  # said already, of those words
    estimate.refresh_from_db()
    assert estimate.standing == "asked"
    shown = theirs.get(f"/customer/cases/{estimate.ticket.ref}/times/").content.decode()
    assert "Show what it said then" in shown
    assert answer(theirs, estimate, "refusal", reason="Too dear.").status_code == 302
    estimate.refresh_from_db()
    assert (estimate.standing, estimate.answers.count()) == ("declined", 2)
    overtaken = browser.post(f"/tech/times/{estimate.ref}/", {**change, "duration": "5h"})
    assert overtaken.status_code == 409
    assert "4:00 h" in overtaken.content.decode()


def test_who_answers_words_that_changed_meanwhile_reads_the_new_ones(kim: Person, anna: Person):
    estimate = estimated(ticket_of(kim), anna)
    shown = estimate.version
    signed_in(anna).post(f"/tech/times/{estimate.ref}/", {**FORM, "duration": "4h", "asks": "on", "version": "0"})
    estimate.version = shown
    late = answer(signed_in(kim), estimate)
    assert late.status_code == 409
    assert "We changed this in the meantime" in late.content.decode()
    assert not TimeAnswer.objects.exists()


def test_the_settings_say_which_work_is_authorised_and_an_estimate_covers_it(kim: Person, anna: Person, adam: Person):
    ticket, office = ticket_of(kim), signed_in(adam)
    said = {"round_to": "30", "authorises": "above", "above": "60", "version": "0"}
    for _pressed_twice in range(2):
        assert office.post("/tech/configuration/times/", said).status_code == 303
    assert office.post("/tech/configuration/times/", {**said, "round_to": "6"}).status_code == 409
    assert office.post("/tech/configuration/times/", {**said, "above": ""}).status_code == 422
    assert signed_in(anna).get("/tech/configuration/times/").status_code == 404
    assert worked(ticket, anna, 55).standing == "not-asked"
    assert worked(ticket, anna, 61, is_billable=False).standing == "not-asked"
    assert worked(ticket, anna, 61).standing == "asked"
    other = ticket_of(kim, subject="Another one")
    answer(signed_in(kim), estimated(other, anna, 180))
    assert worked(other, anna, 90).standing == "not-asked"
    assert worked(other, anna, 91).standing == "asked"


def test_whose_word_counts(kim: Person, lee: Person, sam: Person, mallory: Person, anna: Person, clara: Person):
    ticket = ticket_of(kim)
    estimate, address = estimated(ticket, anna), f"/customer/cases/{ticket.ref}/times/"
    unproven = make_person("Kim Jansen", "kim@elsewhere.example", verified=False)
    assert unproven.pk != kim.pk
    for nobody in (sam, mallory, clara):
        browser = signed_in(nobody)
        assert browser.get(address).status_code == 404
        assert answer(browser, estimate).status_code == 404
    leaf = ticket_of(lee, subject="Of the super customer")
    assert signed_in(kim).get(f"/customer/cases/{leaf.ref}/times/").status_code == 404
    assert answer(signed_in(kim), estimated(leaf, anna)).status_code == 404
    assert answer(signed_in(lee), estimate, name="Lee Olsen").status_code == 302
    assert TimeAnswer.objects.get().person == lee
    hidden = worked(ticket, anna, is_internal=True, is_billable=False)
    assert answer(signed_in(kim), hidden).status_code == 404


def test_a_closed_queue_keeps_its_time_to_itself(kim: Person, anna: Person, boris: Person, clara: Person):
    ticket = ticket_of(kim)
    Ticket.objects.filter(pk=ticket.pk).update(queue=security_queue(boris))
    record = worked(ticket, boris)
    for nobody in (anna, clara):
        browser = signed_in(nobody)
        for address in (f"/tech/cases/{ticket.ref}/times/", f"/tech/times/{record.ref}/"):
            assert browser.get(address).status_code in {403, 404}
    assert TimeRecord.objects.get().version == 0


def test_deleting_twice_deletes_once_and_is_noted(kim: Person, anna: Person):
    record, browser = worked(ticket_of(kim), anna), signed_in(anna)
    assert browser.post(f"/tech/times/{record.ref}/removal/").status_code == 303
    assert browser.post(f"/tech/times/{record.ref}/removal/").status_code == 404
    assert AuditFact.objects.filter(name="helpdesk.time.deleted").count() == 1
    assert not TimeRecord.objects.exists()


def test_a_price_of_that_day_counts_and_stays(kim: Person, anna: Person, mara: Person):
    record, browser = worked(ticket_of(kim), anna, edition=kind_of_work()), signed_in(mara)
    form = browser.get(f"/tech/times/{record.ref}/").content.decode()
    assert 'name="price"' in form
    assert 'name="price"' not in signed_in(anna).get(f"/tech/times/{record.ref}/").content.decode()
    sent = {**FORM, "work": record.edition.ref, "price": "99", "version": "0", "worker": anna.ref}  # type: ignore[union-attr] # it has one
    assert browser.post(f"/tech/times/{record.ref}/", sent).status_code == 303
    again = {**FORM, "work": record.edition.ref, "note": "Other words.", "version": "1"}  # type: ignore[union-attr] # it has one
    assert signed_in(anna).post(f"/tech/times/{record.ref}/", again).status_code == 303
    record.refresh_from_db()
    assert (record.price, record.note) == (99, "Other words.")
    with clock.later(days=1):
        assert record.day + timedelta(days=0) == DAY
