"""A case that asks for a right: suggested from its words, made a request or none, and linked with it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from candor.helpdesk.actions.opening import NewTicket, open_ticket
from candor.helpdesk.actions.writing import NewMessage, add_customer_message
from candor.helpdesk.models import Ticket
from candor.kernel import clock
from candor.kernel.actor import SYSTEM, Channel
from candor.people.models import Person
from candor.privacy.models import RequestSign, SubjectRequest
from tests.cast import actor, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]

ARRIVED = datetime(2026, 11, 20, 9, tzinfo=UTC)
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _now() -> Any:
    with clock.at(NOW):
        yield


def case(person: Person, text: str) -> Ticket:
    with clock.at(ARRIVED):
        new = NewTicket(
            requester=person, subject="Goodbye", text=text, channel=Channel.MAIL, came_from="kim@nordlicht.example"
        )
        return open_ticket(new, by=SYSTEM)


def test_a_technician_makes_a_request_of_a_case(kim: Person, anna: Person, sam: Person, clara: Person) -> None:
    ticket = case(kim, "We change to another product. Please delete my data.")
    desk, address = signed_in(anna), f"/tech/cases/{ticket.ref}/"
    page = desk.get(address).content.decode()
    assert "This looks like a request to erase" in page
    form = desk.get(f"{address}privacy-request/").content.decode()
    assert 'value="2026-11-20"' in form, "it counts from the mail's arrival, not from the click"
    sent = {"kind": "erasure", "received_on": "2026-11-20", "said": ""}
    assert signed_in(clara).get(f"{address}privacy-request/").status_code == 404, "sales sees no cases"
    assert signed_in(sam).post(f"{address}privacy-request/", sent).status_code in {302, 404}
    assert not SubjectRequest.objects.exists()
    for _press in range(2):
        assert desk.post(f"{address}privacy-request/", sent)["Location"] == address
    request = SubjectRequest.objects.get()
    assert (request.kind, request.channel, request.received_at) == ("erasure", "mail", ARRIVED)
    assert (request.origin_kind, request.origin_id) == ("helpdesk.ticket", ticket.pk)
    assert (request.address, request.subject_number) == ("kim@nordlicht.example", None), "a sender proves nothing"
    assert "This looks like" not in desk.get(address).content.decode()


def test_it_is_none_and_is_not_asked_again(kim: Person, anna: Person) -> None:
    ticket = case(kim, "Please delete my data in the test folder of the table.")
    assert not RequestSign.objects.exists(), "that speaks of no person's data"
    with clock.at(ARRIVED):
        add_customer_message(ticket, NewMessage(text="I mean: delete my data!"), by=actor(kim))
    desk, address = signed_in(anna), f"/tech/cases/{ticket.ref}/"
    sign = RequestSign.objects.get()
    for _press in range(2):
        desk.post(f"{address}privacy-request/none/", {"sign": sign.ref})
    add_customer_message(ticket, NewMessage(text="Really, delete my data."), by=actor(kim))
    sign.refresh_from_db()
    assert (RequestSign.objects.count(), sign.dismissed_at, sign.settled_by) == (1, NOW, anna)
    assert "This looks like" not in desk.get(address).content.decode()
    assert not SubjectRequest.objects.exists()


def test_the_officer_marks_a_case_that_nothing_was_suggested_of(kim: Person, paula: Person) -> None:
    ticket = case(kim, "What do you actually know of us?")
    sent = {"kind": "access", "received_on": "2026-11-20", "said": "They want to know what we hold."}
    made = signed_in(paula).post(f"/tech/cases/{ticket.ref}/privacy-request/", sent)
    assert made.status_code == 303
    assert SubjectRequest.objects.get().said == "They want to know what we hold."
