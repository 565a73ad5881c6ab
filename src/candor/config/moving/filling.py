"""Filling the PostgreSQL database, in a process whose settings name it: what it finds fit is what will be served.

The tables are those that the migrations make. While they are filled they have neither foreign keys nor plain indexes:
so the order of the tables does not matter, the server remembers no row for a check at the end, and each index is made
once. Both come back as they were, word for word, and a key that leads nowhere is refused then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, transaction

from candor.config.moving import left, target
from candor.config.moving.progress import Progress
from candor.config.moving.tables import Reader, Table, Tally, all_tables, compared
from candor.config.moving.target import Mark
from candor.config.upgrading.examining import pages_that_fail, what_the_doctor_finds
from candor.kernel import audit_chain, registries, search
from candor.kernel.actor import SYSTEM
from candor.kernel.audit import record
from candor.kernel.audit_chain import Verdict
from candor.kernel.check import NotFit
from candor.kernel.db import migrations
from candor.kernel.models import Instance

Say = Callable[[str], None]

KEYS = """
    SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
    WHERE contype = 'f' AND connamespace = current_schema()::regnamespace ORDER BY 1, 2
"""
INDEXES = """
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid)
    FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
    WHERE NOT indisunique AND indpred IS NULL AND indexprs IS NULL AND relnamespace = current_schema()::regnamespace
    ORDER BY 1
"""
"""None with a condition: what the server makes of one that it wrote down itself means the same and reads otherwise."""
OTHERS = """
    SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
    WHERE contype <> 'f' AND connamespace = current_schema()::regnamespace
    UNION ALL SELECT indexrelid::regclass::text, '', pg_get_indexdef(indexrelid)
    FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
    WHERE (indisunique OR indpred IS NOT NULL OR indexprs IS NOT NULL) AND relnamespace = current_schema()::regnamespace
    UNION ALL SELECT tgrelid::regclass::text, quote_ident(tgname), pg_get_triggerdef(pg_trigger.oid)
    FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
    WHERE NOT tgisinternal AND relnamespace = current_schema()::regnamespace
    ORDER BY 1, 2, 3
"""


class NotMoved(RuntimeError):
    """It was not brought over whole; the text says why. The SQLite database is as it was."""


@dataclass(frozen=True, slots=True)
class Content:
    """What has to stand there at the end: rows and digest of each table, what verifying the audit chain found, and what
    the doctor found wrong before, which the move is not to blame for.
    """

    tallies: Mapping[str, Sequence[Any]]
    audit: Verdict
    wrong_before: Sequence[str]
    mends: bool


def fill(database: Path, mark: Mark, content: Content, say: Say) -> None:
    """Empty it, fill it, compare it, examine it. Raises NotMoved and NotFit."""
    address = str(settings.INSTANCE.database)
    connection.settings_dict["OPTIONS"]["connect_timeout"] = target.PATIENCE
    with target.opened(address) as there:
        _empty(there, mark, say)
    with left.opened(database), _troubles_told():
        say("Making the tables ...")
        migrations.migrate()
        with _without_keys(say):
            _copy(content, say)
        _set_sequences(left.last_numbers())
    _compare(content, say)
    _note()
    _examine(content, say)
    with target.opened(address) as there:
        target.write_mark(there, replace(mark, is_whole=True))


def _empty(there: Any, mark: Mark, say: Say) -> None:
    """Looking through and backing up took their time: what was empty then may be in use by now. Raises NotMoved."""
    if obstacles := list(target.obstacles(there, mark.token)):
        raise NotMoved("\n".join(obstacles))
    if remains := target.remains(there):
        say(f"{remains} It is taken away, and everything is copied anew.")
    target.claim(there, mark)


@contextmanager
def _without_keys(say: Say) -> Iterator[None]:
    """Take foreign keys and plain indexes away for the block, and put back what was there."""
    before = _asked(KEYS), _asked(INDEXES), _asked(OTHERS)
    keys, indexes, _others = before
    _do(f"ALTER TABLE {table} DROP CONSTRAINT {name}" for table, name, _definition in keys)
    _do(f"DROP INDEX {name}" for name, _definition in indexes)
    # What a new instance writes down by itself, as its first notice, makes way.
    names = ", ".join(connection.ops.quote_name(table.name) for table in all_tables())
    _do([f"TRUNCATE {names} RESTART IDENTITY"])
    yield
    say(f"Making {len(indexes):,} indexes and {len(keys):,} foreign keys ...")
    _do(definition for _name, definition in indexes)
    _do(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}" for table, name, definition in keys)
    if (_asked(KEYS), _asked(INDEXES), _asked(OTHERS)) != before:
        raise NotMoved("The keys, indexes and triggers are not those that the migrations made. Please report this.")
    _do(["ANALYZE"])


def _copy(content: Content, say: Say) -> None:
    heard = Progress(say, "Copying", sum(rows for rows, _digest in content.tallies.values()))
    for table in all_tables():
        _copy_table(table, heard, mends=content.mends)


def _copy_table(table: Table, heard: Progress, *, mends: bool) -> None:
    """One transaction a table. Rows go straight in: what guards them against changes lets new ones pass."""
    reader = Reader(table, mends)
    places = [place for place, column in enumerate(table.columns) if not column.is_made]
    names = ", ".join(connection.ops.quote_name(column.name) for column in table.copied)
    sql = f"COPY {connection.ops.quote_name(table.name)} ({names}) FROM STDIN"
    with transaction.atomic(), connection.connection.cursor() as cursor, cursor.copy(sql) as copy:
        for row in table.rows(left.LEFT, table.columns):
            whole = reader.taken(row)
            copy.write_row([whole[place] for place in places])
            heard(table.name)


def _set_sequences(last_numbers: Mapping[str, int]) -> None:
    """Let no number be given out again that was given out before, rows that have gone since included."""
    for table in all_tables():
        key = table.model._meta.pk
        if not key.get_internal_type().endswith("AutoField"):
            continue
        column = connection.ops.quote_name(str(key.column))
        name = connection.ops.quote_name(table.name)
        sql = (
            f"SELECT setval(pg_get_serial_sequence(%s, %s), last) FROM (SELECT greatest(%s::bigint, max({column}))"  # noqa: S608 - names of our own tables
            f" AS last FROM {name}) AS found WHERE last > 0"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [name, str(key.column), last_numbers.get(table.name, 0)])


def _compare(content: Content, say: Say) -> None:
    """Read everything back and hold it against what was read from SQLite. Raises NotMoved with what differs."""
    heard = Progress(say, "Comparing", sum(rows for rows, _digest in content.tallies.values()))
    wrong = []
    for table in all_tables():
        rows, digest = _tally(table, heard).said()
        rows_before, digest_before = content.tallies[table.name]
        if rows != rows_before:
            wrong.append(f"{table.name} has {rows:,} rows instead of {rows_before:,}.")
        elif digest != digest_before:
            wrong.append(f"{table.name}: what stands in its {rows:,} rows is not what stood in them.")
    if wrong:
        raise NotMoved("What was copied is not the same:\n" + "\n".join(wrong))
    say("Verifying the audit chain ...")
    found = audit_chain.verify()
    if found != content.audit:
        raise NotMoved(f"The audit chain is another one: it ends in {found.head} instead of {content.audit.head}.")


def _tally(table: Table, heard: Progress) -> Tally:
    tally, values = Tally(), compared(table.columns)
    with transaction.atomic():
        for row in table.rows(DEFAULT_DB_ALIAS, table.columns):
            tally.add(values(row))
            heard(table.name)
    return tally


@transaction.atomic
def _note() -> None:
    """The audit trail knows of it."""
    if (instance := Instance.objects.filter(pk=1).first()) is not None:
        record("kernel.instance.moved", instance, by=SYSTEM)


def _examine(content: Content, say: Say) -> None:
    registries.discover()
    say("Writing the search index ...")
    search.rebuild(lambda kind, count: None if count % 10_000 else say(f"Writing the search index: {kind}, {count:,}"))
    say("Examining the instance on PostgreSQL ...")
    if wrong := [each for each in (*what_the_doctor_finds(), *pages_that_fail()) if each not in content.wrong_before]:
        raise NotFit(wrong)


@contextmanager
def _troubles_told() -> Iterator[None]:
    """What the server refuses, in its words, without the values that it names beside them."""
    psycopg = import_module("psycopg")
    try:
        yield
    except (psycopg.Error, DatabaseError) as problem:
        cause = problem if isinstance(problem, psycopg.Error) else problem.__cause__
        raise NotMoved(f"{target.words_of(cause or problem)}.") from None


def _asked(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def _do(statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
