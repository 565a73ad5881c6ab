"""The floor's W3: a case by form: checked, cleaned, written with its fact, its acknowledgement and its index mark."""

from __future__ import annotations

import os
import re
import sqlite3
from datetime import UTC, timedelta

from candor.kernel import clock

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
EMAIL = "SELECT value FROM identifier WHERE person = ? AND kind = 'email' LIMIT 1"
MEMBER = "SELECT organisation FROM member WHERE person = ? LIMIT 1"


def open_case(base: sqlite3.Connection, by: int, form: dict[str, str]) -> str:
    """Write it in one transaction; the case's reference."""
    subject, text = clean(form["subject"])[:250], clean(form["text"])
    person, queue = known(base, "person", form["person"]), known(base, "queue", form["queue"])
    category, kind, priority = known(base, "category", form["category"]), form["kind"], int(form["priority"])
    if not subject or not text or kind not in {"problem", "question", "request"} or priority not in range(1, 5):
        raise ValueError("not a case")
    now = clock.now().astimezone(UTC)
    at, due = now.isoformat(" "), (now + timedelta(hours=24)).isoformat(" ")
    ref = os.urandom(8).hex()
    with base:
        base.execute("BEGIN IMMEDIATE")
        (number,) = base.execute("SELECT max(id) + 1 FROM ticket").fetchone()
        (address,) = base.execute(EMAIL, (person,)).fetchone() or ("",)
        (organisation,) = base.execute(MEMBER, (person,)).fetchone() or (None,)
        base.execute(
            "INSERT INTO ticket VALUES (?, ?, ?, ?, 'new', 'with-us', ?, ?, ?, ?, ?, ?, NULL, ?, ?, ?, 1, ?, NULL, 0)",
            (number, ref, number, subject, kind, priority, queue, category, person, organisation, due, at, at, at),
        )
        base.execute(
            "INSERT INTO message (ref, ticket, kind, author, address, text, at) VALUES (?, ?, 'customer', ?, ?, ?, ?)",
            (os.urandom(8).hex(), number, person, address, text, at),
        )
        base.execute(
            "INSERT INTO tally VALUES (?, 0, 'new', 1)"
            " ON CONFLICT (queue, assignee, status) DO UPDATE SET count = count + 1",
            (queue,),
        )
        base.execute("INSERT INTO fact (at, action, ticket, actor) VALUES (?, 'opened', ?, ?)", (at, number, by))
        base.execute("INSERT INTO pending (ticket) VALUES (?)", (number,))
        base.execute(
            "INSERT INTO letter (ticket, address, subject, text) VALUES (?, ?, ?, ?)",
            (number, address, f"[{number}] {subject}", f"We have received your message.\n\n{subject}\n"),
        )
    return ref


def clean(text: str) -> str:
    """Without control characters, with plain line ends."""
    return CONTROL.sub("", text.replace("\r\n", "\n")).strip()


def known(base: sqlite3.Connection, table: str, ref: str) -> int:
    """The id behind a reference. Raises TypeError for one that nobody has."""
    (number,) = base.execute(f"SELECT id FROM {table} WHERE ref = ?", (ref,)).fetchone()
    return int(number)
