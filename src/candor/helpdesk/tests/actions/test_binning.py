"""The bin: out of sight for everybody, back as it was, and after a purge nowhere at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client

from candor.helpdesk.actions import counting
from candor.helpdesk.actions.binning import KEPT_IN_BIN, move_to_bin, purge_ticket, restore_ticket
from candor.helpdesk.actions.following import add_copy
from candor.helpdesk.actions.routing import assign
from candor.helpdesk.models import BinReason, Message, Notification, Status, Ticket
from candor.helpdesk.public import NewMessage, add_internal_note, close_ticket, send_reply
from candor.helpdesk.refusals import NotInBin
from candor.helpdesk.tasks import bin_should_be_emptied, empty_bin
from candor.helpdesk.tests.stories import security_queue, ticket_of
from candor.helpdesk.tests.test_inbound import SAM, _sender, answered_case, mail_in, message_of, reply_to
from candor.kernel import clock, search
from candor.kernel.actor import SYSTEM
from candor.kernel.audit import facts_about
from candor.kernel.models import AuditFact
from candor.mail.models import OutboxMessage, RawMessage, ReplyToken
from candor.mail.tests.letters import letter
from candor.people.models import Person, StaffMember
from tests.cast import actor, signed_in

pytestmark = pytest.mark.db

__all__ = ["_sender"]
CANARY = "quetzalcoatlus"


def page(browser: Client, url: str) -> str:
    return browser.get(url).content.decode()


def test_a_binned_case_is_nowhere(kim: Person, anna: Person, adam: Person):
    search.prepare()
    ticket = ticket_of(kim, subject=f"The {CANARY} stops")
    search.index_pending()
    assert ticket.ref in page(signed_in(anna), f"/tech/search/?q={CANARY}")

    move_to_bin(ticket, BinReason.MISTAKE, by=actor(anna))
    search.index_pending()

    for person in (anna, adam):
        browser = signed_in(person)
        for url in ("/tech/", "/tech/cases/?show=done", "/tech/cases/", f"/tech/search/?q={CANARY}"):
            assert ticket.ref not in page(browser, url), url
        assert browser.get(f"/tech/cases/{ticket.ref}/").status_code == 404
        assert browser.post(f"/tech/cases/{ticket.ref}/replies/", {"body": "Hello"}).status_code == 404
    assert ticket.ref not in page(signed_in(kim), "/customer/cases/")
    assert signed_in(kim).get(f"/customer/cases/{ticket.ref}/").status_code == 404
    assert counting.recorded() == counting.recount() == {}
    assert ticket.ref in page(signed_in(anna), "/tech/bin/")
    assert "stops" in page(signed_in(anna), f"/tech/bin/{ticket.ref}/")


def test_it_comes_back_as_it_was(kim: Person, anna: Person, boris: Person):
    ticket = ticket_of(kim)
    assign(ticket, boris, by=actor(anna))
    due = ticket.due_at
    browser = signed_in(anna)
    assert browser.post(f"/tech/cases/{ticket.ref}/bin/", {"reason": "mistake"}).status_code == 303
    assert StaffMember.objects.get(account__person=boris).unread_notifications == 0
    for _again in range(2):
        restore_ticket(Ticket.objects.get(pk=ticket.pk), by=actor(anna))
    ticket = Ticket.objects.get(pk=ticket.pk)
    assert (ticket.status, ticket.assignee, ticket.due_at, ticket.binned_at) == (Status.OPEN, boris, due, None)
    assert counting.recorded() == counting.recount() != {}
    assert [fact.name for fact in facts_about(ticket)][-2:] == ["helpdesk.ticket.binned", "helpdesk.ticket.restored"]


def test_a_reply_brings_a_mistake_back_and_leaves_spam_where_it_is(kim: Person, anna: Person):
    ticket, mail = answered_case(kim, anna)
    move_to_bin(ticket, BinReason.MISTAKE, by=actor(anna))
    assert message_of(mail_in(reply_to(mail, "Hello?"))).ticket == ticket
    ticket.refresh_from_db()
    assert (ticket.binned_at, ticket.status) == (None, Status.OPEN)

    move_to_bin(ticket, BinReason.SPAM, by=actor(anna))
    assert message_of(mail_in(reply_to(mail, "Buy this"))).ticket == ticket
    ticket.refresh_from_db()
    assert ticket.binned_at is not None
    assert counting.recorded() == counting.recount() == {}


def test_a_reply_to_a_closed_case_in_the_bin_opens_it(kim: Person, anna: Person):
    ticket, mail = answered_case(kim, anna)
    close_ticket(ticket, by=actor(anna))
    move_to_bin(ticket, BinReason.MISTAKE, by=actor(anna))
    assert message_of(mail_in(reply_to(mail, "Hello?"))).ticket == ticket
    ticket.refresh_from_db()
    assert ticket.status == Status.OPEN


def test_a_number_in_a_subject_names_no_binned_case(kim: Person, anna: Person):
    ticket, _mail = answered_case(kim, anna)
    move_to_bin(ticket, BinReason.SPAM, by=actor(anna))
    assert message_of(mail_in(letter(subject=f"[#{ticket.number}]"))).ticket.follows is None


def test_a_purge_leaves_nothing_that_can_be_found(kim: Person, sam: Person, anna: Person, boris: Person, adam: Person):
    search.prepare()
    raw = letter(
        f"My {CANARY} is ill.\n", subject=f"{CANARY} help", files=((f"{CANARY}.txt", "text/plain", CANARY.encode()),)
    )
    ticket = message_of(mail_in(raw)).ticket
    mail_in(raw)
    add_copy(ticket, "Sam Peters", SAM, by=actor(anna))
    assign(ticket, boris, by=actor(anna))
    send_reply(ticket, NewMessage(f"Which {CANARY}?"), by=actor(anna))
    add_internal_note(ticket, NewMessage(f"A {CANARY} again"), by=actor(anna))
    search.index_pending()
    assert places_of(CANARY)

    move_to_bin(ticket, BinReason.SPAM, by=actor(anna))
    number, pk = ticket.number, ticket.pk
    with_commit(lambda: purge_ticket(ticket, by=actor(adam)))
    search.index_pending()

    assert places_of(CANARY) == []
    assert not Ticket.objects.exists()
    assert not Message.objects.exists()
    assert not RawMessage.objects.exists()
    assert not OutboxMessage.objects.filter(template="helpdesk/mail/reply").exists()
    assert not ReplyToken.objects.filter(about_id=pk, about_kind="helpdesk.ticket").exists()
    assert not Notification.objects.exists()
    fact = AuditFact.objects.get(name="helpdesk.ticket.purged")
    assert fact.details == {"number": number, "reason": "spam", "messages": 3, "files": 1, "mails": 5}
    assert Person.objects.filter(pk=kim.pk).exists(), "the record of the person is another matter"


def with_commit(act):
    """Run with the effects that wait for the commit, which a test's transaction never makes."""
    from django.test import TestCase

    with TestCase.captureOnCommitCallbacks(execute=True):
        act()


def places_of(word: str) -> list[str]:
    """Every table and file of this instance in which the word stands: what is stored, not what the models say."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - the names come from the database itself
            if any(word in str(value).lower() for row in cursor.fetchall() for value in row):
                found.append(table)
    files = (Path(django_settings.INSTANCE.home) / "files").rglob("*")
    found += [path.name for path in files if path.is_file() and word.encode() in path.read_bytes().lower()]
    return found


def test_only_an_administrator_purges_and_only_with_the_number(kim: Person, anna: Person, mara: Person, adam: Person):
    ticket = ticket_of(kim)
    move_to_bin(ticket, BinReason.SPAM, by=actor(anna))
    url = f"/tech/bin/{ticket.ref}/purge/"
    for person in (anna, mara, kim):
        assert signed_in(person).post(url, {"number": str(ticket.number)}).status_code in {302, 303, 403, 404}
    browser = signed_in(adam)
    for wrong in ("", "4711", "yes"):
        assert browser.post(url, {"number": wrong}).status_code == 422
    assert Ticket.objects.exists()
    with clock.later(minutes=11):
        assert browser.post(url, {"number": str(ticket.number)}).status_code != 303 or Ticket.objects.exists()
    assert Ticket.objects.exists(), "the sign-in has to be fresh"
    assert browser.post(url, {"number": f"#{ticket.number}"}).status_code == 303
    assert not Ticket.objects.exists()
    assert browser.get(url).status_code == 404


def test_a_case_outside_the_bin_is_not_purged(kim: Person, anna: Person, adam: Person):
    ticket = ticket_of(kim)
    with pytest.raises(NotInBin):
        purge_ticket(ticket, by=actor(adam))
    move_to_bin(ticket, BinReason.SPAM, by=actor(anna))
    restore_ticket(ticket, by=actor(anna))
    with pytest.raises(NotInBin):
        purge_ticket(ticket, by=actor(adam))


def test_after_thirty_days_the_bin_empties_itself(kim: Person, anna: Person):
    old, young = ticket_of(kim), ticket_of(kim)
    move_to_bin(old, BinReason.SPAM, by=actor(anna))
    with clock.later(days=20):
        move_to_bin(young, BinReason.SPAM, by=actor(anna))
    assert not bin_should_be_emptied()
    with clock.later(seconds=KEPT_IN_BIN.total_seconds() + 60):
        assert bin_should_be_emptied()
        for _again in range(2):
            empty_bin()
    assert list(Ticket.objects.all()) == [young]


def test_a_technician_of_another_queue_sees_nothing_in_the_bin(kim: Person, anna: Person, boris: Person, paula: Person):
    ticket = ticket_of(kim, queue=security_queue(boris))
    assert signed_in(anna).post(f"/tech/cases/{ticket.ref}/bin/", {"reason": "spam"}).status_code == 404
    move_to_bin(ticket, BinReason.SPAM, by=SYSTEM)
    assert ticket.ref not in page(signed_in(anna), "/tech/bin/")
    assert signed_in(anna).get(f"/tech/bin/{ticket.ref}/").status_code == 404
    assert signed_in(anna).post(f"/tech/bin/{ticket.ref}/restoration/").status_code == 404
    assert signed_in(paula).get("/tech/bin/").status_code in {403, 404}
    assert ticket.ref in page(signed_in(boris), "/tech/bin/")
