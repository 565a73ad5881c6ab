"""Tags: put on a case, offered while one types, and kept by managers."""

from __future__ import annotations

import re

import pytest

from candor.helpdesk.actions.tagging import add_tags, named, put_on, take_off
from candor.helpdesk.actions.tags import delete_tag, merge_tag, move_all
from candor.helpdesk.models import Tag, TicketTag
from candor.helpdesk.rules.tags import tag_names
from candor.helpdesk.tests.stories import ticket_of
from candor.kernel.actor import SYSTEM
from candor.kernel.audit import facts_about
from candor.kernel.jobs.worker import run_all_due
from candor.kernel.models import Job
from tests.cast import actor, signed_in

pytestmark = pytest.mark.db


def tags_on(ticket):
    return sorted(TicketTag.objects.filter(ticket=ticket).values_list("tag__name", flat=True))


def shown(page):
    return re.findall(r'<li class="tag"><a [^>]+>([^<\n]+)', page.content.decode())


def test_anna_tags_a_case_and_takes_a_tag_off_again(kim, anna):
    ticket, browser = ticket_of(kim), signed_in(anna)

    browser.post(f"/tech/cases/{ticket.ref}/tags/", {"names": "Printer,  VIP customer , printer"})
    page = browser.get(f"/tech/cases/{ticket.ref}/")
    assert [name.strip() for name in shown(page)] == ["Printer", "VIP customer"]
    assert b"added the tag Printer" in page.content

    browser.post(f"/tech/cases/{ticket.ref}/tags/removal/", {"tag": "PRINTER"})
    assert tags_on(ticket) == ["VIP customer"]
    assert dict(Tag.objects.values_list("name", "use_count")) == {"Printer": 0, "VIP customer": 1}


def test_a_tag_leads_to_the_open_cases_that_carry_it(kim, anna, mara):
    ticket = ticket_of(kim, "Tagged")
    ticket_of(kim, "Plain")
    add_tags(ticket, ["printer"], by=actor(anna))
    address = f"/tech/cases/?show=open&amp;tag={Tag.objects.get().ref}"

    assert address in signed_in(anna).get(f"/tech/cases/{ticket.ref}/").content.decode()
    assert address in signed_in(mara).get("/tech/configuration/tags/").content.decode()
    listed = signed_in(anna).get(address.replace("&amp;", "&")).content.decode()
    assert "Tagged" in listed
    assert "Plain" not in listed


def test_the_same_tag_twice_and_in_capitals_is_one_tag_and_one_fact(kim, anna):
    ticket = ticket_of(kim)

    for names in (["printer"], ["PRINTER"], ["Printer", "printer"]):
        add_tags(ticket, names, by=actor(anna))

    assert tags_on(ticket) == ["printer"]
    assert Tag.objects.get().use_count == 1
    assert [fact.name for fact in facts_about(ticket)].count("helpdesk.ticket.tagged") == 1


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "Write the tag first"),
        (" , ,", "Write the tag first"),
        ("x" * 41, "too long"),
        ("a,b,c,d,e,f,g,h,i,j,k", "at most 10"),
    ],
)
def test_a_tag_that_is_none_is_refused_in_words(kim, anna, typed, told):
    answer = signed_in(anna).post(f"/tech/cases/{ticket_of(kim).ref}/tags/", {"names": typed})

    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not Tag.objects.exists()


def test_sam_and_the_privacy_officer_tag_nothing(kim, sam, paula):
    ticket = ticket_of(kim)

    for person in (sam, paula):
        assert signed_in(person).post(f"/tech/cases/{ticket.ref}/tags/", {"names": "x"}).status_code in {302, 403, 404}
    assert not Tag.objects.exists()


def test_tags_that_exist_are_offered_while_anna_types_the_second(kim, anna):
    add_tags(ticket_of(kim), ["printer", "priority", "mobile"], by=actor(anna))

    page = signed_in(anna).get("/tech/tags/offered/", {"names": "mobile, pri"}).content.decode()

    assert re.findall(r'value="([^"]*)"', page) == ["mobile, printer", "mobile, priority"]


def test_mara_renames_a_tag_but_not_into_one_that_exists(kim, anna, mara):
    add_tags(ticket_of(kim), ["printr", "mobile"], by=actor(anna))
    tag, browser = Tag.objects.get(name="printr"), signed_in(mara)

    assert browser.post(f"/tech/configuration/tags/{tag.ref}/", {"name": "MOBILE"}).status_code == 422
    assert browser.post(f"/tech/configuration/tags/{tag.ref}/", {"name": "a, b"}).status_code == 422
    assert browser.post(f"/tech/configuration/tags/{tag.ref}/", {"name": "Printer"}).status_code == 303

    assert sorted(Tag.objects.values_list("name", flat=True)) == ["Printer", "mobile"]
    assert signed_in(anna).get("/tech/configuration/tags/").status_code == 404


def test_two_tags_become_one_and_a_case_with_both_carries_it_once(kim, anna, mara):
    both, one = ticket_of(kim, "Both"), ticket_of(kim, "One")
    add_tags(both, ["printer", "printers"], by=actor(anna))
    add_tags(one, ["printers"], by=actor(anna))
    doomed, kept = named("printers"), named("printer")

    page = signed_in(mara).get(f"/tech/configuration/tags/{doomed.ref}/").content.decode()
    assert "2 cases carry it." in page
    signed_in(mara).post(f"/tech/configuration/tags/{doomed.ref}/merging/", {"into": "Printer"})

    assert tags_on(both) == tags_on(one) == ["printer"]
    kept.refresh_from_db()
    assert kept.use_count == 2
    assert not Tag.objects.filter(pk=doomed.pk).exists()


def test_a_large_tag_is_merged_by_a_job_that_may_run_twice(kim, anna, monkeypatch):
    monkeypatch.setattr("candor.helpdesk.actions.tags.STEP", 2)
    old, new = named("old"), named("new")
    tickets = [ticket_of(kim, f"Case {number}") for number in range(5)]
    for ticket in tickets:
        put_on(ticket, [old], by=SYSTEM)
    old.refresh_from_db()

    merge_tag(old, new, by=SYSTEM)
    assert Job.objects.filter(task="helpdesk.move_tag").count() == 1
    run_all_due()
    move_all(old.pk, new.pk)

    new.refresh_from_db()
    assert new.use_count == 5
    assert all(tags_on(ticket) == ["new"] for ticket in tickets)


def test_a_deleted_tag_leaves_the_cases_and_their_activity_readable(kim, anna, mara):
    ticket = ticket_of(kim)
    add_tags(ticket, ["printer"], by=actor(anna))

    delete_tag(named("printer"), by=actor(mara))

    assert tags_on(ticket) == []
    assert b"added the tag that is gone now" in signed_in(anna).get(f"/tech/cases/{ticket.ref}/").content


def test_taking_off_what_is_not_there_changes_nothing(kim, anna):
    ticket = ticket_of(kim)

    take_off(ticket, [named("printer")], by=actor(anna))

    assert (ticket.version, named("printer").use_count) == (0, 0)


def test_names_are_read_as_people_write_them():
    assert tag_names(" a ,A, b  c,,ß,SS ") == ["a", "b c", "ß"]
