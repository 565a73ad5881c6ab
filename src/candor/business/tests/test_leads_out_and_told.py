"""Leads are found, taken along with a reason, and told to whoever is to see to them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from candor.business import tasks
from candor.business.actions.customers import finish_follow_up, plan_follow_up
from candor.business.actions.lead_work import NewTask
from candor.business.actions.leads import LeadDetails, NewLead, change_lead, make_lead
from candor.business.actions.segments import save_segment
from candor.business.models import FollowUp, Lead, TaskKind
from candor.business.rules.segments import About, Condition, Group, How
from candor.kernel import clock, search
from candor.kernel.jobs.worker import run_all_due
from candor.kernel.models import AccessLogEntry
from candor.mail.models import OutboxMessage
from candor.people.models import Export, Organisation, Person
from tests.cast import actor, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.fixture
def seats(sam: Person, hafen: Organisation, clara: Person) -> Lead:
    return make_lead(NewLead(sam, "=Ten quokkas\n\nfor the workshop"), by=actor(clara))


def searched(who: Person, text: str) -> str:
    return str(signed_in(who).get("/tech/search/", {"q": text}).content.decode())


def test_leads_are_found_by_words_and_names(seats: Lead, clara: Person, anna: Person):
    search.prepare()
    search.rebuild()
    address = reverse("business:lead", args=[seats.ref])
    for text in ("quokkas", "workshop", "Peters", "Hafen"):
        assert address in searched(clara, text), text
        assert address not in searched(anna, text), "technicians see no leads"
    change_lead(seats, 0, LeadDetails("Eleven wombats", None, None, ""), by=actor(clara))
    search.index_pending()
    assert address in searched(clara, "wombats")
    assert address not in searched(clara, "quokkas")


def test_leads_are_taken_along_with_a_reason_and_everybody_can_see_it(
    seats: Lead, sam: Person, mara: Person, clara: Person
):
    browser, address = signed_in(mara), reverse("business:lead-export")
    assert f"{address}?show=open" in browser.get(reverse("business:leads")).content.decode()
    assert browser.post(address, {"show": "open", "reason": ""}).status_code == 422
    answer = browser.post(address, {"show": "open", "reason": "A talk with the board"})
    assert answer["Content-Disposition"].startswith("attachment")
    head, row = answer.content.decode("utf-8-sig").splitlines()[:2]
    assert head.startswith("Name,Organisation,E-mail address")
    assert row.startswith("""Sam Peters,Hafen AG,sam@hafen.example,"'=Ten quokkas""")
    taken = Export.objects.get()
    assert (taken.kind, taken.reason, taken.rows) == ("leads", "A talk with the board", 1)
    assert AccessLogEntry.objects.filter(
        subject_id=sam.pk, object_kind="people.export", object_id=taken.pk, actor_id=mara.pk
    ).exists()
    assert "A talk with the board" in browser.get("/tech/exports/").content.decode()
    empty = browser.post(address, {"show": "lost", "reason": "Another talk"})
    assert "Sam Peters" not in empty.content.decode()
    assert signed_in(clara).get(address).status_code == 404, "sales hands nothing out"


def test_an_export_holds_what_the_filters_or_a_segment_show(
    mara: Person, clara: Person, kim: Person, sam: Person, hafen: Organisation
):
    Organisation.objects.filter(pk=hafen.pk).update(country="AT")
    node = Group(How.ALL, (Condition("country", "AT"),))
    segment = save_segment("Austria", About.ORGANISATIONS, node, by=actor(clara))
    browser = signed_in(mara)
    columns = {"columns": ["organisation"], "reason": "The yearly list"}
    for query, words in ((f"segment={segment.ref}", "Segment “Austria”"), ("country=AT", "Country: AT")):
        shown = browser.get(f"/business/organisations/?{query}").content.decode()
        assert f"/tech/organisations/export/?{query}" in shown
        assert words in browser.get(f"/tech/organisations/export/?{query}").content.decode()
        page = browser.post("/tech/organisations/export/", {"choice": query, "which": "found", **columns})["Location"]
        run_all_due()
        told = browser.get(page).content.decode()
        assert words in told
        fetched = browser.post(f"{page}fetch/")
        content = b"".join(fetched.streaming_content).decode("utf-8-sig")
        assert content.splitlines() == ["Organisation", "Hafen AG"]
    assert not Export.objects.exclude(choice=None).exists(), "forgotten with the file"
    nobody = {"choice": "segment=none", "which": "found", **columns}
    assert browser.post("/tech/organisations/export/", nobody).status_code == 422


def test_a_follow_up_is_reminded_of_once_on_its_day(sam: Person, hafen: Organisation, clara: Person):
    with clock.at(datetime(2026, 11, 20, 9, 0, tzinfo=UTC)):
        day = NewTask(TaskKind.OTHER, "Ask about the second site", date(2026, 11, 24))
        plan_follow_up(hafen, day, by=actor(clara))
        done = plan_follow_up(sam, NewTask(TaskKind.OTHER, "Send a card", date(2026, 11, 24)), by=actor(clara))
        finish_follow_up(done, by=actor(clara))
        tasks.remind_of_follow_ups()
        assert not OutboxMessage.objects.exists()
    with clock.at(datetime(2026, 11, 24, 9, 0, tzinfo=UTC)):
        assert tasks.tasks_should_be_told()
        for _round in range(2):
            tasks.remind_of_follow_ups()
        assert not tasks.tasks_should_be_told()
    mail = OutboxMessage.objects.get()
    assert (mail.to_address, mail.subject) == ("clara@lindwurm.example", "To do: Ask about the second site")
    assert reverse("business:organisation", args=[hafen.ref]) in mail.text
    assert FollowUp.objects.filter(reminded_at=None).get() == done


def test_whoever_is_handed_a_lead_is_told_and_who_takes_one_is_not(
    seats: Lead, sam: Person, clara: Person, mara: Person
):
    Person.objects.filter(pk=clara.pk).update(language="de")
    with clock.at(clock.now() + timedelta(minutes=1)):
        change_lead(seats, 0, LeadDetails("Ten seats", clara, None, ""), by=actor(mara))
        seats.refresh_from_db()
        change_lead(seats, 1, LeadDetails("Ten desks", clara, None, ""), by=actor(mara))
    seats.refresh_from_db()
    change_lead(seats, 2, LeadDetails("Ten desks", mara, None, ""), by=actor(mara))
    mail = OutboxMessage.objects.get()
    assert (mail.to_address, mail.language) == ("clara@lindwurm.example", "de")
    assert reverse("business:lead", args=[seats.ref]) in mail.text
    make_lead(NewLead(sam, "Another", owner=clara), by=actor(mara))
    assert OutboxMessage.objects.count() == 2
