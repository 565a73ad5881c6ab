"""Overwriting what deleting leaves behind.

Measured: SQLite overwrites deleted rows (`secure_delete`), but in WAL mode the old pages stay in the log until it is
emptied into the database; PostgreSQL keeps dead rows in the table's file until it is written anew. While it writes a
table anew nobody can read it, so that large ones wait for the night.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import OperationalError, connection

from candor.kernel import clock, instance
from candor.kernel.backup import gate

LARGE = 64 * 1024 * 1024
"""Bytes of a table with its indexes up to which it is written anew at once, which takes a second or two."""

NIGHT = range(1, 5)
"""Hours of the day, where the instance stands, in which a table may be out of reach for minutes."""

PATIENCE = "2s"
"""Everybody who comes after us waits while we wait for a table: rather ask for it again later."""


LOCK_NOT_AVAILABLE = "55P03"  # https://www.postgresql.org/docs/current/errcodes-appendix.html


class WaitsForNight(RuntimeError):
    """The tables are too large to be written anew while people work. Nothing was done; `until` is when to try again."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"large tables are written anew at night, after {until:%Y-%m-%d %H:%M} UTC")
        self.until = until


def compact(tables: Collection[str]) -> bool:
    """Call it outside a transaction. False when readers held old pages, and it has to be tried again later.

    Raises WaitsForNight.
    """
    if connection.vendor == "sqlite":
        # Of the database alone: the search index, which is attached for reading only, sees to itself.
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA main.wal_checkpoint(TRUNCATE)")
            return bool(cursor.fetchone()[0] == 0)
    return write_anew([connection.ops.quote_name(table) for table in tables])


def write_anew(tables: Collection[str]) -> bool:
    """PostgreSQL's tables, by their quoted names, with nothing of their dead rows; otherwise as `compact`."""
    with connection.cursor() as cursor:
        if _largest(tables) > LARGE:
            let_only_at_night()
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [PATIENCE])
        try:
            for table in tables:
                cursor.execute(f"VACUUM FULL {table}")
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", "") != LOCK_NOT_AVAILABLE:
                raise
            return False
        finally:
            cursor.execute("RESET lock_timeout")
    return True


def _largest(tables: Collection[str]) -> int:
    sizes = "SELECT max(pg_total_relation_size(name::regclass)) FROM unnest(%s::text[]) AS name"
    with connection.cursor() as cursor:
        cursor.execute(sizes, [list(tables)])
        return int(cursor.fetchone()[0] or 0)


def let_only_at_night() -> None:
    """Raises WaitsForNight by day; behind a closed gate nobody works."""
    if not is_night() and not gate.is_closed():
        raise WaitsForNight(next_night())


def is_night() -> bool:
    return _here().hour in NIGHT


def next_night() -> datetime:
    """When the next night begins."""
    here = _here()
    begins = datetime.combine(here.date(), time(NIGHT.start), tzinfo=here.tzinfo)
    return begins if begins > here else begins + timedelta(days=1)


def _here() -> datetime:
    return clock.now().astimezone(ZoneInfo(instance.current().time_zone))
