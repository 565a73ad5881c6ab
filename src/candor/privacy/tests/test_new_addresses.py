"""New e-mail addresses in the office: who waits, and the decision where the old mailbox is lost."""

from __future__ import annotations

import pytest

from candor.kernel import clock
from candor.people.models import AddressChange, Person
from candor.people.public import address_changes
from tests.cast import actor, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]

PAGE = "/tech/privacy-office/new-addresses/"


def test_the_office_decides_about_a_lost_mailbox(kim: Person, paula: Person, adam: Person, anna: Person) -> None:
    browser = signed_in(paula)
    assert "No address waits" in browser.get(PAGE).content.decode()
    wanted = address_changes.NewAddress("kim@home.example")
    change = address_changes.ask_for_address(kim, wanted, by=actor(kim))
    one = f"{PAGE}{change.ref}/"
    assert "Waits for the new mailbox" in browser.get(PAGE).content.decode()
    assert "It is certain who asks" not in browser.get(one).content.decode()
    AddressChange.objects.update(new_confirmed_at=clock.now(), is_lost=True)
    assert "The old mailbox is lost: decide" in browser.get(PAGE).content.decode()
    assert "A mailbox is lost: make sure who asks" in browser.get("/tech/privacy-office/").content.decode()
    assert browser.post(f"{one}decision/", {"proof": "login"}).status_code == 422, "a login may be in wrong hands"
    assert browser.post(f"{one}decision/", {"proof": "call-back"}).status_code == 303
    assert "Called back on a number on file" in browser.get(one).content.decode()
    for other in (adam, anna):
        assert signed_in(other).get(one).status_code in {403, 404}
    assert browser.post(f"{one}stop/").status_code == 303
    assert browser.post(f"{one}decision/", {"proof": "call-back"}).status_code == 409
    assert not AddressChange.objects.open().exists()
