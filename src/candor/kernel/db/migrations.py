"""Bringing the schema to what this code needs, by one process at a time."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

ADVISORY_LOCK = 0x63616E646F72
"""PostgreSQL's lock number while we migrate: "candor" in ASCII."""


def pending() -> int:
    """How many migrations the database lacks."""
    executor = MigrationExecutor(connections["default"])
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def database_is_newer() -> bool:
    """Whether the database has migrations that this code does not know: older code meets them during an upgrade."""
    loader = MigrationExecutor(connections["default"]).loader
    return not (loader.applied_migrations or {}).keys() <= (loader.disk_migrations or {}).keys()


def migrate() -> int:
    """Apply what is pending; returns how many. Several processes that start at once migrate once."""
    if not pending():
        return 0
    with _alone():
        count = pending()
        if count:
            call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
    return count


@contextmanager
def _alone() -> Iterator[None]:
    """Hold off every other process that wants to migrate this database, on this machine or another."""
    run = settings.INSTANCE.home / "run"
    run.mkdir(mode=0o700, exist_ok=True)
    with (run / "migrate.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if connection.vendor != "postgresql":
            yield
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY_LOCK])
