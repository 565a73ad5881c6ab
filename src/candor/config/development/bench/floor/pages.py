"""The floor's lists: one query for the rows, and f-strings around them. They show what Candor's lists show."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from datetime import datetime
from html import escape

from candor.config.development.bench.floor.parts import avatar, due, icon, person_line, status, when
from candor.kernel import clock

PRIORITIES = {1: "Low", 2: "Normal", 3: "High", 4: "Urgent"}
WORD = re.compile(r"[^\W_]+")

ROW = (
    "SELECT t.ref, t.number, t.subject, t.status, t.priority, t.due_at, t.changed_at, t.count, t.theirs_at, t.ours_at,"
    " t.version, p.name, o.name, a.name, q.name,"
    " (SELECT group_concat(g.name, ', ') FROM tagging s JOIN tag g ON g.id = s.tag WHERE s.ticket = t.id)"
    " FROM ticket t JOIN person p ON p.id = t.requester LEFT JOIN organisation o ON o.id = t.organisation"
    " LEFT JOIN person a ON a.id = t.assignee JOIN queue q ON q.id = t.queue"
)
TALLY = "SELECT assignee, status, count FROM tally JOIN queue ON queue.id = tally.queue"
QUEUES = "SELECT id, ref, name FROM queue ORDER BY name"
STAGES = {
    "new": "open", "open": "open", "waiting-customer": "waiting", "waiting-other": "waiting", "scheduled": "scheduled",
    "solved": "done", "closed": "done",
}  # fmt: skip


def case_list(base: sqlite3.Connection, me: int) -> str:
    """W1: the fifty open cases that changed last, the chips with their figures, the filters."""
    rows = base.execute(f"{ROW} WHERE t.stage = 'with-us' ORDER BY t.changed_at DESC, t.id DESC LIMIT 50")
    figures = _figures(base, me)
    chips = "".join(
        f'<li><a class="chip" href="/cases/?show={name}">{name}<span class="chip-count">{count:,}</span></a></li>'
        for name, count in figures.items()
    )
    queues = "".join(
        f'<a class="menu-item" href="/cases/?queue={ref}"><span>{escape(name)}</span></a>'
        for _id, ref, name in base.execute(QUEUES)
    )
    return (
        f'<main class="stage" id="main"><header class="page-head"><h1>Cases</h1><span>{figures["open"]:,}</span>'
        f'<div class="menu-list">{queues}</div></header><nav class="chips"><ul>{chips}</ul></nav>'
        '<form method="post" action="/cases/bulk/"><table class="cases"><thead><tr><th>Subject</th><th>Requester</th>'
        "<th>Status</th><th>Follow-up</th><th>Assignee</th><th>Queue</th><th>Number</th><th>Changed</th></tr></thead>"
        f"<tbody>{lines(rows)}</tbody></table></form></main>"
    )


def search(base: sqlite3.Connection, typed: str) -> str:
    """W4: the fifty newest cases with all the words, and the ten newest people."""
    sought = " ".join(f'"{word}"*' if len(word) > 2 else f'"{word}"' for word in WORD.findall(typed))
    found = f"{ROW} JOIN words ON words.rowid = t.id WHERE words MATCH ? ORDER BY words.rowid DESC LIMIT 50"
    people = base.execute(
        "SELECT p.ref, p.name, (SELECT value FROM identifier WHERE person = p.id AND kind = 'email' LIMIT 1), o.name"
        " FROM names JOIN person p ON p.id = names.rowid LEFT JOIN member m ON m.person = p.id"
        " LEFT JOIN organisation o ON o.id = m.organisation WHERE names MATCH ? ORDER BY names.rowid DESC LIMIT 10",
        (sought,),
    )
    return (
        '<main class="stage" id="main"><h1>Search</h1>'
        f'<form><input type="search" name="q" value="{escape(typed)}"></form>'
        f'<section><h2>People</h2><ul class="rows">{"".join(person_line(*row) for row in people)}</ul></section>'
        f'<section><h2>Cases</h2><table class="cases"><tbody>{lines(base.execute(found, (sought,)))}</tbody></table>'
        "</section></main>"
    )


def lines(rows: Iterable[tuple[object, ...]]) -> str:
    now = clock.now()
    return "".join(_line(now, *row) for row in rows)  # type: ignore[arg-type] # as ROW reads them


def _line(  # noqa: PLR0913 - the columns of ROW
    now: datetime, ref: str, number: int, subject: str, state: str, priority: int, due_at: str | None, changed: str,
    count: int, theirs: str | None, ours: str | None, version: int, who: str, place: str | None, assignee: str | None,
    queue: str, tags: str | None,
) -> str:  # fmt: skip
    is_unread = state in {"new", "open"} and theirs is not None and (ours is None or ours < theirs)
    label, where = escape(subject), escape(f"{who}, {place}" if place else who)
    urgent = (
        f'<span class="priority">{icon("arrow-up")}<span>{PRIORITIES[priority]}</span></span>' if priority > 2 else ""
    )
    return (
        f'<tr class="case-line{" row-unread" if is_unread else ""}"><td class="cell-check row-check">'
        f'<input type="checkbox" name="case" value="{ref}.{version}" aria-label="Select {label}"></td>'
        '<td class="cell-subject">'
        f'<span class="row-main"><a class="row-link" href="/cases/{ref}/" dir="auto">{label}</a>{urgent}'
        f'<span class="row-count">{count}</span><span class="row-tags">{escape(tags or "")}</span></span></td>'
        f'<td class="cell-requester" dir="auto">{where}</td><td class="cell-status">{status(state)}</td>'
        f'<td class="cell-due">{due(due_at, now) if due_at else ""}</td><td class="cell-assignee">'
        f'{avatar(assignee) if assignee else ""}</td><td class="cell-queue">{escape(queue)}</td>'
        f'<td class="cell-number number" dir="auto">{number}</td>'
        f'<td class="cell-changed number">{when(changed, now)}</td></tr>'
    )


def _figures(base: sqlite3.Connection, me: int) -> dict[str, int]:
    """The figures of all queues together."""
    figures = dict.fromkeys(("open", "mine", "unassigned", "waiting", "scheduled", "done"), 0)
    for assignee, state, count in base.execute(TALLY):
        stage = STAGES[state]
        figures[stage] += count
        if stage != "done":
            figures["unassigned"] += count if not assignee else 0
            figures["mine"] += count if assignee == me else 0
    return figures
