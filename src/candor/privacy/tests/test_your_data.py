"""A request of somebody without an account: the form, the link to the mailbox, and who it turns out to be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from candor.config.schedule import SCHEDULE
from candor.kernel import clock
from candor.kernel.jobs.schedule import ask_for_due
from candor.kernel.jobs.worker import run_all_due
from candor.mail.models import OutboxMessage
from candor.people.models import Person
from candor.privacy.models import IdentityCheck, RequestLetter, SubjectRequest
from candor.ui.public import Stamp
from tests.cast import make_person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
FORM = "/your-data/"


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.at(NOW):
        yield


def filled_in(**changes: Any) -> dict[str, Any]:
    with clock.later(seconds=-30):
        stamp = str(Stamp.new())
    form = {"kind": "erasure", "name": "Kim Jansen", "email": "kim@nordlicht.example", "said": "All of it, please."}
    return {**form, "website": "", "stamp": stamp, **changes}


def ask(client: Client, **changes: Any) -> SubjectRequest:
    answer = client.post(FORM, filled_in(**changes))
    assert (answer.status_code, answer["Location"]) == (303, "/your-data/sent/")
    return SubjectRequest.objects.latest("pk")


def link_to(address: str) -> str:
    run_all_due()
    mail = OutboxMessage.objects.filter(to_address__iexact=address).latest("pk")
    found = re.search(r"https?://[^/]+(/your-data/\S+)", mail.text)
    assert found, mail.text
    return found[1]


def test_a_mailbox_on_file_shows_who_asks(client: Client, kim: Person, paula: Person) -> None:
    request = ask(client)
    assert (request.state, request.channel, request.subject_number) == ("identity-pending", "website", None)
    assert request.received_at == NOW
    link = link_to("kim@nordlicht.example")
    mail = OutboxMessage.objects.get(to_address="kim@nordlicht.example")
    assert "All of it" not in mail.text + mail.subject, "anybody can type anybody's address"
    page = client.get(link)
    assert page.status_code == 200
    request.refresh_from_db()
    assert request.state == "identity-pending", "a mail scanner that opens the link confirms nothing (T17)"
    with clock.at(NOW + timedelta(days=2)):
        assert client.post(link)["Location"] == "/your-data/confirmed/"
        assert client.post(link).status_code == 410, "once"
    request.refresh_from_db()
    assert (request.state, request.subject_number) == ("verified", kim.pk)
    assert (request.identity_how, request.paused_days) == ("mailbox", 2)
    letter = RequestLetter.objects.filter(request=request).first()
    assert letter is None or letter.text == "", "the link is a secret: its mail is kept without words"
    assert not client.cookies


def test_nobody_learns_whom_we_know(client: Client, kim: Person) -> None:
    """The same rows, pages and mails for a known, an unknown and a shared address."""
    make_person("Twin", "shared@nordlicht.example")
    make_person("Other Twin", "shared@nordlicht.example")
    told = set()
    for address in ("kim@nordlicht.example", "nobody@far.example", "shared@nordlicht.example"):
        request = ask(client, email=address, said=address)
        link = link_to(address)
        shown = client.get(link).content.decode().replace(link, "")
        done = client.post(link)["Location"]
        told.add((re.sub(r"nonce=\S+|nonce-\S+", "", shown), client.get(done).status_code, request.channel))
    assert len(told) == 1
    by_address = {row.address: row for row in SubjectRequest.objects.all()}
    assert by_address["kim@nordlicht.example"].state == "verified"
    for address in ("nobody@far.example", "shared@nordlicht.example"):
        row = by_address[address]
        assert (row.state, row.subject_number) == ("identity-pending", None), "the office decides what more is needed"
        assert row.paused_since is None, "the question was answered: the clock goes on"


def test_pressing_twice_makes_one_request(client: Client) -> None:
    form = filled_in(email="ines@falk.example")
    assert client.post(FORM, form).status_code == client.post(FORM, form).status_code == 303
    assert (SubjectRequest.objects.count(), IdentityCheck.objects.count()) == (1, 1)
    run_all_due()
    assert OutboxMessage.objects.count() == 1


def test_the_form_keeps_its_words_and_stops_floods(client: Client) -> None:
    again = client.post(FORM, filled_in(kind="", email="ines@falk"))
    assert again.status_code == 422
    assert "All of it, please." in again.content.decode()
    trap = client.post(FORM, filled_in(website="https://spam.example"))
    assert trap.status_code == 422
    assert not SubjectRequest.objects.exists()
    answers = [client.post(FORM, filled_in(said=str(number))).status_code for number in range(5)]
    assert answers == [303, 303, 303, 303, 429], "the fifth for one address within the hour"


def test_what_nobody_proves_is_closed_after_a_month(client: Client, paula: Person) -> None:
    request = ask(client, email="nobody@far.example")
    answered = ask(client, email="other@far.example")
    client.post(link_to("other@far.example"))
    for days, state in ((29, "identity-pending"), (31, "closed-unverified")):
        with clock.at(NOW + timedelta(days=days)):
            ask_for_due(SCHEDULE)
            run_all_due()
        request.refresh_from_db()
        assert request.state == state
    assert (
        "Nothing was told to anybody" in OutboxMessage.objects.filter(to_address="nobody@far.example").latest("pk").text
    )
    answered.refresh_from_db()
    assert answered.state == "identity-pending", "they have answered: the next move is ours"
    old = client.get(FORM)
    assert old.status_code == 200
    assert signed_in(paula).get(f"/tech/privacy-office/requests/{request.ref}/identity/").status_code == 200
