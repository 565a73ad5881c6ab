"""Measure overwriting what deleting left, at the size up to which it is done at once (`kernel.db.compaction.LARGE`).

    CANDOR_HOME=measured .venv-test/bin/python tools/measure_compaction.py
    CANDOR_HOME=measured .venv-test/bin/python tools/measure_compaction.py --postgresql

The first empties a write-ahead log of that size into SQLite's database; the second has a PostgreSQL server of its own
write a table of that size with its indexes anew, a third of whose rows are dead. Prints the time of the processor,
which counts, and of the clock: as long nobody else can write, or use the table.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import django
import psycopg

ROWS = 2_000
ROUNDS = 3
WORDS = "The printer on the second floor stops after every page and shows a lamp that blinks three times. "


def on_postgresql() -> None:
    from candor.config.development.machine import private_postgres

    with private_postgres(()) as address:
        with psycopg.connect(address.removesuffix("candor") + "postgres", autocommit=True) as server:
            server.execute("CREATE DATABASE candor")
        os.environ["CANDOR_DATABASE"] = address
        several_times(measure_postgresql)


def several_times(measure: Callable[[], None]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "candor.config.settings.django")
    django.setup()
    from django.db import connection

    from candor.kernel.command import prepare

    prepare()
    for _round in range(ROUNDS):
        measure()
    connection.close()


def measure_sqlite() -> None:
    from django.db import connection

    from candor.helpdesk.models import Message
    from candor.kernel.db.compaction import LARGE, compact

    log = Path(str(connection.settings_dict["NAME"]) + "-wal")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_autocheckpoint = 0")
    while log.stat().st_size < LARGE:
        add_messages()
    size, processor, clock = log.stat().st_size, time.process_time(), time.monotonic()
    if not compact([Message._meta.db_table]):
        raise SystemExit("somebody reads it")
    tell("write-ahead log", size, time.process_time() - processor, time.monotonic() - clock)


def measure_postgresql() -> None:
    from django.db import connection
    from django.db.models import F

    from candor.helpdesk.models import Message
    from candor.kernel.db.compaction import LARGE, _largest, compact

    table = connection.ops.quote_name(Message._meta.db_table)
    while _largest([table]) < LARGE - 4 * 2**20:
        add_messages()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        server = int(cursor.fetchone()[0])
    Message.objects.annotate(third=F("pk") % 3).filter(third=0).delete()
    size, processor, clock = _largest([table]), processor_of(server), time.monotonic()
    if not compact([Message._meta.db_table]):
        raise SystemExit("somebody reads it")
    tell("table with its indexes", size, processor_of(server) - processor, time.monotonic() - clock)


def processor_of(process: int) -> float:
    """Seconds of the processor that a process has taken, user and system."""
    fields = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def add_messages() -> None:
    from candor.helpdesk.actions.opening import default_queue
    from candor.helpdesk.models import Message, Ticket
    from candor.kernel import clock
    from candor.people.models import Person

    now = clock.now()
    kim = Person.objects.first() or Person.objects.create(name="Kim Jansen", source="measure", created_at=now)
    ticket = Ticket.objects.first() or Ticket.objects.create(
        number=1,
        subject="Printer",
        requester=kim,
        queue=default_queue(),
        channel="mail",
        created_at=now,
        changed_at=now,
    )
    Message.objects.bulk_create(
        Message(ticket=ticket, kind="from-us", channel="mail", text=WORDS * 10, written_at=now, created_at=now)
        for _each in range(ROWS)
    )


def tell(what: str, size: int, processor: float, clock: float) -> None:
    print(f"{what} of {size / 2**20:.0f} MB: {processor:.2f} s of the processor, {clock:.2f} s on the clock")


if __name__ == "__main__":
    on_postgresql() if "--postgresql" in sys.argv else several_times(measure_sqlite)
