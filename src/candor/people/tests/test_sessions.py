"""Sessions: one cookie, one query, gone at once when they should be."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from candor.kernel import clock
from candor.people.models import Account, Person, Session
from candor.people.sessions import SessionStore
from tests.cast import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def key_of(person: Person) -> str:
    store = SessionStore(None)
    store.sign_in(person.account)
    store.save()
    assert store.session_key is not None
    return store.session_key


def row_behind(key: str) -> Session | None:
    return SessionStore(key).open()


def test_a_session_account_person_and_staff_row_come_in_one_query(anna: Person) -> None:
    key = key_of(anna)
    with CaptureQueriesContext(connection) as queries:
        row = row_behind(key)
        assert row is not None
        assert row.account.person.name == "Anna Berg"
        assert row.account.staff.role == "technician"
    assert len(queries) == 1


def test_a_session_ends_after_idle_time_and_after_its_longest_life(kim: Person) -> None:
    key = key_of(kim)
    assert row_behind(key) is not None
    with clock.later(minutes=481):
        assert row_behind(key) is None


def test_a_session_ends_when_the_account_is_revoked(kim: Person) -> None:
    key = key_of(kim)
    Account.objects.filter(person=kim).update(epoch=1)
    assert row_behind(key) is None


def test_the_key_is_not_stored(kim: Person) -> None:
    key = key_of(kim)
    assert not Session.objects.filter(digest=key).exists()


def test_a_visitor_has_no_session_to_write_to() -> None:
    store = SessionStore(None)
    store["basket"] = 1
    with pytest.raises(RuntimeError, match="visitor"):
        store.save()


def test_the_cookie_leads_to_the_person(anna: Person) -> None:
    assert signed_in(anna).cookies
