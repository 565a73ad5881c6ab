"""W6: two hundred technicians at work. Each opens a page every five seconds, one in ten of them writes.

An open case tells every ten seconds that somebody looks at it, as the page's script does. Times run from a request's
sending to the last byte of its answer; what is late, because the answer before took so long, is sent at once.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from urllib.parse import urlencode

from candor.config.development.bench import sets
from candor.config.development.bench.browser import KEY, TOKEN, VERSION, Ask, Browser
from candor.config.development.bench.figures import Figure
from candor.config.development.bench.processes import Server
from candor.config.development.bench.saying import NotMeasured, say

PEOPLE, EVERY, LOOK_EVERY = 200, 5.0, 10.0
WRITES, SEARCHES, LISTS = 0.1, 0.1, 0.4
"""Shares of the pages; the others are cases."""

MUST = 100.0
"""Milliseconds within which 95 of 100 answers have come."""

OPEN = (
    "SELECT t.ref FROM ticket t JOIN queue q ON q.id = t.queue WHERE t.stage = 'with-us' AND t.count > 1"
    " ORDER BY t.changed_at DESC, t.id DESC LIMIT ?"
)


@dataclass
class Notes:
    """What the whole crowd has seen."""

    taken: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def crowd(place: sets.Place, server: Server, words: Sequence[str], minutes: float) -> list[Figure]:
    """Let them work for so long; p95 and errors."""
    say(f"W6: {PEOPLE} technicians at work for {minutes:g} minutes ...")
    notes, end = Notes(), time.monotonic() + minutes * 60
    cases = [ref for (ref,) in sets.ask(place.floor, OPEN, (PEOPLE,))]
    people = [
        Technician(Browser(server.port, cookie), cases[number % len(cases)], words, notes, random.Random(number))  # noqa: S311 - no secret
        for number, cookie in enumerate(sessions(place))
    ]
    threads = [threading.Thread(target=each.work, args=(end,)) for each in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for error in sorted(set(notes.errors))[:5]:
        say(f"W6: {error}")
    taken = sorted(notes.taken)
    what = f"{PEOPLE} technicians, {minutes:g} min, {len(taken):,} answers"
    return [
        Figure("W6", f"{what}: p95", taken[int(len(taken) * 0.95)], "ms", must=MUST),
        Figure("W6", "errors among them", len(notes.errors), "", must=0),
    ]


def sessions(place: sets.Place) -> list[dict[str, str]]:
    """The cookies of as many sessions as there are people."""
    words = [sys.executable, "-m", "candor.config.development.bench.sessions", str(PEOPLE)]
    done = subprocess.run(words, env=place.environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotMeasured(f"no sessions could be begun: {done.stderr.strip()[-300:]}")
    begun = json.loads(done.stdout.splitlines()[-1])
    return [{begun["name"]: value} for value in begun["values"]]


@dataclass
class Technician:
    """One of them, who works on a case of their own beside looking at lists."""

    browser: Browser
    case: str
    words: Sequence[str]
    notes: Notes
    chance: random.Random
    page: str = ""

    def work(self, end: float) -> None:
        """A page every five seconds from a moment of their own on, and a look at the open case every ten."""
        page_at = time.monotonic() + self.chance.random() * EVERY
        look_at = page_at + LOOK_EVERY
        while (now := min(page_at, look_at)) < end:
            time.sleep(max(0.0, now - time.monotonic()))
            if now == page_at:
                self.open_something()
                page_at += EVERY
            else:
                self.tell_that_i_look()
                look_at += LOOK_EVERY

    def open_something(self) -> None:
        kind = self.chance.random()
        if kind < WRITES and self.page:
            self.write()
        elif kind < WRITES + SEARCHES:
            self.ask(Ask(f"/tech/search/?q={self.chance.choice(self.words)}"))
        elif kind < WRITES + SEARCHES + LISTS:
            self.ask(Ask("/tech/cases/"))
        else:
            self.page = self.ask(Ask(f"/tech/cases/{self.case}/"))

    def write(self) -> None:
        """An internal note in the open case; the page that it leads to counts as a page of its own."""
        token, key = TOKEN.search(self.page), KEY.search(self.page)
        version = VERSION.search(self.page)
        typed = {"mode": "note", "body": "The customer was told by telephone that we look into it.", "view": ""}
        hidden = {"csrfmiddlewaretoken": token, "key": key, "version": version}
        fields = {**typed, **{name: found[1] for name, found in hidden.items() if found}}
        self.ask(Ask(f"/tech/cases/{self.case}/notes/", urlencode(fields), 303))
        self.page = self.ask(Ask(f"/tech/cases/{self.case}/"))

    def tell_that_i_look(self) -> None:
        token = TOKEN.search(self.page)
        if token:
            fields = {"csrfmiddlewaretoken": token[1], "known": "1", "state": ""}
            self.ask(Ask(f"/tech/cases/{self.case}/presence/", urlencode(fields)))

    def ask(self, ask: Ask) -> str:
        """Send it and note how long the answer took, or what was wrong with it."""
        begun, status, body = time.monotonic(), 0, b""
        with suppress(OSError, HTTPException):
            status, body = self.browser.answer(ask)
        self.notes.taken.append((time.monotonic() - begun) * 1_000)
        if status not in {ask.status, 204}:
            self.notes.errors.append(f"{ask.path.split('?')[0]} was answered with {status or 'nothing'}")
        return body.decode() if status == 200 else ""
