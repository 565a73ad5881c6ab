"""Programs of sales: leads from the first call to the customer, who looks after whom, segments."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from candor.business.models import Lead, LostReason, Segment, Stage
from candor.kernel import clock
from candor.kernel.access_log import forget_cache
from candor.kernel.models import AccessLogEntry
from candor.people.models import Organisation, Person
from candor.people.scopes import Scope, scopes_open_to
from tests.api.programs import Program, problem

pytestmark = [pytest.mark.django_db, pytest.mark.db]

LEAD = {"interest": "Ten seats", "name": "Rolf Sand", "email": "rolf@sand.example", "organisation": "Sand KG"}


def soon(days: int = 9) -> str:
    return (clock.now() + timedelta(days=days)).date().isoformat()


def test_a_lead_goes_from_the_first_call_to_a_customer(clara: Person, anna: Person) -> None:
    program = Program(clara)
    made = program.post("leads", {**LEAD, "value": "1200.50", "currency": "EUR"})
    assert made.status_code == 201, made.content
    lead, address = made.json(), made.headers["Location"]
    assert (lead["person"]["name"], lead["organisation"]["name"]) == ("Rolf Sand", "Sand KG")
    assert (lead["value"], lead["currency"]) == ("1200.50", "EUR"), "an amount is a string: nobody rounds it"

    german = program.patch(address, {"value": "1250.75"}, if_match=made.headers["ETag"], Accept_Language="de")
    assert german.json()["value"] == "1250.75", "however the language of the request writes numbers"
    stale = program.patch(address, {"interest": "x"}, if_match=made.headers["ETag"])
    assert problem(stale) == "stale"

    last = Stage.objects.latest("position")
    assert program.post(f"{address}/stage", {"stage": last.ref}).json()["stage"]["name"] == last.name
    task = program.post(f"{address}/tasks", {"kind": "meeting", "text": "Show it", "due_on": soon()}).json()
    assert (task["follow_up_on"], task["tasks"][0]["assignee"]["name"]) == (soon(), "Clara Wolff")
    done = program.post(f"{address}/tasks/{task['tasks'][0]['ref']}/completion").json()
    assert (done["follow_up_on"], done["tasks"]) == (None, [])
    program.post(f"{address}/notes", {"text": "They sign on Monday."})

    assert program.post(f"{address}/conversion", {}).json()["outcome"] == "won"
    assert problem(program.post(f"{address}/loss", {})) == "conflict", "it is opened again first"
    assert program.post(f"{address}/reopening").json()["outcome"] == "open"
    reason = LostReason.objects.first()
    lost = program.post(f"{address}/loss", {"reason": reason.ref if reason else None, "text": "Too dear."}).json()
    assert lost["outcome"] == "lost"
    told = [entry["kind"] for entry in program.get(f"{address}/entries").json()["items"]]
    assert told == ["lost", "reopened", "won", "note", "moved"]
    assert problem(Program(anna).get(address)) == "scope", "technicians have no part in it"


def test_what_cannot_be_a_lead_is_refused_field_by_field(clara: Person, kim: Person) -> None:
    program = Program(clara)
    for sent, field in (
        ({"interest": "x", "person": "0" * 16}, "person"),
        ({"interest": "x", "person": kim.ref, "name": "Kim"}, "person"),
        ({"interest": "x"}, "name"),
        ({**LEAD, "value": "12,50"}, "value"),
        ({**LEAD, "value": "1", "currency": "XXX"}, "currency"),
        ({**LEAD, "owner": kim.ref}, "owner"),
    ):
        answer = program.post("leads", sent)
        assert (answer.status_code, [each["field"] for each in answer.json()["errors"]]) == (422, [field]), sent
    assert not Lead.objects.exists()


def test_a_program_hands_a_company_over_and_plans_what_is_to_be_done(
    clara: Person, nordlicht: Organisation, kim: Person
) -> None:
    program, address = Program(clara), f"organisations/{nordlicht.ref}"
    etag = program.get(f"{address}/care").headers["ETag"]
    wanted = {"owner": clara.ref, "tags": ["reseller", "Kiel"]}
    care = program.send("PUT", f"{address}/care", wanted, if_match=etag)
    assert (care.json()["owner"]["name"], care.json()["tags"]) == ("Clara Wolff", ["Kiel", "reseller"])
    planned = program.post(f"{address}/follow-ups", {"kind": "call", "text": "Ask again", "due_on": soon()})
    assert planned.json()["organisation"]["name"] == nordlicht.name
    assert [each["text"] for each in program.get("follow-ups").json()["items"]] == ["Ask again"]
    assert program.post(f"follow-ups/{planned.json()['ref']}/completion").json()["done_at"]
    assert program.get("follow-ups").json()["items"] == []
    program.post(f"{address}/notes", {"kind": "call", "text": "They move."})
    assert [each["text"] for each in program.get(f"{address}/notes").json()["items"]] == ["They move."]


def test_those_of_a_segment_are_read_page_by_page_and_each_look_is_noted(
    clara: Person, kim: Person, lee: Person, sam: Person
) -> None:
    row = Segment.objects.create(name="All", about="people", conditions={"all": []}, created_at=clock.now())
    program, seen, cursor = Program(clara), list[str](), ""
    forget_cache()
    while cursor is not None:
        page: Any = program.get(f"segments/{row.ref}/members?limit=2&cursor={cursor}").json()
        seen += [each["name"] for each in page["items"]]
        cursor = page["next"]
    assert seen == sorted(seen)
    assert {kim.name, lee.name, sam.name} <= set(seen)
    assert AccessLogEntry.objects.filter(subject_id=kim.pk, actor_role="sales").exists()
    assert program.get(f"segments/{row.ref}").json()["members"] == len(seen)
    Segment.objects.filter(pk=row.pk).update(conditions={"all": [{"field": "gone", "is": "x"}]})
    assert problem(program.get(f"segments/{row.ref}/members")) == "conflict"


def test_scopes_of_sales_are_for_sales_and_nothing_of_cases_is_among_them(anna: Person) -> None:
    theirs, ours = set(scopes_open_to("technician")), set(scopes_open_to("sales"))
    assert not {Scope.TICKETS_READ, Scope.TICKETS_WRITE, Scope.TICKETS_REDACT} & ours, "no case texts (B10)"
    money = {scope for scope in Scope if scope.value.split(":")[0] in {"leads", "customers", "quotes", "invoices"}}
    assert not money & theirs
    assert money - {Scope.INVOICES_EXPORT, Scope.INVOICES_CONFIGURE, Scope.LEADS_EXPORT, Scope.LEADS_CONFIGURE} <= ours
    managers = set(scopes_open_to("manager"))
    assert money - {Scope.INVOICES_CONFIGURE} <= managers, "the books as a whole leave by a manager"
    assert money <= set(scopes_open_to("administrator")), "who we are on invoices is an administrator's"
    assert not money & set(scopes_open_to("")), "and for no customer"
