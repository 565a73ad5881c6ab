"""Who is told of what: never of their own doing, never of what they do not see, one line a case."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from candor.helpdesk.actions.following import follow
from candor.helpdesk.actions.notification_mail import change_settings
from candor.helpdesk.actions.notifying import read_case
from candor.helpdesk.actions.progress import schedule_until, set_follow_up
from candor.helpdesk.actions.queues import QueueDetails, change_queue
from candor.helpdesk.actions.routing import assign, move_to_queue
from candor.helpdesk.models import By, DueNotice, Event, Notification, NotificationSettings, Queue, Ticket
from candor.helpdesk.public import NewMessage, add_customer_message, add_internal_note, send_reply
from candor.helpdesk.refusals import MentionFails
from candor.helpdesk.tasks import (
    cases_should_be_told,
    forget_old_notifications,
    notifications_should_go_out,
    send_notification_mails,
    tell_what_is_due,
    wake_scheduled_tickets,
)
from candor.helpdesk.tests.stories import security_queue, ticket_of
from candor.kernel import clock
from candor.kernel.actor import SYSTEM
from candor.mail.models import OutboxMessage
from candor.people.models import Person, StaffMember
from tests.cast import actor, signed_in

pytestmark = pytest.mark.db


def bell(person: Person) -> list[tuple[str, dict[str, int]]]:
    """The unread lines under this person's bell; the maintained figure always says how many they are."""
    lines = Notification.objects.unread().filter(person=person).order_by("id")
    assert StaffMember.objects.get(account__person=person).unread_notifications == len(lines)
    return [(line.reason, line.tally) for line in lines]


def mails_to(person: Person, **ways: By) -> None:
    change_settings(person, {**dict.fromkeys(Event.values, By.BELL), **ways}, (None, None), by=actor(person))


def test_who_gets_a_case_is_told_once_and_who_took_it_is_not(kim: Person, anna: Person, boris: Person):
    ticket = ticket_of(kim)
    assign(ticket, boris, by=actor(anna))
    assign(ticket, boris, by=actor(anna))
    assert bell(boris) == [("assignee", {"assigned": 1})]
    assign(ticket, anna, by=actor(anna))
    assert bell(anna) == []


def test_a_queues_own_assignee_is_told_of_new_and_moved_cases(kim: Person, anna: Person, boris: Person):
    billing = Queue.objects.create(name="Billing", default_assignee=boris)
    ticket_of(kim, queue=billing)
    moved = ticket_of(kim)
    move_to_queue(moved, billing, by=actor(anna))
    assert bell(boris) == [("assignee", {"assigned": 1}), ("assignee", {"assigned": 1})]


def test_everything_new_in_a_case_is_one_line(kim: Person, anna: Person, boris: Person):
    ticket = ticket_of(kim)
    assign(ticket, anna, by=actor(anna))
    follow(ticket, boris, by=actor(boris))
    for number in range(3):
        add_customer_message(ticket, NewMessage(f"And {number}"), by=actor(kim))
    send_reply(ticket, NewMessage("Thank you"), by=actor(anna))

    assert bell(anna) == [("assignee", {"customer-wrote": 3})]
    assert bell(boris) == [("follower", {"customer-wrote": 3, "colleague-wrote": 1})]
    page = signed_in(boris).get("/tech/notifications/").content.decode()
    assert "3 new messages, 1 reply or note – because you follow this case" in page


def test_nobody_is_told_of_a_case_they_no_longer_see(kim: Person, anna: Person, boris: Person):
    ticket = ticket_of(kim)
    follow(ticket, anna, by=actor(anna))
    move_to_queue(ticket, security_queue(boris), by=SYSTEM)
    add_customer_message(ticket, NewMessage("Secret"), by=actor(kim))
    assert bell(anna) == []


def test_a_mention_reaches_who_sees_the_case(kim: Person, anna: Person, boris: Person):
    ticket = ticket_of(kim)
    follow(ticket, boris, by=actor(anna))
    add_internal_note(ticket, NewMessage("@Boris Tal, have you seen this? @Anna"), by=actor(anna))
    assert bell(boris) == [("mention", {"mentioned": 1})]
    assert bell(anna) == []


def test_a_mention_that_would_reach_nobody_is_told_at_the_field(
    kim: Person, anna: Person, boris: Person, clara: Person
):
    ticket = ticket_of(kim)
    answer = signed_in(anna).post(f"/tech/cases/{ticket.ref}/notes/", {"body": "@Clara Wolff, what do they pay?"})
    assert answer.status_code == 422
    assert "Clara Wolff does not see this case" in answer.content.decode()
    assert "what do they pay?" in answer.content.decode(), "the words are kept"
    closed = ticket_of(kim, queue=security_queue(boris))
    with pytest.raises(MentionFails):
        add_internal_note(closed, NewMessage("@Anna, look"), by=actor(boris))
    assert not Notification.objects.exists()


def test_what_a_customer_writes_mentions_nobody(kim: Person, anna: Person):
    ticket = ticket_of(kim, text="@Anna Berg, hello")
    add_customer_message(ticket, NewMessage("@Anna Berg and @Clara"), by=actor(kim))
    assert bell(anna) == []


def test_what_is_due_is_told_once_before_and_once_after(kim: Person, anna: Person):
    ticket = ticket_of(kim)
    assign(ticket, anna, by=actor(anna))
    set_follow_up(ticket, clock.now() + timedelta(minutes=20), by=actor(anna))
    assert cases_should_be_told()
    for _again in range(2):
        tell_what_is_due()
    assert bell(anna) == [("assignee", {"due-soon": 1})]
    with clock.later(minutes=21):
        tell_what_is_due()
        tell_what_is_due()
        assert not cases_should_be_told()
    assert bell(anna) == [("assignee", {"due-soon": 1, "overdue": 1})]
    assert DueNotice.objects.count() == 2


def test_a_case_that_comes_back_tells_its_assignee_else_who_put_it_away(kim: Person, anna: Person, boris: Person):
    mine, nobodys = ticket_of(kim), ticket_of(kim)
    assign(mine, boris, by=actor(boris))
    for ticket in (mine, nobodys):
        schedule_until(ticket, clock.now() + timedelta(hours=1), by=actor(anna))
    with clock.later(hours=2):
        wake_scheduled_tickets()
    assert bell(boris) == [("assignee", {"came-back": 1})]
    assert bell(anna) == [("put-away", {"came-back": 1})]


def test_looking_reads_by_a_post_and_a_get_writes_nothing(kim: Person, anna: Person, boris: Person):
    ticket, other = ticket_of(kim), ticket_of(kim)
    for each in (ticket, other):
        assign(each, anna, by=actor(boris))
    browser = signed_in(anna)
    page = browser.get(f"/tech/cases/{ticket.ref}/").content.decode()
    assert f"/tech/cases/{ticket.ref}/reading/" in page
    assert len(bell(anna)) == 2

    answer = browser.post(f"/tech/cases/{ticket.ref}/reading/", headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert 'hx-swap-oob="innerHTML">1<' in answer.content.decode()
    assert len(bell(anna)) == 1
    assert not read_case(ticket, by=actor(anna)), "twice is once"
    assert f"/tech/cases/{ticket.ref}/reading/" not in browser.get(f"/tech/cases/{ticket.ref}/").content.decode()

    assert browser.post("/tech/notifications/reading/").status_code == 303
    assert bell(anna) == []


def test_another_ones_bell_is_nobodys(kim: Person, anna: Person, boris: Person, clara: Person):
    ticket = ticket_of(kim)
    assign(ticket, boris, by=actor(anna))
    line = Notification.objects.get(person=boris)
    assert signed_in(anna).post(f"/tech/notifications/{line.ref}/reading/").status_code == 404
    assert ticket.subject not in signed_in(anna).get("/tech/notifications/").content.decode()
    assert signed_in(clara).get("/tech/notifications/").status_code in {403, 404}
    assert len(bell(boris)) == 1


def test_a_mail_tells_what_is_new_once(kim: Person, anna: Person, boris: Person):
    mails_to(anna, **{Event.CUSTOMER_WROTE: By.MAIL})
    ticket = ticket_of(kim)
    assign(ticket, anna, by=actor(boris))
    for words in ("It stops again", "Now at 90 %"):
        add_customer_message(ticket, NewMessage(words), by=actor(kim))
    assert not notifications_should_go_out()
    with clock.later(minutes=3):
        assert notifications_should_go_out()
        send_notification_mails()
        send_notification_mails()

    mail = OutboxMessage.objects.get(template="helpdesk/mail/notification")
    assert mail.to_address == "anna@lindwurm.example"
    assert "2 new messages" in mail.subject
    assert "> Now at 90 %" in mail.text
    assert "because the case is yours" in mail.text
    assert mail.headers["Auto-Submitted"] == "auto-generated"


def test_a_queue_keeps_its_words_inside(kim: Person, anna: Person, boris: Person):
    mails_to(anna, **{Event.CUSTOMER_WROTE: By.MAIL})
    ticket = ticket_of(kim, subject="My salary")
    queue = ticket.queue
    change_queue(
        queue,
        QueueDetails(queue.name, is_open_to_all=True, members=[], default_assignee=None, follow_up_hours=8,
                     is_default=True, keeps_words_inside=True),
        by=SYSTEM,
    )  # fmt: skip
    assign(ticket, anna, by=actor(boris))
    add_customer_message(ticket, NewMessage("It is 4,711 euros"), by=actor(kim))
    with clock.later(minutes=3):
        send_notification_mails()
    mail = OutboxMessage.objects.get(template="helpdesk/mail/notification")
    assert str(ticket.number) in mail.subject
    assert "salary" not in mail.subject + mail.text
    assert "4,711" not in mail.text


def test_what_was_read_meanwhile_is_not_mailed(kim: Person, anna: Person, boris: Person):
    mails_to(anna, **{Event.ASSIGNED: By.MAIL})
    ticket = ticket_of(kim)
    assign(ticket, anna, by=actor(boris))
    read_case(ticket, by=actor(anna))
    with clock.later(minutes=3):
        send_notification_mails()
    assert not OutboxMessage.objects.filter(template="helpdesk/mail/notification").exists()


def test_a_digest_is_one_mail_of_all_cases_and_nothing_is_nothing(kim: Person, anna: Person, boris: Person):
    mails_to(anna, **{Event.ASSIGNED: By.DIGEST})
    mails_to(boris, **{Event.ASSIGNED: By.NOTHING})
    tickets = [ticket_of(kim, subject=f"Case {number}") for number in range(3)]
    for ticket in tickets:
        assign(ticket, anna, by=SYSTEM)
    assign(ticket_of(kim), boris, by=SYSTEM)
    with clock.later(hours=25):
        send_notification_mails()
        send_notification_mails()
    mail = OutboxMessage.objects.get(template="helpdesk/mail/digest")
    assert mail.subject == "News in 3 cases"
    assert all(f"Case {number}" in mail.text for number in range(3))
    assert bell(boris) == []


def test_settings_are_kept_and_bad_ones_refused(anna: Person):
    browser, all_bell = signed_in(anna), dict.fromkeys(Event.values, "bell")
    url = "/tech/notifications/settings/"
    good = {**all_bell, "mentioned": "mail", "quiet_from": "20:00", "quiet_until": "07:30"}
    assert browser.post(url, good).status_code == 303
    row = NotificationSettings.objects.get(person=anna)
    assert (row.ways, row.quiet_from, row.quiet_until) == ({"mentioned": "mail"}, time(20), time(7, 30))
    assert 'value="20:00"' in browser.get(url).content.decode()
    for bad in ({"mentioned": "pigeon"}, {"quiet_until": ""}, {"quiet_from": "25:99"}):
        assert browser.post(url, {**good, **bad}).status_code == 422


def test_old_lines_go(kim: Person, anna: Person, boris: Person):
    ticket = ticket_of(kim)
    assign(ticket, anna, by=actor(boris))
    read_case(ticket, by=actor(anna))
    with clock.later(days=91):
        forget_old_notifications()
    assert not Notification.objects.exists()
    assert Ticket.objects.exists()
