"""Addresses that do not exist any more: nothing is sent there until somebody says that they work."""

from __future__ import annotations

import pytest
from django.db import transaction

from candor.kernel import clock
from candor.kernel.actor import JOB
from candor.mail.actions.intake import receive
from candor.mail.actions.outbox import queue_mail
from candor.mail.actions.sending import send_due
from candor.mail.models import DeadAddress, OutboxMessage, OutboxState, RawMessage, TemplateClass, Way
from candor.mail.rules.dead import says_dead
from candor.mail.tests.servers import Sink
from candor.mail.tests.test_outbox import about, bounce, queue, server  # noqa: F401 - fixtures
from candor.people.models import Person
from tests.cast import signed_in

pytestmark = pytest.mark.db

KIM = "kim@nordlicht.example"


@pytest.mark.parametrize(
    ("code", "words", "is_dead"),
    [
        (550, "5.1.1 no such user", True),
        (550, "5.1.10 recipient address has null MX", True),
        (550, "5.2.1 mailbox disabled", True),
        (550, "No such user here", True),
        (550, "<kim@nordlicht.example>: Recipient address rejected: User unknown in virtual mailbox table", True),
        (553, "sorry, mailbox does not exist", True),
        (550, "5.7.1 relaying denied", False),
        (550, "Relaying denied", False),
        (554, "5.7.1 blocked: spam", False),
        (552, "5.2.2 mailbox full", False),
        (450, "4.1.1 no such user, try again", False),
        (451, "user unknown for now", False),
        (550, "", False),
    ],
)
def test_which_refusals_say_that_an_address_is_dead(code: int, words: str, is_dead: bool) -> None:
    assert says_dead(code, words) is is_dead


def test_a_refused_address_gets_nothing_more_but_what_its_owner_asks_for(about: RawMessage, server: Sink) -> None:  # noqa: F811
    server.answers[KIM] = "550 5.1.1 no such user"
    queue(about)
    send_due()
    assert DeadAddress.objects.get().address == KIM

    server.answers.clear()
    second = queue(about)
    assert (second.state, second.error) == (OutboxState.FAILED, "dead-address")
    asked_for = queue(about, kind=TemplateClass.ASKED_FOR)
    other = queue(about, to="sam@hafen.example")
    send_due()
    sent = OutboxMessage.objects.filter(state=OutboxState.SENT)
    assert set(sent) == {asked_for, other}


def test_a_bounce_of_a_dead_address_holds_back_what_waits_already(about: RawMessage, server: Sink) -> None:  # noqa: F811
    first = queue(about)
    send_due()
    waiting = queue(about)
    receive(bounce(first.message_id), Way.PIPE)
    send_due()
    waiting.refresh_from_db()
    assert (waiting.state, waiting.error) == (OutboxState.FAILED, "dead-address")


@pytest.mark.parametrize(("status", "action"), [("5.2.2", "failed"), ("4.4.1", "delayed"), ("4.4.7", "failed")])
def test_a_full_mailbox_or_a_slow_server_kills_no_address(
    status: str,
    action: str,
    about: RawMessage,  # noqa: F811
    server: Sink,  # noqa: F811
) -> None:
    first = queue(about)
    send_due()
    receive(bounce(first.message_id, status=status, action=action), Way.PIPE)
    assert not DeadAddress.objects.exists()


def test_a_refusal_of_all_relaying_kills_no_address(about: RawMessage, server: Sink) -> None:  # noqa: F811
    server.answers[KIM] = "550 5.7.1 relaying denied"
    mail = queue(about)
    send_due()
    mail.refresh_from_db()
    assert (mail.state, mail.error) == (OutboxState.BOUNCED, "recipient")
    assert not DeadAddress.objects.exists()


def test_a_forged_bounce_kills_no_address(about: RawMessage, server: Sink) -> None:  # noqa: F811
    queue(about)
    send_due()
    receive(bounce("guessed@lindwurm.example"), Way.PIPE)
    assert not DeadAddress.objects.exists()


def test_it_is_shown_on_the_person_and_lifted_once_they_confirm(kim: Person, anna: Person) -> None:
    dead = DeadAddress.objects.create(address=KIM, since=clock.now())
    browser, page = signed_in(anna), f"/tech/people/{kim.ref}/"
    assert "Mail does not arrive" in browser.get(page).content.decode()

    answer = browser.post(f"/tech/mail/addresses/{dead.ref}/again/", {"back": page})
    assert (answer.status_code, answer.url) == (303, page)
    assert "Mail does not arrive" not in browser.get(page).content.decode()
    assert browser.post(f"/tech/mail/addresses/{dead.ref}/again/").status_code == 404
    with transaction.atomic():
        mail = queue_mail(
            "mail/mail/connection_test", to=KIM, language="en", about=kim, context={}, kind="contract", by=JOB
        )
    assert mail.state == OutboxState.QUEUED


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_the_way_back_leads_nowhere_else(back: str, kim: Person, anna: Person) -> None:
    dead = DeadAddress.objects.create(address=KIM, since=clock.now())
    answer = signed_in(anna).post(f"/tech/mail/addresses/{dead.ref}/again/", {"back": back})
    assert answer.url == "/tech/"


def test_who_watches_over_the_mail_sees_the_list(kim: Person, mara: Person, adam: Person) -> None:
    DeadAddress.objects.create(address=KIM, since=clock.now())
    assert KIM in signed_in(adam).get("/tech/mail/addresses/").content.decode()


def test_customers_reach_none_of_it(kim: Person) -> None:
    dead = DeadAddress.objects.create(address=KIM, since=clock.now())
    assert signed_in(kim).post(f"/tech/mail/addresses/{dead.ref}/again/").status_code in {302, 403, 404}
    assert DeadAddress.objects.exists()
