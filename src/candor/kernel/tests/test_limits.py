"""Rate limits hold exactly, however many ask at once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from candor.kernel import clock
from candor.kernel.http.limits import allow
from candor.kernel.models import RateWindow
from candor.kernel.tests.threads import at_once

HOUR = timedelta(hours=1)


@pytest.mark.db
@pytest.mark.django_db
def test_the_most_are_allowed_and_no_more() -> None:
    assert [allow(("sign-in", "kim@nordlicht.example"), 3, HOUR) for _ in range(5)] == [True] * 3 + [False] * 2
    assert allow(("sign-in", "sam@hafen.example"), 3, HOUR), "another key has its own count"


@pytest.mark.django_db
def test_a_new_window_begins_anew() -> None:
    assert allow(("contact",), 1, HOUR)
    assert not allow(("contact",), 1, HOUR)
    with clock.later(hours=1):
        assert allow(("contact",), 1, HOUR)


@pytest.mark.django_db
def test_nothing_is_allowed_where_the_most_is_nought() -> None:
    assert not allow(("closed",), 0, HOUR)


@pytest.mark.django_db
def test_an_address_is_stored_as_a_keyed_hash_only() -> None:
    allow(("sign-in", "kim@nordlicht.example"), 3, HOUR)
    assert "kim" not in RateWindow.objects.get().key


@pytest.mark.db
@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_share_five() -> None:
    allowed = at_once(20, lambda _: allow(("burst",), 5, HOUR))
    assert allowed.count(True) == 5
