"""The delivery monitor: which servers mail waits for, and trying again at once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from candor.kernel import clock
from candor.kernel.models import AuditFact
from candor.mail.actions.sending import send_due
from candor.mail.models import Mailbox, OutboxMessage, OutboxState, RawMessage, Trouble
from candor.mail.tests.servers import Sink
from candor.mail.tests.test_outbox import about, queue, server  # noqa: F401 - fixtures
from candor.people.models import Person
from tests.cast import signed_in

pytestmark = pytest.mark.db

KIM, LEE, SAM = "kim@nordlicht.example", "lee@nordlicht.example", "sam@hafen.example"


def page_of(person: Person, query: str = "") -> str:
    return signed_in(person).get(f"/tech/mail/{query}").content.decode()


@pytest.fixture
def put_off(about: RawMessage, server: Sink) -> list[OutboxMessage]:  # noqa: F811
    """Two mails to one domain and one to another, which their servers did not take yet."""
    mails = [queue(about, to=address) for address in (KIM, LEE, SAM)]
    server.answers |= dict.fromkeys((KIM, LEE, SAM), "451 4.3.0 come back later")
    send_due()
    server.answers.clear()
    return mails


def test_each_domain_stands_with_its_mails_and_its_next_attempt(put_off: list[OutboxMessage], adam: Person) -> None:
    shown = page_of(adam)
    assert "Waiting for other servers" in shown
    assert shown.index("nordlicht.example</bdi>") < shown.index("hafen.example</bdi>")


def test_a_domain_is_tried_again_at_once(put_off: list[OutboxMessage], server: Sink, adam: Person) -> None:  # noqa: F811
    assert send_due() == 0
    browser = signed_in(adam)
    told = browser.post("/tech/mail/outbox/retry/", {"domain": "nordlicht.example"}, follow=True).content.decode()
    assert "2 mails are tried again now." in told
    assert send_due() == 2
    states = dict(OutboxMessage.objects.values_list("to_address", "state"))
    assert states == {KIM: OutboxState.SENT, LEE: OutboxState.SENT, SAM: OutboxState.DEFERRED}
    assert AuditFact.objects.filter(name="mail.outbox.retried").count() == 2


def test_one_mail_is_tried_again_at_once_and_once_sent_no_more(
    put_off: list[OutboxMessage],
    server: Sink,  # noqa: F811
    adam: Person,
) -> None:
    browser, address = signed_in(adam), f"/tech/mail/outbox/{put_off[2].ref}/"
    assert "Try now" in browser.get(address).content.decode()
    browser.post(f"{address}retry/")
    assert send_due() == 1
    assert "Try now" not in browser.get(address).content.decode()
    again = browser.post(f"{address}retry/", follow=True).content.decode()
    assert "does not wait for another try any more" in again
    assert send_due() == 0


@pytest.mark.parametrize(
    ("show", "seen"),
    [("waiting", {KIM, LEE}), ("deferred", {LEE}), ("sent", {SAM}), ("lost", set()), ("nonsense", {KIM, LEE, SAM})],
)
def test_the_list_shows_the_chosen_state(show: str, seen: set[str], about: RawMessage, adam: Person) -> None:  # noqa: F811
    for address, state in [(KIM, OutboxState.QUEUED), (LEE, OutboxState.DEFERRED), (SAM, OutboxState.SENT)]:
        OutboxMessage.objects.filter(pk=queue(about, to=address).pk).update(state=state)
    shown = page_of(adam, f"?show={show}")
    assert {address for address in (KIM, LEE, SAM) if address in shown} == seen


def test_a_mailbox_that_cannot_be_read_raises_an_alarm(adam: Person) -> None:
    since = clock.now() - timedelta(hours=2)
    box = Mailbox.objects.create(
        name="Billing", address="billing@lindwurm.example", host="localhost", user="b", password="",
        trouble=Trouble.WRONG_SIGN_IN, trouble_since=since, created_at=since,
    )  # fmt: skip
    assert "The mailbox Billing has not been read since" in page_of(adam)
    Mailbox.objects.filter(pk=box.pk).update(paused_at=clock.now())
    assert "The mailbox Billing has not been read since" not in page_of(adam)


def test_who_only_watches_tries_nothing(put_off: list[OutboxMessage], mara: Person, anna: Person) -> None:
    for person in (mara, anna):
        answer = signed_in(person).post("/tech/mail/outbox/retry/", {"domain": "nordlicht.example"})
        assert answer.status_code in {403, 404}
    assert OutboxMessage.objects.filter(state=OutboxState.DEFERRED).count() == 3
