"""A database for a restore on trial: made and gone again, or named and emptied, and never somebody else's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from django.db import connection

from candor.kernel.backup import throwaway
from candor.kernel.backup.throwaway import NoDatabase, throw_away_database

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db(always=True)]

TABLE = "CREATE TABLE somebody (name text)"


def does(address: str, *statements: str) -> Any:
    with closing(psycopg.connect(address, autocommit=True)) as there:
        return [there.execute(statement) for statement in statements][-1].rowcount


@pytest.fixture
def named(settings: Any) -> Iterator[str]:
    """An empty database that the owner has made and named."""
    if connection.vendor != "postgresql":
        pytest.skip("a database of PostgreSQL")
    ours, address = throwaway._at(throwaway._our_name()), throwaway._at("candor_spare")
    does(ours, "CREATE DATABASE candor_spare")
    settings.INSTANCE = replace(settings.INSTANCE, backup_trial_database=address)
    yield address
    does(ours, "DROP DATABASE candor_spare WITH (FORCE)")


def is_there(address: str) -> bool:
    try:
        return does(address, "SELECT 1") == 1
    except psycopg.OperationalError:
        return False


def test_one_beside_ours_is_made_for_a_trial_and_gone_after_it() -> None:
    """Whoever of a killed trial is still in it is cut off."""
    if connection.vendor != "postgresql":
        with pytest.raises(NoDatabase, match="backup_trial_database"), throw_away_database():
            pass
        throwaway.forget()
        return
    with throw_away_database() as address:
        does(address, TABLE)
    assert not is_there(address)
    throwaway._make(throwaway._name_of(address))
    throwaway.forget()
    assert not is_there(address), "killed before it was marked"
    with throw_away_database() as address, closing(psycopg.connect(address)) as left:
        left.execute(TABLE)
        throwaway.forget()
        assert not is_there(address)
        throwaway._make(throwaway._name_of(address))


def test_a_named_one_is_emptied_and_never_used_while_it_holds_what_is_no_trials(named: str) -> None:
    for _twice in range(2):
        with throw_away_database() as address:
            assert address == named
            does(named, TABLE)
        assert does(named, throwaway.OTHERS) == 1
        assert not does(named, "SELECT 1 FROM pg_tables WHERE tablename = 'somebody'")
    does(named, TABLE)
    with pytest.raises(NoDatabase, match="candor_spare holds something"), throw_away_database():
        pass
    throwaway.forget()
    assert does(named, "SELECT 1 FROM pg_tables WHERE tablename = 'somebody'") == 1, "it is somebody's"
