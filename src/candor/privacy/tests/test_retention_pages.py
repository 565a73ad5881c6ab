"""The pages of the retention runs: what the office sees, confirms and stops, and what the owner sets."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from candor.helpdesk.actions.opening import NewTicket, open_ticket
from candor.helpdesk.models import Ticket
from candor.kernel import clock
from candor.kernel.actor import SYSTEM, Channel
from candor.people.models import Person
from candor.privacy.models import AdoptedPack, InactivityNotice, RetentionRun, RetentionSettings, RunState
from candor.privacy.packs import SHIPPED
from candor.privacy.queries.retention import keys_without_rule
from candor.privacy.retaining import running
from candor.privacy.rules.packs import read_pack, rules_as_json
from tests.cast import actor, make_person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
LONG_AGO = datetime(2020, 5, 4, 9, tzinfo=UTC)
OFFICE, RUNS, RULES = "/tech/privacy-office/", "/tech/privacy-office/retention/", "/tech/configuration/privacy/"


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(running, "overwritten", lambda _places: True)
    with clock.at(NOW):
        yield


def adopt(*keys: str) -> None:
    rules = [
        {"key": key, "force": "limit", "months": 24, "begins": "event", "sources": [], "title": {"en": key}}
        for key in keys
    ]
    AdoptedPack.objects.create(country="XX", version=1, rules=rules, adopted_at=NOW)


def old_case(person: Person) -> Ticket:
    ticket = open_ticket(NewTicket(requester=person, subject="Broken", text="x", channel=Channel.PHONE), by=SYSTEM)
    Ticket.objects.filter(pk=ticket.pk).update(closed_at=LONG_AGO, status="closed")
    return ticket


def waiting() -> RetentionRun:
    return running.carry_on(running.start_run(by=SYSTEM))


def test_the_office_looks_confirms_and_sees_what_was_deleted(paula: Person, kim: Person) -> None:
    adopt("case")
    ticket = old_case(kim)
    run = waiting()
    browser = signed_in(paula)
    assert "A retention run waits for you" in browser.get(OFFICE).content.decode()
    page = browser.get(f"{RUNS}{run.ref}/").content.decode()
    assert "It is the first one under these rules." in page
    assert f"#{ticket.number} Broken" in page, "a sample that can be opened"
    assert "100.0 %" in page
    told = browser.post(f"{RUNS}{run.ref}/confirmation/", follow=True).content.decode()
    assert "Confirmed." in told
    running.carry_on(run)
    assert "1 of 1 deleted" in browser.get(RUNS).content.decode()
    assert "waits for you" not in browser.get(OFFICE).content.decode()
    again = browser.post(f"{RUNS}{run.ref}/confirmation/")
    assert (again.status_code, "does not wait any more" in again.content.decode()) == (409, True)


def test_a_dry_run_from_the_page_and_the_difference_to_the_one_before(paula: Person, kim: Person) -> None:
    browser = signed_in(paula)
    refused = browser.post(f"{RUNS}dry-run/")
    assert (refused.status_code, "Adopt retention rules first" in refused.content.decode()) == (409, True)
    adopt("case")
    old_case(kim)
    for _number in range(2):
        assert "Nothing is deleted by it" in browser.post(f"{RUNS}dry-run/", follow=True).content.decode()
        run = running.carry_on(RetentionRun.objects.latest("pk"))
        old_case(kim)
    page = browser.get(f"{RUNS}{run.ref}/").content.decode()
    assert "+1" in page
    assert Ticket.objects.filter(subject="Broken").count() == 3


def test_a_run_that_is_stopped_deletes_nothing(paula: Person, kim: Person) -> None:
    adopt("case")
    old_case(kim)
    run = waiting()
    told = signed_in(paula).post(f"{RUNS}{run.ref}/stop/", follow=True).content.decode()
    assert "It deletes nothing further." in told
    assert running.carry_on(run).state == RunState.STOPPED
    assert Ticket.objects.filter(subject="Broken").exists()


def test_a_technician_and_a_customer_find_nothing_there(anna: Person, kim: Person) -> None:
    adopt("case")
    run = waiting()
    for person in (anna, kim):
        browser = signed_in(person)
        for address in (RUNS, f"{RUNS}{run.ref}/"):
            assert browser.get(address).status_code in {302, 303, 403, 404}
        assert browser.post(f"{RUNS}{run.ref}/confirmation/").status_code in {302, 303, 403, 404}
    run.refresh_from_db()
    assert run.confirmed_at is None


def test_who_cannot_be_told_stands_on_the_offices_list(paula: Person) -> None:
    adopt("customer")
    waiting()
    person = make_person("Otto Alt")
    InactivityNotice.objects.create(person=person, last_sign_on=LONG_AGO, noted_at=NOW)
    page = signed_in(paula).get(RUNS).content.decode()
    assert "Customers who cannot be told" in page
    assert "Otto Alt" in page


def test_the_list_asks_no_more_for_more_runs(paula: Person) -> None:
    adopt("case")
    browser = signed_in(paula)

    def questions() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(RUNS).status_code == 200
        return len(seen)

    def runs(number: int) -> None:
        for _one in range(number):
            running.carry_on(running.start_dry_run(by=actor(paula)))

    runs(2)
    questions()
    few = questions()
    runs(5)
    assert questions() == few


def test_the_owner_sets_the_brake_and_a_second_writer_is_told(adam: Person) -> None:
    browser = signed_in(adam)
    form = {"version": "0", "share": "10", "floor": "20", "days_before": "60", "erases_untold": "on"}
    assert "count from the next run on" in browser.post(f"{RULES}runs/", form, follow=True).content.decode()
    found = RetentionSettings.objects.get()
    assert (found.share, found.floor, found.days_before, found.erases_untold) == (10, 20, 60, True)
    late = browser.post(f"{RULES}runs/", {**form, "share": "50"})
    assert (late.status_code, "Somebody else has changed" in late.content.decode()) == (409, True)
    assert RetentionSettings.objects.get().share == 10


@pytest.mark.parametrize(
    ("field", "value"), [("share", "0"), ("share", "101"), ("share", "x"), ("floor", "-1"), ("days_before", "3")]
)
def test_a_setting_that_makes_no_sense_is_refused(field: str, value: str, adam: Person) -> None:
    form = {"version": "0", "share": "10", "floor": "20", "days_before": "60", field: value}
    assert signed_in(adam).post(f"{RULES}runs/", form).status_code == 422
    assert not RetentionSettings.objects.exists()


def test_the_page_names_what_no_rule_limits_and_the_german_rules_leave_nothing_open(adam: Person) -> None:
    adopt("case")
    page = signed_in(adam).get(RULES).content.decode()
    assert "Kept without an end" in page
    assert "Mails as they came in" in page
    pack = read_pack((SHIPPED / "de.toml").read_text(), source="de.toml")
    AdoptedPack.objects.create(country="DE", version=pack.version, rules=rules_as_json(pack.rules), adopted_at=NOW)
    assert keys_without_rule() == []
    assert "Kept without an end" not in signed_in(adam).get(RULES).content.decode()


def test_the_command_counts_and_waits(paula: Person, kim: Person) -> None:
    with pytest.raises(CommandError):
        call_command("privacy_retention", "--dry-run")
    adopt("case")
    old_case(kim)
    out = StringIO()
    call_command("privacy_retention", "--dry-run", "--json", stdout=out)
    *lines, run = (json.loads(text) for text in out.getvalue().splitlines())
    line = next(one for one in lines if one["kind"] == "helpdesk.ticket")
    assert (line["key"], line["total"], line["over"], line["going"], line["done"]) == ("case", 1, 1, 1, 0)
    assert (run["state"], run["dry"]) == ("counted", True)
    out = StringIO()
    call_command("privacy_retention", "--json", stdout=out)
    assert json.loads(out.getvalue().splitlines()[-1])["state"] == "waiting"
    assert Ticket.objects.filter(subject="Broken").exists()
