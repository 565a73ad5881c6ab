"""A database of PostgreSQL's for tests that start processes of their own, whatever their part of the suite runs on."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import psycopg

from candor.config.development.machine import private_postgres


@contextmanager
def database_on(engine: str) -> Iterator[str]:
    """The address of an empty database that goes with the block; "" on SQLite, where the home has it.

    It lies on the server that `candor test` runs beside the part (CANDOR_POSTGRES): making one takes seconds.
    """
    if engine != "postgresql":
        yield ""
        return
    with ExitStack() as servers:
        address = os.environ.get("CANDOR_POSTGRES") or servers.enter_context(private_postgres())
        server, name = address.rpartition("/")[0], f"own_{secrets.token_hex(6)}"
        with psycopg.connect(f"{server}/postgres", autocommit=True) as here:
            here.execute(f"CREATE DATABASE {name}".encode())
            try:
                yield f"{server}/{name}"
            finally:
                here.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
