"""Bringing the schema to what this code needs, by one process at a time."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

ADVISORY_LOCK = 0x63616E646F72
"""PostgreSQL's lock number while we migrate: "candor" in ASCII."""


def pending() -> int:
    """How many migrations the database lacks."""
    steps, taken = _steps(), _taken()
    if steps <= taken or not taken:
        return len(steps - taken)
    executor = MigrationExecutor(connections["default"])
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def database_is_newer() -> bool:
    """Whether the database has migrations that this code does not know: older code meets them during an upgrade."""
    return not _taken() <= _steps()


def _steps() -> set[tuple[str, str]]:
    """Every migration of this code, told by its file: loading them all takes longer than everything else that a start
    or a probe asks.
    """
    folders = ((slice_.label, Path(slice_.path) / "migrations") for slice_ in apps.get_app_configs())
    return {(label, file.stem) for label, folder in folders for file in folder.glob("[!_~]*.py")}


def _taken() -> set[tuple[str, str]]:
    """Every migration that the database has had."""
    return set(MigrationRecorder(connection).applied_migrations())


def migrate() -> int:
    """Apply what is pending; returns how many. Several processes that start at once migrate once."""
    if not pending():
        return 0
    with _alone():
        count = pending()
        if count and not connection.introspection.table_names():
            _build()
        elif count:
            call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
    return count


def _build() -> None:
    """Give an empty database its tables as they are today, and note every step on the way there as taken.

    To go the way step by step takes twenty times as long, and the more steps there are the longer. Both ways end alike,
    and no step brings rows of its own: `kernel/tests/test_migrations.py` sees to it.
    """
    with connection.schema_editor() as editor:
        editor.create_model(MigrationRecorder.Migration)
        for model in (each for each in apps.get_models() if each._meta.can_migrate(connection)):
            editor.create_model(model)
        note_every_step()
    emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)


def note_every_step() -> None:
    """Note every migration as taken, by a database whose tables were made as they are today."""
    recorder = MigrationRecorder(connection)
    recorder.migration_qs.bulk_create(
        recorder.Migration(app=slice_name, name=name) for slice_name, name in sorted(_steps())
    )


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
