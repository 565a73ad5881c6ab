"""A PostgreSQL database that a restore on trial may fill: one made for it beside ours, or an empty one that is named.

It is used only if it is empty or carries the mark of a trial, so that no setting can cost anybody their data. It goes
afterwards; where it was named, it is emptied.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib import import_module
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from django.conf import settings
from django.db import connection

from candor.kernel.search.backends import SCHEMA

MARK = "candor_trial"
"""A schema of this name says that whatever stands in a database is a trial's."""

LONGEST_NAME = 63
ENDING = "_trial"

CUT_OFF = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()
"""
LIKE_OURS = "SELECT datcollate, datctype FROM pg_database WHERE datname = current_database()"
OTHERS = "SELECT count(*) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"


class NoDatabase(RuntimeError):
    """There is no database for a trial; the text says what to do."""


@contextmanager
def throw_away_database() -> Iterator[str]:
    """The address of an empty one, for the block. Raises NoDatabase."""
    address = _address()
    with _troubles_told():
        if not settings.INSTANCE.backup_trial_database:
            _make(_name_of(address))
        with closing(_opened(address)) as there:
            _claim(there, _name_of(address))
    try:
        yield address
    finally:
        with _troubles_told():
            _leave(address)


def forget() -> None:
    """Take away what a killed trial left; nothing happens where it left nothing. Raises NoDatabase."""
    if not _is_there_one():
        return
    with _troubles_told():
        try:
            there = _opened(_address())
        except import_module("psycopg").OperationalError:
            return  # it was never made, or is gone
        with closing(there):
            is_ours = _may_be_used(there)
        if is_ours:
            _leave(_address())


def _is_there_one() -> bool:
    return bool(settings.INSTANCE.backup_trial_database) or connection.vendor == "postgresql"


def _address() -> str:
    """The one that is named, or the one beside ours."""
    if settings.INSTANCE.backup_trial_database:
        return str(settings.INSTANCE.backup_trial_database)
    if connection.vendor != "postgresql":
        raise NoDatabase(
            "this is a backup of PostgreSQL, and there is none here to restore it into. Name an empty database:"
            " backup_trial_database"
        )
    return _at(f"{_our_name()[: LONGEST_NAME - len(ENDING)]}{ENDING}")


def _at(name: str) -> str:
    """The address of a database on our server."""
    return urlunsplit(urlsplit(settings.INSTANCE.database)._replace(path=f"/{quote(name)}"))


def _our_name() -> str:
    return str(connection.settings_dict["NAME"])


def _make(name: str) -> None:
    """One with the order of letters that ours has. One that stands there was left by a killed trial."""
    errors = import_module("psycopg").errors
    with closing(_opened(_at(_our_name()))) as ours:
        collate, ctype = ours.execute(LIKE_OURS).fetchone()
        try:
            ours.execute(
                f"CREATE DATABASE {_quoted(name)} TEMPLATE template0 ENCODING 'UTF8'"
                f" LC_COLLATE {_literal(collate)} LC_CTYPE {_literal(ctype)}"
            )
        except errors.DuplicateDatabase:
            return
        except errors.InsufficientPrivilege:
            (role,) = ours.execute("SELECT current_user").fetchone()
            raise NoDatabase(
                f"no database could be made for the trial. Let the role make one: ALTER ROLE {_quoted(role)} CREATEDB;"
                " or name an empty one: backup_trial_database"
            ) from None


def _claim(there: Any, name: str) -> None:
    """Mark it and empty it. Raises NoDatabase where somebody else's data stands in it."""
    if not _may_be_used(there):
        raise NoDatabase(f"the database {name} holds something, and it is no trial's. Name an empty one.")
    there.execute(f"CREATE SCHEMA IF NOT EXISTS {MARK}")
    _empty(there)


def _leave(address: str) -> None:
    """The mark goes last: what is left by a kill in between is still known as a trial's."""
    with closing(_opened(address)) as there:
        _empty(there)
        there.execute(f"DROP SCHEMA IF EXISTS {MARK}")
    if not settings.INSTANCE.backup_trial_database:
        with closing(_opened(_at(_our_name()))) as ours:
            ours.execute(f"DROP DATABASE IF EXISTS {_quoted(_name_of(address))}")


def _empty(there: Any) -> None:
    """Cut off whoever of a killed trial is still at it, then drop every table and the index."""
    there.execute(CUT_OFF)
    for (table,) in there.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()").fetchall():
        there.execute(f"DROP TABLE IF EXISTS {_quoted(table)} CASCADE")
    there.execute(f"DROP SCHEMA IF EXISTS {_quoted(SCHEMA)} CASCADE")


def _may_be_used(there: Any) -> bool:
    """Whether it is empty or bears the mark."""
    is_marked = there.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [MARK]).fetchone() is not None
    return is_marked or not there.execute(OTHERS).fetchone()[0]


def _opened(address: str) -> Any:
    return import_module("psycopg").connect(address, autocommit=True, connect_timeout=5)


@contextmanager
def _troubles_told() -> Iterator[None]:
    try:
        yield
    except import_module("psycopg").Error as problem:
        raise NoDatabase(f"the database for the trial: {' '.join(str(problem).split())}") from None


def _name_of(address: str) -> str:
    return str(import_module("psycopg.conninfo").conninfo_to_dict(address)["dbname"])


def _quoted(name: str) -> str:
    return '"{}"'.format(name.replace('"', '""'))


def _literal(text: str) -> str:
    return "'{}'".format(text.replace("'", "''"))
