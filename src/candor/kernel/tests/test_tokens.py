"""Secrets in links and codes: used once, by one, within their time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from candor.kernel import clock, tokens
from candor.kernel.models import Token
from candor.kernel.tests.threads import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.db]

DAY = timedelta(days=1)


def test_a_link_is_found_by_its_secret_and_looking_consumes_nothing() -> None:
    secret = tokens.issue_link("reset", 7, lives=DAY, identifier=3)
    for _ in range(3):
        token = tokens.find_link("reset", secret)
        assert token is not None
        assert (token.subject_id, token.details) == (7, {"identifier": 3})


def test_the_secret_is_not_stored() -> None:
    secret = tokens.issue_link("reset", 7, lives=DAY)
    code = tokens.issue_code("sign-in", 7, lives=DAY)
    stored = str(list(Token.objects.values()))
    assert secret not in stored
    assert code not in stored
    assert len(secret) >= 43, "256 bits"


@pytest.mark.parametrize("wrong", ["", "x", "\x00", "é" * 50, "a" * 5000])
def test_a_wrong_secret_finds_nothing(wrong: str) -> None:
    tokens.issue_link("reset", 7, lives=DAY)
    assert tokens.find_link("reset", wrong) is None


def test_a_link_serves_its_purpose_only_and_for_its_time_only() -> None:
    secret = tokens.issue_link("reset", 7, lives=DAY)
    assert tokens.find_link("invitation", secret) is None
    with clock.later(days=1):
        assert tokens.find_link("reset", secret) is None


def test_a_used_or_revoked_link_is_gone() -> None:
    secret = tokens.issue_link("reset", 7, lives=DAY)
    token = tokens.find_link("reset", secret)
    assert token is not None
    assert tokens.use(token)
    assert not tokens.use(token)
    assert tokens.find_link("reset", secret) is None
    other = tokens.issue_link("reset", 7, lives=DAY)
    tokens.revoke("reset", 7)
    assert tokens.find_link("reset", other) is None


@pytest.mark.django_db(transaction=True)
def test_of_fifty_who_use_a_link_at_once_one_wins() -> None:
    token = tokens.find_link("reset", tokens.issue_link("reset", 7, lives=DAY))
    assert token is not None
    assert at_once(50, lambda _: tokens.use(token)).count(True) == 1


def test_a_code_is_found_however_it_is_typed() -> None:
    code = tokens.issue_code("sign-in", 7, lives=DAY)
    for typed in (code, code.upper(), code.replace("-", ""), f"  {code.replace('-', ' ')} "):
        assert tokens.find_code("sign-in", 7, typed) is not None


def test_a_code_belongs_to_its_subject_and_purpose() -> None:
    code = tokens.issue_code("sign-in", 7, lives=DAY)
    assert tokens.find_code("sign-in", 8, code) is None
    assert tokens.find_code("reset", 7, code) is None


def test_a_new_code_ends_the_one_before() -> None:
    first, second = (tokens.issue_code("sign-in", 7, lives=DAY) for _ in range(2))
    assert tokens.find_code("sign-in", 7, first) is None
    assert tokens.find_code("sign-in", 7, second) is not None


def test_five_wrong_codes_end_the_right_one() -> None:
    code = tokens.issue_code("sign-in", 7, lives=DAY)
    for _ in range(tokens.MOST_WRONG_TRIES):
        assert tokens.find_code("sign-in", 7, "0000-0000") is None
    assert tokens.find_code("sign-in", 7, code) is None


@pytest.mark.django_db(transaction=True)
def test_guessing_in_parallel_gives_no_more_tries() -> None:
    code = tokens.issue_code("sign-in", 7, lives=DAY)
    at_once(20, lambda number: tokens.find_code("sign-in", 7, f"0000-00{number:02}"))
    assert tokens.find_code("sign-in", 7, code) is None


def test_somebody_who_read_the_table_cannot_try_codes_out(settings: object) -> None:
    """The stored hash of a code is keyed: under another secret the same code has another hash."""
    code = tokens.issue_code("sign-in", 7, lives=DAY)
    settings.SECRET_KEY = "another"  # type: ignore[attr-defined] # pytest-django's settings
    assert tokens.find_code("sign-in", 7, code) is None
