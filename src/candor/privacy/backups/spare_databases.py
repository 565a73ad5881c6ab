"""An empty database for the time of a trial, where the backup is of PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

NAME = "candor_trial"


class NoDatabase(OSError):
    """No database could be made for the trial; the text says what to do."""

    def __init__(self, says: str) -> None:
        super().__init__(says)
        self.strerror = says


@contextmanager
def spare_database(vendor: str) -> Iterator[str]:
    """Its address as the setting `database` has it, "" for SQLite. It is gone afterwards. Raises NoDatabase."""
    if vendor == "sqlite":
        yield ""
        return
    if connection.vendor != "postgresql":
        raise NoDatabase("this backup is of PostgreSQL, and this instance has none to try it on")
    psycopg = import_module("psycopg")
    name = f"{NAME}_{settings.INSTANCE.name.replace('-', '_')}"
    wanted = {key: value for key, value in connection.get_connection_params().items() if key in PARAMETERS}
    with psycopg.connect(**wanted, autocommit=True) as server:
        drop = f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'
        try:
            server.execute(drop)
            server.execute(f'CREATE DATABASE "{name}"')
        except psycopg.errors.InsufficientPrivilege:
            user = server.info.user
            raise NoDatabase(
                f"the database user may not make a database to try it in. Allow it: ALTER ROLE {user} CREATEDB"
            ) from None
        try:
            yield urlsplit(settings.INSTANCE.database)._replace(path=f"/{name}").geturl()
        finally:
            server.execute(drop)


PARAMETERS = frozenset({"dbname", "user", "password", "host", "port"})
