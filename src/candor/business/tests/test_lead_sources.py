"""Where leads come from: the public form, mail of unknown senders, bought lists with their notice."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from candor.business import tasks
from candor.business.actions.answering import LEADS
from candor.business.actions.lead_work import NewTask, plan_task
from candor.business.actions.leads import NewLead, make_lead
from candor.business.models import Correspondence, Lead, LeadEntry, LeadSource, TaskKind
from candor.business.tests.stories import mail_in, sales_box
from candor.kernel import clock
from candor.kernel.files import store_file
from candor.kernel.registries import inbound
from candor.kernel.registries.inbound import DeliveryReport
from candor.mail.models import Mailbox, OutboxMessage
from candor.people.actions.importing import SetUp, keep_list, run_import, set_up_import, start_import
from candor.people.actions.unimporting import carry_on_undoing_import, undo_import
from candor.people.models import Identifier, Import, ImportedRow, Organisation, Person
from candor.people.public import find_by_identifier
from candor.privacy.actions.notices import publish_shipped_versions
from candor.privacy.public import Reach, SuppressionReason, suppress
from candor.ui.public import Stamp
from tests.cast import actor, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]

MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LIST = """Name,Email,Phone,Company
Ole Lund,ole@fjord.example,+49 431 5550111,Fjord AS
Ida Holm,ida@holm.example,,Holm
Sam Peters,sam@hafen.example,,
,,,Werft GmbH
"""


def enquiry(**given: str) -> dict[str, str]:
    with clock.later(seconds=-30):
        stamp = str(Stamp.new())
    said = {"text": "Ten seats?", "name": "Ines Falk", "email": "ines@falk.example", "website": "", "stamp": stamp}
    return {**said, "company": "Falk Bau", "phone": "", **given}


def test_an_enquiry_becomes_a_lead_without_a_cookie(db: Any, clara: Person):
    publish_shipped_versions()
    browser = Client()
    form = browser.get("/enquiry/")
    assert not form.cookies
    assert "/privacy/" in form.content.decode()
    said = enquiry()
    answers = [browser.post("/enquiry/", said) for _press in range(2)]
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [(303, "/enquiry/sent/")] * 2
    assert not answers[0].cookies
    lead = Lead.objects.get()
    assert (lead.name, lead.source, lead.notice_version) == ("Ines Falk", LeadSource.WEB, "1")
    assert "Falk Bau" in lead.interest
    page = signed_in(clara).get(reverse("business:lead", args=[lead.ref])).content.decode()
    assert "sent an enquiry" in page


def test_known_and_unknown_people_get_the_same_answer(kim: Person, db: Any):
    answers = [
        Client().post("/enquiry/", enquiry(email=email, name=name), follow=True)
        for email, name in (("kim@nordlicht.example", "Kim Jansen"), ("new@falk.example", "Nils Neu"))
    ]
    pages = [answer.content.decode() for answer in answers]
    assert [answer.redirect_chain for answer in answers] == [[("/enquiry/sent/", 303)]] * 2
    assert "Your enquiry is with us" in pages[0]
    assert "Your enquiry is with us" in pages[1]
    assert Lead.objects.get(person=kim).outcome == "open"


def test_an_enquiry_goes_on_with_the_open_lead_and_plants_no_number(sam: Person, clara: Person):
    lead = make_lead(NewLead(sam, "A demo"), by=actor(clara))
    Client().post("/enquiry/", enquiry(email="sam@hafen.example", phone="+49 900 123456"))
    assert Lead.objects.get() == lead
    assert "+49 900 123456" in LeadEntry.objects.get(lead=lead).text
    assert not Identifier.objects.filter(person=sam, kind="phone").exists()


@pytest.mark.parametrize("typed", [{"website": "https://spam.example"}, {"stamp": "made up"}, {"email": "no address"},
                                   {"text": ""}, {"text": "x" * 4_001}, {"name": ""}, {"phone": "soon"}])  # fmt: skip
def test_a_bad_enquiry_comes_back_with_its_words(typed: dict[str, str], db: Any):
    answer = Client().post("/enquiry/", enquiry(**typed))
    assert answer.status_code == 422
    assert "ines" in answer.content.decode().lower()
    assert not Lead.objects.exists()


def test_many_enquiries_from_one_address_are_stopped(db: Any, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("candor.business.views.enquiry.MOST_PER_ADDRESS", 1)
    with clock.at(MORNING):
        assert Client().post("/enquiry/", enquiry(text="One")).status_code == 303
        assert Client().post("/enquiry/", enquiry(text="Two")).status_code == 429


def test_a_mailbox_makes_leads_of_unknown_senders_alone(kim: Person):
    sales_box()
    Mailbox.objects.update(destination_id=LEADS)
    mail_in()
    assert not Lead.objects.exists(), "Kim is known: her mail stands on her timeline"
    mail_in(sender="Nils Neu <nils@neu.example>", subject="Prices?")
    mail_in(sender="Nils Neu <nils@neu.example>", subject="Once more")
    lead = Lead.objects.get()
    assert (lead.name, lead.source) == ("Nils Neu", LeadSource.MAIL)
    assert Correspondence.objects.count() == 3
    mail_in(sender="Ada Away <ada@away.example>", subject="Out of office", auto_submitted="auto-replied")
    assert Lead.objects.count() == 1


def test_a_mailbox_of_the_timeline_makes_no_leads(db: Any):
    sales_box()
    mail_in(sender="Nils Neu <nils@neu.example>")
    assert not Lead.objects.exists()


def brought(by: Person, text: str = LIST, **more: Any) -> Import:
    """A list from a vendor, taken in as leads on a morning in November."""
    row = keep_list(store_file("files", "fair.csv", "text/csv", [text.encode()]), by=actor(by))
    said: dict[str, Any] = {
        "dialect": row_dialect(row), "columns": columns(row), "source_name": "Messe Nord", "on_known": "fill",
        "received_on": date(2026, 11, 20), "basis": "6(1)(f)", "becomes": "business.leads", **more,
    }  # fmt: skip
    set_up_import(row, SetUp(**said), by=actor(by))
    start_import(Import.objects.get(pk=row.pk), by=actor(by))
    run_import(row.pk)
    return Import.objects.get(pk=row.pk)


def row_dialect(row: Import) -> Any:
    from candor.people.actions.importing import dialect_of

    return dialect_of(row)


def columns(row: Import) -> Any:
    from candor.people.actions.importing import columns_of

    return columns_of(row)


def test_a_list_becomes_leads_and_says_how_many_were_left_out(
    sam: Person, hafen: Organisation, clara: Person, paula: Person
):
    suppress("ida@holm.example", Reach.EMAIL, SuppressionReason.OBJECTION, by=actor(paula))
    with clock.at(MORNING):
        row = brought(clara)
        page = signed_in(clara).get(reverse("tech:import", args=[row.ref])).content.decode()
    leads = {lead.name: lead for lead in Lead.objects.all()}
    assert sorted(leads) == ["Ole Lund", "Sam Peters", "Werft GmbH"]
    assert (row.suppressed, row.faulty, row.error_file) == (1, 0, None)
    assert not find_by_identifier("email", "ida@holm.example")
    assert ImportedRow.objects.filter(source=row).count() == 3, "nothing says which row was left out"
    assert "They asked not to be advertised to." in page
    assert "ida@holm.example" not in page
    assert leads["Ole Lund"].notice_due_on == date(2026, 12, 20)
    assert leads["Werft GmbH"].notice_due_on is None
    assert {lead.basis for lead in leads.values()} == {"6(1)(f)"}


def test_a_list_for_our_records_brings_everybody_and_no_lead(db: Any, clara: Person, paula: Person):
    suppress("ida@holm.example", Reach.EMAIL, SuppressionReason.OBJECTION, by=actor(paula))
    with clock.at(MORNING):
        row = brought(clara, becomes="")
    assert (row.suppressed, row.created) == (0, 4)
    assert not Lead.objects.exists()


def test_a_list_is_taken_back_with_its_leads_but_for_those_somebody_worked_on(db: Any, clara: Person):
    with clock.at(MORNING):
        row = brought(clara)
        ole = Lead.objects.get(person__name="Ole Lund")
        plan_task(ole, NewTask(TaskKind.OTHER, "Look at their site", date(2026, 11, 24)), by=actor(clara))
        undo_import(row, by=actor(clara))
        carry_on_undoing_import(row.pk)
    assert [lead.name for lead in Lead.objects.exclude(person=None)] == ["Ole Lund"]
    assert not Person.objects.filter(name="Ida Holm").exists()


def test_people_of_a_list_are_told_by_themselves_in_time_and_once(db: Any, clara: Person):
    publish_shipped_versions()
    with clock.at(MORNING):
        brought(clara, LIST.replace("Ida Holm,ida@holm.example", "Ida Holm,"))
        Person.objects.filter(name__startswith="Sam").update(language="de")
        assert not tasks.notices_should_go_out()
    with clock.at(MORNING + timedelta(days=22)):
        assert tasks.notices_should_go_out()
        for _round in range(2):
            tasks.send_source_notices()
        waiting = signed_in(clara).get(reverse("business:start")).content.decode()
    mails = OutboxMessage.objects.filter(template="business/mail/source_notice")
    assert sorted(mails.values_list("to_address", flat=True)) == ["ole@fjord.example", "sam@hafen.example"]
    mail = mails.get(to_address="ole@fjord.example")
    assert "Messe Nord" in mail.text
    assert "(Art. 6(1)(f) GDPR)" in mail.text
    assert "/privacy/" in mail.text
    assert "(Art. 6 Abs. 1 Buchst. f DSGVO)" in mails.get(to_address="sam@hafen.example").text.replace("\n", " ")
    assert "Ida Holm" in waiting, "who has no address is told by hand"
    ole = Lead.objects.get(person__name="Ole Lund")
    assert (ole.notice_version, ole.noticed_at) == ("1", MORNING + timedelta(days=22))


def test_the_notice_goes_by_press_and_a_lost_one_tells_nobody(db: Any, clara: Person):
    with clock.at(MORNING):
        brought(clara)
        ole = Lead.objects.get(person__name="Ole Lund")
        browser = signed_in(clara)
        sent = browser.post(reverse("business:lead-tell", args=[ole.ref]), follow=True).content.decode()
        assert "The notice is on its way." in sent
        notice = OutboxMessage.objects.get(to_address="ole@fjord.example").pk
        inbound.report(DeliveryReport(notice, "business.lead", ole.pk, "bounced", permanent=True))
        page = browser.get(reverse("business:lead", args=[ole.ref])).content.decode()
        assert "To be told by" in page
        browser.post(reverse("business:lead-told", args=[ole.ref]))
        assert "To be told by" not in browser.get(reverse("business:lead", args=[ole.ref])).content.decode()
    with clock.at(MORNING + timedelta(days=26)):
        tasks.send_source_notices()
    assert OutboxMessage.objects.filter(to_address="ole@fjord.example").count() == 1


def test_somebody_without_an_address_cannot_be_told_by_mail(db: Any, clara: Person):
    with clock.at(MORNING):
        brought(clara, "Name,Phone\nUli Ohne,+49 431 5550112\n")
        lead = Lead.objects.get()
        answer = signed_in(clara).post(reverse("business:lead-tell", args=[lead.ref]), follow=True)
    assert "No address is known to which mail may go." in answer.content.decode()
    lead.refresh_from_db()
    assert lead.noticed_at is None


def test_staff_are_reminded_once_in_the_morning_of_the_day(sam: Person, clara: Person):
    with clock.at(MORNING):
        lead = make_lead(NewLead(sam, "A demo"), by=actor(clara))
        plan_task(lead, NewTask(TaskKind.CALL, "Ask about the budget", date(2026, 11, 24)), by=actor(clara))
        tasks.remind_of_follow_ups()
        assert not OutboxMessage.objects.exists()
    with clock.at(datetime(2026, 11, 24, 2, 0, tzinfo=UTC)):
        assert not tasks.tasks_should_be_told(), "nobody is reminded in the night"
    with clock.at(datetime(2026, 11, 24, 9, 0, tzinfo=UTC)):
        assert tasks.tasks_should_be_told()
        for _round in range(2):
            tasks.remind_of_follow_ups()
        assert not tasks.tasks_should_be_told()
    mail = OutboxMessage.objects.get()
    assert (mail.to_address, mail.subject) == ("clara@lindwurm.example", "To do: Ask about the budget")


def test_who_may_not_work_on_leads_cannot_choose_them_for_a_list(db: Any, clara: Person, anna: Person):
    row = keep_list(store_file("files", "fair.csv", "text/csv", [LIST.encode()]), by=actor(clara))
    page = signed_in(clara).get(reverse("tech:import", args=[row.ref])).content.decode()
    assert "Leads of sales" in page
    assert signed_in(anna).get(reverse("tech:import", args=[row.ref])).status_code == 404
