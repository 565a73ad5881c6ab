"""Leads as sales sees them: the start page, the list, the board, one lead, the telephone, the set-up."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from candor.business.actions.lead_work import NewTask, plan_task
from candor.business.actions.leads import NewLead, make_lead
from candor.business.models import ContactRight, EntryKind, Lead, LeadTask, LostReason, Outcome, Stage, TaskKind
from candor.business.queries_leads import today
from candor.business.tests.stories import written
from candor.kernel import clock
from candor.people.models import Organisation, Person
from tests.cast import actor, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.fixture
def seats(sam: Person, hafen: Organisation, clara: Person) -> Lead:
    """Sam of Hafen AG wants ten seats."""
    new = NewLead(sam, "Ten seats\n\nfor the workshop", value=Decimal("1200.50"), currency="EUR")
    return make_lead(new, by=actor(clara))


def shown(who: Person, name: str, /, *args: str, **query: str) -> str:
    answer = signed_in(who).get(reverse(f"business:{name}", args=args), query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def sent(who: Person, page: str, /, *args: str, follow: bool = True, **form: Any) -> Any:
    return signed_in(who).post(reverse(f"business:{page}", args=args), form, follow=follow)


def test_sales_begins_with_what_is_to_be_done(seats: Lead, clara: Person):
    plan_task(seats, NewTask(TaskKind.CALL, "Ask about the budget", today()), by=actor(clara))
    page = shown(clara, "start")
    assert "Ask about the budget" in page
    assert "Ten seats" in page
    task = LeadTask.objects.get()
    after = sent(clara, "task-done", task.ref, **{"from": "start"}).content.decode()
    assert "The task is done." in after
    assert "Nothing to follow up." in after


@pytest.mark.parametrize("name", ["start", "leads", "board", "new-lead"])
def test_technicians_and_customers_find_no_business_center(name: str, anna: Person, kim: Person):
    for who in (anna, kim):
        assert signed_in(who).get(reverse(f"business:{name}")).status_code == 404


def test_who_has_not_signed_in_comes_to_the_door(client: Any, db: Any):
    answer = client.get("/business/")
    assert answer.status_code == 302
    assert answer["Location"] == "/tech/sign-in/?next=%2Fbusiness%2F"


def test_the_privacy_officer_reads_and_changes_nothing(seats: Lead, paula: Person):
    assert "Ten seats" in shown(paula, "lead", seats.ref)
    for name in ("lead-take", "lead-win", "lead-lose", "lead-note", "lead-grant"):
        assert sent(paula, name, seats.ref).status_code == 404


def test_a_card_moves_along_the_board(seats: Lead, clara: Person):
    offer = Stage.objects.latest("position")
    assert "Hafen AG" in shown(clara, "lead", seats.ref)
    page = sent(clara, "lead-move", seats.ref, stage=offer.ref, **{"from": "open"}).content.decode()
    assert f"Sam Peters now stands at “{offer.name}”." in page
    column = page[page.index(f'aria-label="{offer.name}"') :]
    assert "Sam Peters" in column
    assert "€1,200.50" in column


def test_the_board_shows_a_few_of_each_stage_and_the_way_to_the_rest(
    sam: Person, clara: Person, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("candor.business.queries_leads.MOST_CARDS", 2)
    for number in range(4):
        with clock.later(minutes=number):
            make_lead(NewLead(sam, f"Matter {number}", owner=clara if number % 2 else None), by=actor(clara))
    page = shown(clara, "board")
    assert re.findall(r"Matter \d", page) == ["Matter 3", "Matter 2"]
    first = Stage.objects.earliest("position")
    assert f"/business/leads/?show=open&amp;stage={first.ref}" in page
    mine = shown(clara, "board", show="mine")
    assert re.findall(r"Matter \d", mine) == ["Matter 3", "Matter 1"]


def test_the_list_goes_on_page_by_page(sam: Person, clara: Person, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("candor.business.queries_leads.PAGE", 2)
    for number in range(5):
        with clock.later(minutes=number):
            make_lead(NewLead(sam, f"Matter {number}"), by=actor(clara))
    browser, seen, address = signed_in(clara), [], reverse("business:leads")
    while address:
        page = browser.get(address).content.decode()
        seen += dict.fromkeys(re.findall(r"Matter \d", page))
        older = re.search(r'href="(/business/leads/\?[^"]*after=[^"]+)"', page)
        address = older[1].replace("&amp;", "&") if older else ""
    assert seen == [f"Matter {n}" for n in (4, 3, 2, 1, 0)]


def test_the_list_is_narrowed(seats: Lead, clara: Person, mara: Person):
    assert "Ten seats" in shown(clara, "leads", show="nobodys", source="by-hand")
    sent(clara, "lead-take", seats.ref)
    assert "No lead here" in shown(clara, "leads", show="nobodys")
    assert "Ten seats" in shown(clara, "leads", show="mine", stage=seats.stage.ref)
    for query in ({"show": "mine", "source": "web"}, {"show": "won"}, {"show": "untold"}, {"stage": "nonsense"}):
        assert "Ten seats" not in shown(clara, "leads", **query)
    answer = sent(mara, "lead-take", seats.ref).content.decode()
    assert "A colleague has taken it already." in answer


def test_a_lead_becomes_a_customer_and_back(mallory: Person, clara: Person):
    lead = make_lead(NewLead(mallory, "A demo"), by=actor(clara))
    won = sent(clara, "lead-win", lead.ref, organisation="Quick & Co").content.decode()
    assert "Mallory Quick is a customer now." in won
    assert "Quick &amp; Co" in won
    sent(clara, "lead-reopen", lead.ref)
    lead.refresh_from_db()
    assert (lead.outcome, lead.decided_by) == (Outcome.OPEN, None)


def test_a_lead_is_lost_for_a_reason(seats: Lead, clara: Person):
    reason = LostReason.objects.earliest("position")
    page = sent(clara, "lead-lose", seats.ref, reason=reason.ref, text="Bought in spring.").content.decode()
    assert reason.name in page
    assert "Bought in spring." in page
    assert "Ten seats" in shown(clara, "leads", show="lost")


def test_notes_calls_and_mail_stand_in_one_order(sam: Person, clara: Person):
    with clock.later(hours=-3):
        lead = make_lead(NewLead(sam, "A demo"), by=actor(clara))
    with clock.later(hours=-2):
        written("Can you call me?\n", sender="Sam Peters <sam@hafen.example>", subject="About the demo")
    sent(clara, "lead-note", lead.ref, kind="call", text="They want the demo on Friday.")
    page = shown(clara, "lead", lead.ref)
    assert page.index("They want the demo on Friday.") < page.index("Can you call me?")
    timeline = signed_in(clara).get(reverse("tech:person-timeline", args=[sam.ref])).content.decode()
    assert "They want the demo on Friday." in timeline


def test_technicians_do_not_read_what_sales_noted(seats: Lead, sam: Person, clara: Person, anna: Person):
    sent(clara, "lead-note", seats.ref, kind="note", text="Budget of 5,000.")
    for address in (reverse("tech:person", args=[sam.ref]), reverse("tech:person-timeline", args=[sam.ref])):
        page = signed_in(anna).get(address).content.decode()
        assert "Budget of 5,000." not in page
        assert "Ten seats" not in page
    panel = reverse("business:leads-of-person", args=[sam.ref])
    assert panel in signed_in(clara).get(reverse("tech:person", args=[sam.ref])).content.decode()
    assert "Ten seats" in signed_in(clara).get(panel).content.decode()
    assert "Ten seats" in signed_in(clara).get(panel, headers={"HX-Request": "true"}).content.decode()
    assert signed_in(anna).get(panel).status_code == 404


def test_somebody_on_the_telephone_is_found_or_written_down(seats: Lead, sam: Person, clara: Person):
    browser = signed_in(clara)
    found = browser.get(reverse("business:new-lead-people"), {"who": "Sam"}).content.decode()
    assert f"?person={sam.ref}" in found
    page = browser.get(reverse("business:new-lead"), {"person": sam.ref}).content.decode()
    assert "Is it one of these?" in page
    form = {"interest": "A second site", "key": "key-of-this-form", "currency": "EUR", "value": ""}
    assert browser.post(reverse("business:new-lead"), {**form, "person": sam.ref}).status_code == 303
    new = {
        **form,
        "key": "key-of-another",
        "name": "Ole Lund",
        "email": "ole@fjord.example",
        "organisation": "Fjord AS",
    }
    assert browser.post(reverse("business:new-lead"), new).status_code == 303
    lead = Lead.objects.get(person__name="Ole Lund")
    assert (lead.organisation and lead.organisation.name, lead.interest) == ("Fjord AS", "A second site")


@pytest.mark.parametrize(
    "typed",
    [
        {"value": "-1"}, {"value": "1e400"}, {"value": "99999999999999"}, {"value": "1.005"}, {"value": "NaN"},
        {"value": "1.5", "currency": "JPY"}, {"currency": "XXX"}, {"interest": ""}, {"interest": "x" * 5_001},
        {"owner": "nobody"}, {"name": ""}, {"email": "no address"}, {"key": "<script>"},
    ],
)  # fmt: skip
def test_a_bad_new_lead_is_told_and_kept(typed: dict[str, str], clara: Person):
    form = {"name": "Ole Lund", "interest": "Seats", "key": "key-of-this-form", "currency": "EUR"}
    assert sent(clara, "new-lead", follow=False, **{**form, **typed}).status_code == 422
    assert not Lead.objects.exists()


@pytest.mark.parametrize("typed", [{"due_on": "2020-01-01"}, {"due_on": "9999-12-31"}, {"due_on": "soon"},
                                   {"text": ""}, {"kind": "dance"}, {"assignee": "nobody"}])  # fmt: skip
def test_a_bad_task_is_told_on_the_page(typed: dict[str, str], seats: Lead, clara: Person):
    form = {"kind": "call", "text": "Ask", "due_on": (today() + timedelta(days=1)).isoformat()}
    assert sent(clara, "lead-plan", seats.ref, follow=False, **{**form, **typed}).status_code == 422
    assert not LeadTask.objects.exists()


def test_a_right_is_written_down_and_ends(seats: Lead, clara: Person):
    form = {"channel": "phone", "ground": "customer", "given_on": "2026-01-05", "proof": "An invoice."}
    refused = sent(clara, "lead-grant", seats.ref, **form)
    assert refused.status_code == 422
    assert "An invoice." in refused.content.decode()
    page = sent(clara, "lead-grant", seats.ref, **{**form, "channel": "mail"}).content.decode()
    assert "They bought something similar from us" in page
    right = ContactRight.objects.get()
    sent(clara, "lead-end-right", seats.ref, right.ref)
    right.refresh_from_db()
    assert right.ended_at is not None


def test_two_who_save_one_lead_are_both_told(seats: Lead, clara: Person):
    form = {"version": "0", "interest": "Twelve seats", "currency": "EUR"}
    sent(clara, "lead-change", seats.ref, **form)
    answer = sent(clara, "lead-change", seats.ref, **{**form, "interest": "Two seats"})
    assert answer.status_code == 409
    assert "Two seats" in answer.content.decode()
    seats.refresh_from_db()
    assert seats.interest == "Twelve seats"


def test_a_mail_is_made_a_lead_by_hand(kim: Person, clara: Person, anna: Person):
    found = written("How much are ten seats?\n")
    address = reverse("tech:sales-make-lead", args=[found.ref])
    assert signed_in(anna).post(address).status_code == 404
    page = signed_in(clara).post(address, follow=True).content.decode()
    assert "How much are ten seats?" in page
    assert Lead.objects.get().person == kim


def test_managers_set_the_pipeline_up(mara: Person, clara: Person):
    browser = signed_in(mara)
    assert signed_in(clara).get(reverse("tech:pipeline")).status_code == 404
    assert "Pipeline of sales" in browser.get(reverse("tech:configuration")).content.decode()
    page = browser.post(reverse("tech:pipeline-add", args=["stages"]), {"name": "Trial runs"}, follow=True)
    assert "Trial runs" in page.content.decode()
    trial = Stage.objects.get(name="Trial runs")
    browser.post(reverse("tech:pipeline-move", args=["stages", trial.ref, "up"]))
    browser.post(reverse("tech:pipeline-rename", args=["stages", trial.ref]), {"name": "On trial"})
    assert [stage.name for stage in Stage.objects.all()][3] == "On trial"
    browser.post(reverse("tech:pipeline-remove", args=["stages", trial.ref]))
    assert Stage.objects.count() == 4
    assert browser.post(reverse("tech:pipeline-add", args=["reasons"]), {"name": ""}).status_code == 422


def test_the_enquiry_of_a_lead_reads_as_theirs(seats: Lead, clara: Person):
    seats.entries.create(kind=EntryKind.ENQUIRY, text="Is it free?", at=clock.now())
    page = shown(clara, "lead", seats.ref)
    assert "sent an enquiry" in page
    assert "Is it free?" in page
