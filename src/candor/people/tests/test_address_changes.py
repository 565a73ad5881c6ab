"""A new address of somebody who signs in: it counts once both mailboxes have agreed, and nobody gets around that."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from candor.kernel import clock
from candor.kernel.actor import JOB
from candor.people import public
from candor.people.actions import address_changes
from candor.people.actions.address_changes import NewAddress
from candor.people.actions.identifiers import Refused, add_email_for
from candor.people.models import AddressChange, Person
from candor.people.rules.address_changes import KEPT, LIVES, WAIT, Consent, counts
from candor.people.tests.conftest import LetterBox
from tests.cast import actor, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]

NEW, OLD = "kim@home.example", "kim@nordlicht.example"


def ask(browser: Client, email: str = NEW, **more: str) -> int:
    return browser.post("/customer/me/e-mails/new/", {"email": email, **more}).status_code


def link_in(box: LetterBox, template: str) -> str:
    """The path that the newest mail of this kind holds."""
    letters = [mail for mail in box.letters if mail["template"] == template]
    return "/" + letters[-1]["context"]["link"].split("/", 3)[3]


def emails_of(person: Person) -> list[str]:
    return list(person.identifiers.filter(kind="email").order_by("id").values_list("value", flat=True))


def test_an_address_counts_once_both_mailboxes_have_agreed(kim: Person, letter_box: LetterBox) -> None:
    """In either order, without a session, and looking at a link changes nothing."""
    assert ask(signed_in(kim)) == 303
    assert [(mail["template"], mail["to"]) for mail in letter_box.letters] == [
        ("address_new", NEW),
        ("address_known", OLD),
    ]
    assert "Kim" not in str(letter_box.letters[0]["context"]["link"])
    stranger, known, new = Client(), link_in(letter_box, "address_known"), link_in(letter_box, "address_new")
    for link in (known, new):
        assert NEW in stranger.get(link).content.decode()
    assert AddressChange.objects.filter(new_confirmed_at=None, old_confirmed_at=None).count() == 1
    assert stranger.post(known)["Location"] == "/address-agreed/"
    assert emails_of(kim) == [OLD]
    assert stranger.post(new)["Location"] == "/address-counts/"
    assert emails_of(kim) == [OLD, NEW]
    assert kim.identifiers.get(value=NEW).verified_at is not None
    assert public.primary_email(kim) == OLD
    assert [mail["to"] for mail in letter_box.letters[2:]] == [OLD, NEW]
    assert {stranger.get(link).status_code for link in (known, new)} == {410}
    assert stranger.post(new).status_code == 410


def test_the_new_one_takes_the_old_ones_place(kim: Person, letter_box: LetterBox) -> None:
    ask(signed_in(kim), replaces="on")
    Client().post(link_in(letter_box, "address_new"))
    Client().post(link_in(letter_box, "address_known"))
    assert emails_of(kim) == [NEW]
    assert public.primary_email(kim) == NEW


def test_the_old_mailbox_stops_what_a_thief_began(kim: Person, letter_box: LetterBox) -> None:
    """With a borrowed session and a mailbox of their own somebody gets nowhere."""
    ask(signed_in(kim))
    thief, owner = Client(), Client()
    assert thief.post(link_in(letter_box, "address_new"))["Location"] == "/address-agreed/"
    told = owner.post(f"{link_in(letter_box, 'address_known')}stop/", follow=True).content.decode()
    assert "choose a new password" in told
    assert owner.post(link_in(letter_box, "address_known")).status_code == 410
    assert emails_of(kim) == [OLD]


def test_nobody_learns_anything_from_a_link_that_leads_nowhere(kim: Person, letter_box: LetterBox) -> None:
    ask(signed_in(kim))
    secret = link_in(letter_box, "address_new").split("/")[2]
    for path in ("/new-address/made-up/", "/known-address/made-up/", f"/known-address/{secret}/"):
        for answer in (Client().get(path), Client().post(path)):
            assert answer.status_code == 410
            assert "This link is no longer valid" in answer.content.decode()
    assert AddressChange.objects.open().exists()


def test_its_owner_sees_it_wait_and_gives_it_up(kim: Person, letter_box: LetterBox) -> None:
    browser = signed_in(kim)
    ask(browser)
    assert "A new e-mail address waits" in browser.get("/customer/me/").content.decode()
    assert "The new mailbox has not agreed yet" in browser.get("/customer/me/e-mails/new/").content.decode()
    Client().post(link_in(letter_box, "address_new"))
    assert "The mailbox known so far has not agreed yet" in browser.get("/customer/me/e-mails/new/").content.decode()
    assert browser.post("/customer/me/e-mails/stop/").status_code == 303
    assert "A new e-mail address waits" not in browser.get("/customer/me/").content.decode()
    assert Client().post(link_in(letter_box, "address_known")).status_code == 410


def test_another_one_takes_the_place_of_one_that_waits(kim: Person, letter_box: LetterBox) -> None:
    browser = signed_in(kim)
    ask(browser)
    ask(browser)
    assert len(letter_box.letters) == 2, "a second press asks nobody again"
    former = link_in(letter_box, "address_new")
    ask(browser, "kim@elsewhere.example")
    assert Client().get(former).status_code == 410
    assert ask(browser, OLD) == 422
    assert ask(browser, "not an address") == 422


def test_strangers_mailboxes_get_few(kim: Person, letter_box: LetterBox) -> None:
    browser = signed_in(kim)
    assert [ask(browser, f"a{number}@victim.example") for number in range(6)] == [303] * 5 + [422]


def test_staff_and_their_lists_get_around_it_as_little(anna: Person, kim: Person, letter_box: LetterBox) -> None:
    page = f"/tech/people/{kim.ref}/e-mails/new/"
    browser = signed_in(anna)
    assert "both asked by mail" in browser.get(page).content.decode()
    assert browser.post(page, {"email": NEW, "label": "at home"}).status_code == 303
    assert emails_of(kim) == [OLD]
    with pytest.raises(Refused, match="has to agree"):
        add_email_for(kim, "other@home.example", by=actor(anna))
    Client().post(link_in(letter_box, "address_new"))
    Client().post(link_in(letter_box, "address_known"))
    assert kim.identifiers.get(value=NEW).label == "at home"
    assert AddressChange.objects.get().asked_by == anna


def test_a_lost_mailbox_takes_an_officer_and_time(kim: Person, paula: Person, letter_box: LetterBox) -> None:
    """The old mailbox hears of it and can stop it until the last day; nobody decides about themselves."""
    change = address_changes.ask_for_address(kim, NewAddress(NEW, replaces=True), by=actor(kim))
    with pytest.raises(Refused, match="has not agreed yet"):
        address_changes.let_pass(change, "call-back", by=actor(paula))
    Client().post(link_in(letter_box, "address_new"), {"is_lost": "on"})
    change.refresh_from_db()
    assert change.is_lost
    assert address_changes.let_pass(change, "call-back", by=actor(paula))
    assert not address_changes.let_pass(change, "call-back", by=actor(paula))
    assert [(mail["template"], mail["to"]) for mail in letter_box.letters[2:]] == [
        ("address_will_count", OLD),
        ("address_counts_from", NEW),
    ]
    with clock.later(hours=WAIT // timedelta(hours=1) - 1):
        address_changes.carry_on()
        waits = Client().get(link_in(letter_box, "address_will_count")).content.decode()
        assert "unless you stop it" in waits
        assert "Yes, that was me" not in waits
        assert emails_of(kim) == [OLD]
    with clock.later(hours=WAIT // timedelta(hours=1) + 1):
        address_changes.carry_on()
        address_changes.carry_on()
        assert emails_of(kim) == [NEW]
    own = address_changes.ask_for_address(paula, NewAddress("paula@home.example"), by=actor(paula))
    with pytest.raises(Refused, match="Somebody else decides"):
        address_changes.let_pass(own, "known", by=actor(paula))


def test_what_nobody_answers_ends_and_is_forgotten(kim: Person, letter_box: LetterBox) -> None:
    change = address_changes.ask_for_address(kim, NewAddress(NEW), by=actor(kim))
    with clock.later(days=LIVES.days, minutes=1):
        assert Client().get(link_in(letter_box, "address_new")).status_code == 410
        address_changes.carry_on()
        assert not AddressChange.objects.open().exists()
        assert not address_changes.stop(change, by=JOB)
    with clock.later(days=KEPT.days, minutes=1):
        address_changes.carry_on()
        assert not AddressChange.objects.exists()


@given(st.booleans(), st.booleans(), st.booleans(), st.none() | st.integers(-3, 3))
def test_the_new_mailbox_is_never_done_without(new: bool, old: bool, asks_old: bool, days: int | None) -> None:
    now = clock.now()
    from_when = None if days is None else now + timedelta(days=days)
    does = counts(Consent(new, old, asks_old, from_when), now)
    assert does == (new and (old or not asks_old or (days is not None and days <= 0)))
