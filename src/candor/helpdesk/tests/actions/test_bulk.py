"""Changing many cases: each once, whatever kills the job; what could not be is named; all of it can be taken back."""

from __future__ import annotations

import tracemalloc

import pytest
from django.db import connection

from candor.helpdesk.actions.bulk import running
from candor.helpdesk.actions.bulk.choosing import MOST, NoCaseSelected, choose, choose_all
from candor.helpdesk.actions.bulk.running import begin, begin_undo, cancel, run, undo
from candor.helpdesk.actions.describing import set_priority
from candor.helpdesk.actions.progress import close_ticket
from candor.helpdesk.actions.routing import assign
from candor.helpdesk.actions.tagging import add_tags, named
from candor.helpdesk.models import Bulk, BulkRow, BulkState, Priority, Queue, Status, Tag, Ticket, TicketTag
from candor.helpdesk.queries.bulk import left_rows, sentences_of
from candor.helpdesk.tests.stories import security_queue, ticket_of
from candor.kernel import clock
from candor.kernel.actor import SYSTEM
from candor.kernel.audit import facts_about
from candor.kernel.jobs.worker import run_all_due
from candor.kernel.models import AuditFact
from candor.people.models import StaffMember
from tests.cast import actor, signed_in

pytestmark = pytest.mark.db


def chosen(tickets, person):
    return choose([(ticket.ref, ticket.version) for ticket in tickets], by=actor(person))


def done(bulk, changes, person):
    begin(bulk, changes, by=actor(person))
    run(bulk.pk)
    bulk.refresh_from_db()
    return bulk


def taken_back(bulk, person):
    begin_undo(bulk, by=actor(person))
    undo(bulk.pk)
    bulk.refresh_from_db()
    return bulk


def states():
    named_columns = ("queue", "assignee", "category", "priority", "kind", "status", "due_at", "solved_at", "closed_at")
    return list(Ticket.objects.order_by("pk").values_list("pk", *named_columns))


def tags_of_all():
    return sorted(TicketTag.objects.values_list("ticket", "tag__name"))


def test_forty_nine_are_changed_and_one_that_is_closed_already_is_named(kim, anna):
    tickets = [ticket_of(kim, f"Case {number}") for number in range(5)]
    close_ticket(tickets[2], by=actor(anna))

    bulk = done(chosen(tickets, anna), {"status": "closed"}, anna)

    assert (bulk.state, bulk.done_count, bulk.left_count) == (BulkState.DONE, 4, 1)
    assert sentences_of(bulk) == "4 cases changed; 1 left as it is: it was so already."
    assert [row.subject for row in left_rows(bulk, by=SYSTEM)] == ["Case 2"]
    assert set(Ticket.objects.values_list("status", flat=True)) == {"closed"}


def test_everything_at_once_comes_back_as_it_was(kim, sam, anna):
    billing = Queue.objects.create(name="Billing")
    tickets = [ticket_of(kim, "One"), ticket_of(sam, "Two")]
    add_tags(tickets[0], ["old", "both"], by=actor(anna))
    assign(tickets[1], anna, by=actor(anna))
    before, tags = states(), tags_of_all()

    changes = {
        "queue": billing.pk, "assignee": anna.pk, "priority": 4, "kind": "problem", "status": "solved",
        "add_tags": [named("new").pk, named("both").pk], "remove_tags": [named("old").pk],
    }  # fmt: skip
    bulk = done(chosen(tickets, anna), changes, anna)
    assert set(Ticket.objects.values_list("queue", "assignee", "priority", "kind", "status")) == {
        (billing.pk, anna.pk, 4, "problem", "solved")
    }
    assert {name for _ticket, name in tags_of_all()} == {"new", "both"}

    bulk = taken_back(bulk, anna)
    assert (bulk.state, bulk.undone_count, bulk.kept_count) == (BulkState.UNDONE, 2, 0)
    assert (states(), tags_of_all()) == (before, tags)
    assert dict(Tag.objects.values_list("name", "use_count")) == {"old": 1, "both": 1, "new": 0}


def test_what_somebody_changed_since_it_was_seen_is_left_alone(kim, anna, boris):
    tickets = [ticket_of(kim, "Seen"), ticket_of(kim, "Changed")]
    bulk = chosen(tickets, anna)
    set_priority(tickets[1], Priority.URGENT, by=actor(boris))

    bulk = done(bulk, {"status": "closed"}, anna)

    assert sentences_of(bulk) == "1 case changed; 1 left as it is: somebody changed it meanwhile."
    assert Ticket.objects.get(subject="Changed").status == Status.NEW


def test_undoing_leaves_what_moved_on_since_and_names_it(kim, anna, boris):
    tickets = [ticket_of(kim, "Still"), ticket_of(kim, "Moved on")]
    bulk = done(chosen(tickets, anna), {"priority": 4}, anna)
    tickets[1].refresh_from_db()
    assign(tickets[1], boris, by=actor(boris))

    bulk = taken_back(bulk, anna)

    assert dict(Ticket.objects.values_list("subject", "priority")) == {"Still": 2, "Moved on": 4}
    assert [(row.subject, row.why) for row in left_rows(bulk, by=SYSTEM)] == [
        ("Moved on", "somebody changed it meanwhile")
    ]


def test_each_ticket_has_one_fact_and_so_has_the_bulk(kim, anna):
    tickets = [ticket_of(kim, f"Case {number}") for number in range(3)]

    bulk = done(chosen(tickets, anna), {"status": "closed"}, anna)

    for ticket in tickets:
        assert [fact.name for fact in facts_about(ticket)] == ["helpdesk.ticket.opened", "helpdesk.ticket.closed"]
    assert [fact.name for fact in facts_about(bulk)] == ["helpdesk.bulk.begun"]


def test_nothing_of_a_foreign_queue_is_ever_chosen_or_changed(kim, anna, boris):
    secret = ticket_of(kim, "Secret", queue=security_queue(boris))
    mine = ticket_of(kim, "Mine")

    with pytest.raises(NoCaseSelected):
        chosen([secret], anna)
    bulk = chosen([secret, mine], anna)
    assert bulk.total == 1

    queue = Queue.objects.get(name="Security")
    Ticket.objects.filter(pk=mine.pk).update(queue=queue)
    assert (
        sentences_of(done(bulk, {"status": "closed"}, anna))
        == "0 cases changed; 1 left as it is: not open to you any more."
    )


def test_who_lost_their_role_meanwhile_changes_nothing_more(kim, anna):
    tickets = [ticket_of(kim, f"Case {number}") for number in range(3)]
    bulk = chosen(tickets, anna)
    begin(bulk, {"status": "closed"}, by=actor(anna))
    StaffMember.objects.filter(account__person=anna).update(left_at=clock.now())

    run(bulk.pk)

    bulk.refresh_from_db()
    assert (bulk.done_count, bulk.left_count) == (0, 3)


@pytest.mark.parametrize("dies_at", [1, 3, 5])
def test_a_killed_job_goes_on_and_every_ticket_is_changed_once(kim, anna, monkeypatch, dies_at):
    monkeypatch.setattr(running, "MOST_AT_ONCE", 2)
    tickets = [ticket_of(kim, f"Case {number}") for number in range(6)]
    bulk = chosen(tickets, anna)
    begin(bulk, {"priority": 4, "add_tags": [named("mass").pk]}, by=actor(anna))
    real, calls = running.difference, []

    def dying(before, after):
        calls.append(1)
        if len(calls) == dies_at:
            raise SystemExit("killed")
        return real(before, after)

    monkeypatch.setattr(running, "difference", dying)
    run_all_due()
    assert Bulk.objects.get().state == BulkState.RUNNING
    with clock.later(minutes=5):
        run_all_due()
        run(bulk.pk)

    bulk.refresh_from_db()
    assert (bulk.state, bulk.done_count, bulk.left_count) == (BulkState.DONE, 6, 0)
    assert AuditFact.objects.filter(name="helpdesk.ticket.prioritised").count() == 6
    assert set(Ticket.objects.values_list("version", flat=True)) == {2}
    assert named("mass").use_count == 6


def test_stopping_leaves_the_rest_untouched_and_what_is_done_can_be_taken_back(kim, anna, monkeypatch):
    monkeypatch.setattr(running, "LOOK_EVERY", 2)
    tickets = [ticket_of(kim, f"Case {number}") for number in range(6)]
    bulk, real = chosen(tickets, anna), running.change_row

    def stopping(row, plan, by):
        real(row, plan, by)
        cancel(bulk, by=by)

    monkeypatch.setattr(running, "change_row", stopping)
    bulk = done(bulk, {"status": "closed"}, anna)

    assert bulk.state == BulkState.CANCELLED
    assert sentences_of(bulk) == "2 cases changed; 4 not touched, because you stopped it."
    taken_back(bulk, anna)
    assert set(Ticket.objects.values_list("status", flat=True)) == {"new"}


def test_a_bulk_that_began_does_not_begin_again(kim, anna):
    bulk = chosen([ticket_of(kim)], anna)
    done(bulk, {"priority": 4}, anna)

    begin(bulk, {"status": "closed"}, by=actor(anna))
    run(bulk.pk)

    assert Ticket.objects.get().status == Status.NEW
    assert AuditFact.objects.filter(name="helpdesk.bulk.begun").count() == 1


def many(kim, number):
    """So many tickets, written straight into the table: opening them one by one would take minutes."""
    first, now = ticket_of(kim), clock.now()
    Ticket.objects.bulk_create(
        Ticket(
            number=1_000_000 + count, subject=f"Case {count}", channel="web", requester=kim, queue=first.queue,
            created_at=now, changed_at=now,
        )
        for count in range(number - 1)
    )  # fmt: skip


@pytest.mark.slow
def test_ten_thousand_are_chosen_in_short_transactions_and_little_memory(kim, anna):
    many(kim, 10_050)
    longest = []

    def watch(execute, sql, params, many_rows, context):
        longest.append(len(params or ()))
        return execute(sql, params, many_rows, context)

    tracemalloc.start()
    with connection.execute_wrapper(watch):
        bulk = choose_all(Ticket.objects.visible_to(actor(anna)).order_by("pk"), by=actor(anna))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert (bulk.total, BulkRow.objects.count()) == (MOST, MOST)
    assert peak < 20_000_000, f"{peak} bytes for ten thousand rows"
    assert max(longest) < 2_000, "rows go in steps"


def test_the_page_says_what_came_of_it_and_offers_the_way_back(kim, anna):
    tickets = [ticket_of(kim, f"Case {number}") for number in range(3)]
    browser = signed_in(anna)

    answer = browser.post(
        "/tech/cases/bulk/",
        {"case": [f"{ticket.ref}.0" for ticket in tickets], "verb": "close", "list": "/tech/cases/?show=open"},
    )
    assert answer.status_code == 303
    page = browser.get(answer["Location"]).content.decode()
    assert "3 cases changed." in page

    bulk = Bulk.objects.get()
    page = browser.post(f"/tech/cases/bulk/{bulk.ref}/undoing/", {"list": "/tech/cases/?show=open"}, follow=True)
    assert b"3 cases taken back." in page.content
    assert set(Ticket.objects.values_list("status", flat=True)) == {"new"}


def test_the_sheet_sets_several_things_and_leaves_the_rest(kim, anna):
    tickets = [ticket_of(kim, f"Case {number}") for number in range(3)]
    browser = signed_in(anna)
    sheet = browser.post("/tech/cases/bulk/", {"case": [f"{ticket.ref}.0" for ticket in tickets], "verb": "change"})
    assert b"Change 3 cases" in browser.get(sheet["Location"]).content

    empty = browser.post(sheet["Location"], {})
    assert empty.status_code == 422
    assert b"Choose what shall be different" in empty.content

    browser.post(sheet["Location"], {"assignee": "me", "add_tags": "mass, mail", "priority": "3"})
    assert set(Ticket.objects.values_list("assignee", "priority", "status")) == {(anna.pk, 3, "open")}
    assert {name for _ticket, name in tags_of_all()} == {"mass", "mail"}


def test_all_of_a_list_is_what_the_list_shows_and_no_more(kim, sam, anna):
    for number in range(4):
        ticket_of(kim, f"Case {number}")
    close_ticket(ticket_of(sam, "Done"), by=actor(anna))

    signed_in(anna).post("/tech/cases/bulk/", {"verb": "all", "show": "open"})

    assert Bulk.objects.get().total == 4


def test_a_large_one_becomes_a_job_with_a_page_that_tells_how_far_it_is(kim, anna):
    many(kim, 60)
    browser = signed_in(anna)
    sheet = browser.post("/tech/cases/bulk/", {"verb": "all", "show": "open"})
    browser.post(sheet["Location"], {"status": "closed"})

    page = browser.get(sheet["Location"]).content.decode()
    assert "0 of 60" in page
    assert "Stop here" in page
    run_all_due()
    assert "60 cases changed." in browser.get(sheet["Location"]).content.decode()


def test_a_bulk_is_its_owners_alone(kim, anna, boris):
    bulk = done(chosen([ticket_of(kim)], anna), {"status": "closed"}, anna)

    for path in ("", "progress/"):
        assert signed_in(boris).get(f"/tech/cases/bulk/{bulk.ref}/{path}").status_code == 404
    assert signed_in(boris).post(f"/tech/cases/bulk/{bulk.ref}/undoing/").status_code == 404


def test_ticking_nothing_is_told_in_words(kim, anna):
    for form in ({}, {"case": ["x", "x.y", ".", "0.0", "🦄.1"]}):
        answer = signed_in(anna).post("/tech/cases/bulk/", {"verb": "close", **form})
        assert answer.status_code == 422
        assert b"No case is selected" in answer.content


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/tech/../evil", "/customer/"])
def test_the_way_back_never_leads_elsewhere(kim, anna, elsewhere):
    answer = signed_in(anna).post(
        "/tech/cases/bulk/", {"case": [f"{ticket_of(kim).ref}.0"], "verb": "close", "list": elsewhere}
    )
    assert answer["Location"].startswith("/tech/cases/?show=open")


def test_old_bulks_are_forgotten(kim, anna):
    done(chosen([ticket_of(kim)], anna), {"status": "closed"}, anna)

    with clock.later(days=31):
        running.forget_old_bulks()
        running.forget_old_bulks()

    assert not Bulk.objects.exists()
