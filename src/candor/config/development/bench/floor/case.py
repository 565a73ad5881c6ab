"""The floor's W2: a case with its messages, the composer, and beside them who it is about and what may be chosen."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from html import escape
from typing import NamedTuple

from candor.config.development.bench.floor.pages import PRIORITIES, QUEUES, ROW, lines
from candor.config.development.bench.floor.parts import avatar, icon, option, status, when
from candor.kernel import clock

KINDS = ("problem", "question", "request", "recommendation", "other")
STAFF = "SELECT p.id, p.ref, p.name FROM staff s JOIN person p ON p.id = s.person ORDER BY p.name"
CATEGORIES = (
    "SELECT c.id, c.ref, coalesce(u.name || ' › ', '') || c.name"
    " FROM category c LEFT JOIN category u ON u.id = c.parent ORDER BY 3"
)
MESSAGES = (
    "SELECT m.ref, m.kind, m.address, m.text, m.at, p.name FROM message m LEFT JOIN person p ON p.id = m.author"
    " WHERE m.ticket = ? ORDER BY m.id"
)
OTHERS = f"{ROW} WHERE t.requester = ? AND t.id != ? ORDER BY t.changed_at DESC, t.id DESC LIMIT 6"


class Case(NamedTuple):
    """A case as its page needs it."""

    id: int
    ref: str
    number: int
    subject: str
    status: str
    kind: str
    priority: int
    queue: int
    category: int | None
    assignee: int | None
    requester: int
    created_at: str
    version: int
    who: str
    person: str
    place: str | None
    email: str | None


READ = (
    f"SELECT {', '.join(f't.{name}' for name in Case._fields[:-4])}, p.name, p.ref, o.name,"
    " (SELECT value FROM identifier WHERE person = p.id AND kind = 'email' LIMIT 1) FROM ticket t"
    " JOIN person p ON p.id = t.requester LEFT JOIN organisation o ON o.id = t.organisation WHERE t.ref = ?"
)


def case_page(base: sqlite3.Connection, ref: str) -> str:
    case = Case(*base.execute(READ, (ref,)).fetchone())
    return (
        f'<main class="stage" id="main"><div class="case"><header class="page-head"><h1>{escape(case.subject)}</h1>'
        f"<span>{case.number}</span>{status(case.status)}</header>"
        f'<section class="talk">{_talk(base.execute(MESSAGES, (case.id,)))}</section>'
        f'<form method="post" action="/cases/{ref}/replies/"><textarea name="body"'
        f' placeholder="Write to {escape(case.who)}"></textarea><button type="submit">Send reply</button></form>'
        f'<aside class="case-side">{avatar(case.who)}<a href="/people/{case.person}/">{escape(case.who)}</a>'
        f'<p>{escape(case.place or "")}</p><p><a href="mailto:{escape(case.email or "")}">'
        f'{escape(case.email or "")}</a></p><dl class="facts">{_facts(base, case)}'
        f"<div><dt>Opened</dt><dd>{when(case.created_at, clock.now())}</dd></div></dl>"
        f'<table class="cases"><tbody>{lines(base.execute(OTHERS, (case.requester, case.id)))}</tbody></table>'
        "</aside></div></main>"
    )


def _facts(base: sqlite3.Connection, case: Case) -> str:
    """The case's values, each with what it could be."""
    choices = {
        "Assignee": _options(base.execute(STAFF), case.assignee),
        "Queue": _options(base.execute(QUEUES), case.queue),
        "Category": _options(base.execute(CATEGORIES), case.category),
        "Priority": "".join(option(str(key), name, key == case.priority) for key, name in PRIORITIES.items()),
        "Kind": "".join(option(name, name, name == case.kind) for name in KINDS),
    }
    return "".join(
        f'<div><dt>{name}</dt><dd><form method="post" action="/cases/{case.ref}/{name}/">'
        f'<input type="hidden" name="version" value="{case.version}"><select>{options}</select></form></dd></div>'
        for name, options in choices.items()
    )


def _options(rows: Iterable[tuple[int, str, str]], current: int | None) -> str:
    return "".join(option(ref, name, key == current) for key, ref, name in rows)


def _talk(messages: Iterable[tuple[str, str, str, str, str, str | None]]) -> str:
    now = clock.now()
    return "".join(
        f'<article class="message message-{kind}" id="m-{ref}" aria-label="Message from {escape(who or "")}">'
        f'<header class="message-head">{avatar(who or "")}'
        f'<span class="message-author" dir="auto">{escape(who or "")}</span>'
        f'<span class="message-way truncate">{escape(address)}</span><span class="message-at">{when(at, now)}</span>'
        f'<span class="message-verbs no-print"><a class="menu-item" href="/messages/{ref}/original/">'
        f'{icon("file-text")}<span>Show original</span></a><a class="menu-item" href="/messages/{ref}/redaction/">'
        f'{icon("eraser")}<span>Redact</span></a></span></header><div class="message-body">'
        + "".join(f'<p dir="auto">{escape(part)}</p>' for part in text.split("\n\n"))
        + "</div></article>"
        for ref, kind, address, text, at, who in messages
    )
