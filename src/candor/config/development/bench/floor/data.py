"""The floor's own database: what its pages show, read once from an instance's.

It holds the queues that are open to all and no others: joined with them, lists show what a technician sees. Columns
that are compared with an id are declared as numbers: without, SQLite would not use their indexes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Any

Read = Callable[[str], Iterable[tuple[Any, ...]]]
"""Asks the instance's database, on whichever engine, and answers its rows."""

TABLES = {
    "person (id INTEGER PRIMARY KEY, ref, name, language)": "SELECT id, ref, name, language FROM people_person",
    "identifier (id INTEGER PRIMARY KEY, person INTEGER, kind, value)": (
        "SELECT id, person_id, kind, written FROM people_identifier"
    ),
    "organisation (id INTEGER PRIMARY KEY, name)": "SELECT id, name FROM people_organisation",
    "member (id INTEGER PRIMARY KEY, person INTEGER, organisation INTEGER)": (
        "SELECT id, person_id, organisation_id FROM people_membership"
    ),
    "staff (person INTEGER PRIMARY KEY, role)": (
        "SELECT a.person_id, s.role FROM people_staffmember s JOIN people_account a ON a.id = s.account_id"
    ),
    "queue (id INTEGER PRIMARY KEY, ref, name)": "SELECT id, ref, name FROM helpdesk_queue WHERE is_open_to_all",
    "category (id INTEGER PRIMARY KEY, ref, name, parent INTEGER)": (
        "SELECT id, ref, name, parent_id FROM helpdesk_category"
    ),
    "tag (id INTEGER PRIMARY KEY, ref, name)": "SELECT id, ref, name FROM helpdesk_tag",
    "tagging (ticket INTEGER, tag INTEGER)": "SELECT ticket_id, tag_id FROM helpdesk_tickettag",
    "tally (queue INTEGER, assignee INTEGER, status, count INTEGER)": (
        "SELECT queue_id, assignee_id, status, count FROM helpdesk_ticketcount"
    ),
    "ticket (id INTEGER PRIMARY KEY, ref UNIQUE, number INTEGER, subject, status, stage, kind, priority INTEGER,"
    " queue INTEGER, category INTEGER, requester INTEGER,"
    " organisation INTEGER, assignee INTEGER, due_at, created_at, changed_at, count INTEGER, theirs_at, ours_at,"
    " version INTEGER)": (
        "SELECT id, ref, number, subject, status, stage, kind, priority, queue_id, category_id, requester_id,"
        " organisation_id, assignee_id, due_at, created_at, changed_at, message_count, last_customer_message_at,"
        " last_staff_message_at, version FROM helpdesk_ticket"
    ),
    "message (id INTEGER PRIMARY KEY, ref, ticket INTEGER, kind, author INTEGER, address, text, at)": (
        "SELECT id, ref, ticket_id, kind, author_id, came_from, text, written_at FROM helpdesk_message"
    ),
}
ASKED_FOR = ("person", "identifier", "queue", "category", "ticket")
"""What requests are made from."""

WRITTEN = "SELECT queue, count(*) FROM ticket WHERE id > ? GROUP BY queue"
LATER = """
CREATE INDEX by_stage ON ticket (stage, changed_at DESC, id DESC);
CREATE INDEX by_requester ON ticket (requester, changed_at DESC, id DESC);
CREATE INDEX by_ticket ON message (ticket, id);
CREATE UNIQUE INDEX person_ref ON person (ref);
CREATE INDEX identifier_of ON identifier (person);
CREATE INDEX member_of ON member (person);
CREATE INDEX tagging_of ON tagging (ticket);
CREATE UNIQUE INDEX tally_of ON tally (queue, assignee, status);
CREATE TABLE session (digest TEXT PRIMARY KEY, person INTEGER);
CREATE TABLE fact (id INTEGER PRIMARY KEY, at, action, ticket, actor);
CREATE TABLE letter (id INTEGER PRIMARY KEY, ticket, address, subject, text);
CREATE TABLE pending (id INTEGER PRIMARY KEY, ticket);
CREATE VIRTUAL TABLE words USING fts5(subject, body, prefix='3 4', tokenize='unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE names USING fts5(name, prefix='3 4', tokenize='unicode61 remove_diacritics 2');
INSERT INTO names (rowid, name)
    SELECT id, name || ' ' || coalesce((SELECT group_concat(value, ' ') FROM identifier WHERE person = p.id), '')
    FROM person p;
INSERT INTO words (rowid, subject, body)
    SELECT t.id, number || ' ' || subject, (SELECT group_concat(text, ' ') FROM message WHERE ticket = t.id)
    FROM ticket t ORDER BY t.id;
ANALYZE;
"""


def build(read: Read, file: Path, only: Collection[str] = ()) -> None:
    """Write the floor's database, or some of its tables without indexes; a file that is there already goes."""
    for old in file.parent.glob(f"{file.name}*"):
        old.unlink()
    with connect(file) as own:
        for table, question in TABLES.items():
            name, places = table.split()[0], ", ".join("?" * (table.count(",") + 1))
            if only and name not in only:
                continue
            own.execute(f"CREATE TABLE {table}")
            own.executemany(f"INSERT INTO {name} VALUES ({places})", (_plain(row) for row in read(question)))
        own.executescript("" if only else LATER)
    own.close()


def forget_new_cases(file: Path, last: int) -> None:
    """Take away what an earlier run has written: everything of the cases after this id."""
    with connect(file) as own:
        for queue, count in own.execute(WRITTEN, (last,)).fetchall():
            own.execute(
                "UPDATE tally SET count = count - ? WHERE queue = ? AND assignee = 0 AND status = 'new'", (count, queue)
            )
        for table in ("message", "fact", "letter", "pending"):
            own.execute(f"DELETE FROM {table} WHERE ticket > ?", (last,))
        own.execute("DELETE FROM ticket WHERE id > ?", (last,))
    own.close()


def connect(file: Path) -> sqlite3.Connection:
    """As durable as Candor's own, with a cache of the same size."""
    own = sqlite3.connect(file, timeout=10, isolation_level="IMMEDIATE", check_same_thread=False)
    own.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16384;")
    return own


def _plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """As SQLite keeps values: PostgreSQL's moments become text."""
    return tuple(value.isoformat(" ") if hasattr(value, "isoformat") else value for value in row)
