"""Measuring django-helpdesk beside Candor, in the same run and on the same cases."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, unquote, urlencode

from candor.config.development.bench import processes, sets
from candor.config.development.bench.browser import TOKEN, Ask, Browser
from candor.config.development.bench.figures import Figure
from candor.config.development.bench.requests import CONNECTIONS, Side, alternate, measured
from candor.config.development.bench.saying import NotMeasured, say
from candor.config.development.bench.workloads import LONG, MESSAGES, Asks, Workload, searches

NAME = "django-helpdesk"
SHARES = {"W1": 1 / 100, "W2": 1 / 16, "W3": 1 / 2, "W4": 1 / 300, "W5": 1 / 300}
"""What Candor may take of its processor time."""

WRITER = "writer@bench.example"
"""As in `peer_load.py`, which runs without Candor and forgets what this one wrote in earlier runs."""

ROUNDS, COUNT = 2, 4
"""Its pages take long; few requests are enough."""

COLUMNS = "&".join(f"columns[{number}][data]={number}&columns[{number}][name]=" for number in range(12))
ROWS = f"draw=1&start=0&length=50&search[value]=&order[0][column]=0&order[0][dir]=desc&{COLUMNS}"


def beside(found: list[Figure], place: sets.Place, works: Sequence[Workload], ours: Side, ports: Iterator[int]) -> None:
    """Add our milliseconds for each workload beside its own, of the rounds that were measured."""
    with running(place, next(ports)) as (server, started):
        browser = Browser(server.port, {"sessionid": started["sessionid"]})
        sharing = [Browser(server.port, browser.cookies) for _ in range(CONNECTIONS)]
        theirs = Side(server, sharing, COUNT)
        asks = asks_of(place.floor, browser, started["queue"])
        say(f"{NAME} beside Candor ...")
        few = Side(ours.server, ours.browsers, 40)
        try:
            alternate([replace(work, floor=asks[work.id]) for work in works], few, theirs, ROUNDS, warm=2)
        finally:
            found += [
                Figure(work.id, work.what, few.of(work.id), "ms", theirs.of(work.id), SHARES[work.id], peer=NAME)
                for work in measured(works, theirs)
            ]


@contextmanager
def running(place: sets.Place, port: int) -> Iterator[tuple[processes.Server, Mapping[str, str]]]:
    """Its server under granian with Candor's options, and a session of one of its technicians."""
    python = environment()
    file = place.floor.with_name(f"{place.floor.name}.{NAME}.sqlite3")
    environ = {**place.environment, "PYTHONPATH": str(Path(__file__).parent), "PEER_FILE": str(file)}
    say(f"loading the cases into {NAME}, where they are not yet ...")
    words = [str(python), str(Path(__file__).with_name("peer_load.py")), str(place.floor)]
    done = subprocess.run(words, env=environ, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotMeasured(f"{NAME} could not be filled: {done.stderr.strip()[-300:]}")
    environ["DJANGO_SETTINGS_MODULE"] = "peer_settings"
    _, command, _, _ = processes.granian(NAME, "peer_wsgi:application", port, environ)
    command[0] = str(python)
    with processes.running(NAME, command, port, environ) as server:
        yield server, json.loads(done.stdout.splitlines()[-1])


def environment() -> Path:
    """The interpreter of an environment with it from the package index; made once."""
    folder = sets.cache() / NAME
    python = folder / "bin" / "python"
    if not (folder / "bin" / "granian").exists():
        say(f"installing {NAME}, once ...")
        create: list[str | Path] = [sys.executable, "-m", "venv", folder]
        install: list[str | Path] = [python, "-m", "pip", "install", "-q", NAME, "granian"]
        for words in (create, install):
            done = subprocess.run(words, capture_output=True, text=True, check=False)
            if done.returncode:
                raise NotMeasured(f"{NAME} could not be installed: {done.stderr.strip()[-300:]}")
    return python


def asks_of(file: Path, browser: Browser, queue: str) -> dict[str, Asks]:
    """Its pages for the same. Its lists come in two requests, the page and then its rows."""
    question = LONG.replace("t.ref", "t.id")
    cases = [number for (number,) in sets.ask(file, question, (MESSAGES, 20))]
    found = [unquote(words) for words in searches(file)]
    open_ones = {"filtering": {"status__in": [1, 2]}, "sorting": "created", "search_string": "", "sortreverse": False}
    anything = {"filtering": {}, "filtering_null": {}, "sorting": "created", "sortreverse": False}
    return {
        "W1": in_turn([[Ask("/tickets/"), rows(open_ones)]]),
        "W2": in_turn([[Ask(f"/tickets/{number}/")] for number in cases]),
        "W3": lambda count: forms(count, browser, queue),
        "W4": in_turn(
            [[Ask(f"/tickets/?q={quote(each)}"), rows({**anything, "search_string": each})] for each in found]
        ),
        "W5": in_turn([[Ask("/dashboard/")]]),
    }


def rows(query: Mapping[str, object]) -> Ask:
    """The rows of a list, as its page fetches them."""
    coded = base64.b64encode(json.dumps(query).encode()).decode()
    return Ask(f"/datatables_ticket_list/{coded}?{ROWS}")


def in_turn(groups: Sequence[Sequence[Ask]]) -> Asks:
    return lambda count: [ask for number in range(count) for ask in groups[number % len(groups)]]


def forms(count: int, browser: Browser, queue: str) -> list[Ask]:
    token = TOKEN.findall(browser.page("/tickets/submit/"))[-1]
    text = "Good morning,\n\nthe export stops at 40 percent since the update. What can I do?\n\nKind regards\n" * 3
    fields = {
        "csrfmiddlewaretoken": token,
        "queue": queue,
        "body": text,
        "priority": "3",
        "due_date": "",
        "assigned_to": "",
    }
    return [
        Ask(
            "/tickets/submit/",
            urlencode({**fields, "title": f"The export stops, {number}", "submitter_email": WRITER}),
            302,
        )
        for number in range(count)
    ]
