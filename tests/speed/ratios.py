"""The hottest pages beside the floor, in one process: how many times the floor's processor time a page takes.

Both are asked in alternation, and the least of many rounds counts, each in the thread's own processor time: what else a
machine does makes a round longer and never shorter, and a slow processor is slow for both.
"""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.http import HttpResponse

from candor.config.development.bench.floor import data
from candor.config.development.bench.floor.app import Floor, sign_in
from candor.config.development.bench.workloads import frame_of, searches
from candor.helpdesk.models import Category, Queue, Ticket
from candor.kernel.ids import new_ref
from candor.people.models import Identifier, Person
from tests.cast import signed_in

ROUNDS, WARM = 14, 2
"""Rounds, and those before them that only warm up."""

LOOKS = 5
"""A machine that is busy for a second makes every round of a look longer; one that got slow is slow in all of them."""

HITS = 10
LINK = re.compile(r'class="row-link" href="(?:/tech)?/cases/(\w+)/"')


class Race:
    """A technician's browser and the floor, on the same cases."""

    def __init__(self, file: Path, technician: Person) -> None:
        data.build(_rows, file)
        self.client = signed_in(technician)
        self.floor = Floor(file, {})
        self.cookie = f"floor={sign_in(file, technician.pk)}"
        self.case = Ticket.objects.filter(message_count=20, queue__is_open_to_all=True).order_by("-pk")[0]
        self.words = searches(file, HITS)[0]
        self.person = Identifier.objects.filter(kind="email", person__account=None).order_by("-pk")[0].person
        self.numbers = cycle(range(1_000_000))
        self.frame()

    def frame(self) -> None:
        """The floor sends the same bytes around its pages."""
        paths = {
            "list": "/tech/cases/",
            "case": f"/tech/cases/{self.case.ref}/",
            "search": f"/tech/search/?q={self.words}",
        }
        self.floor.frames = {name: frame_of(self.page(path)) for name, path in paths.items()}

    def page(self, path: str) -> str:
        response = self.client.get(path)
        assert response.status_code == 200, path
        return response.content.decode()

    def bare(self, path: str, body: str = "") -> str:
        """The floor's page; with a body, what its form answers."""
        place, _, query = path.partition("?")
        environ = {"PATH_INFO": place, "QUERY_STRING": query, "HTTP_COOKIE": self.cookie, "REQUEST_METHOD": "GET"}
        if body:
            environ |= {
                "REQUEST_METHOD": "POST",
                "CONTENT_LENGTH": str(len(body)),
                "wsgi.input": io.BytesIO(body.encode()),
            }
        said: list[str] = []
        answer = b"".join(self.floor(environ, lambda status, _headers: said.append(status)))
        assert said == ["303 See Other" if body else "200 OK"], path
        return answer.decode()

    def open_case(self) -> None:
        """By the form, as somebody on the telephone tells it."""
        response: Any = self.client.post("/tech/cases/new/", {**self.typed(), "key": new_ref()})
        assert isinstance(response, HttpResponse)
        assert response.status_code == 303

    def open_bare_case(self) -> None:
        self.bare("/cases/", urlencode(self.typed()))

    def typed(self) -> dict[str, str]:
        return {
            "person": self.person.ref,
            "subject": f"The export stops, message {next(self.numbers)}",
            "text": "Good morning,\n\nthe export stops at 40 percent. What can I do?\n" * 4,
            "kind": "problem",
            "priority": "2",
            "queue": Queue.objects.filter(is_open_to_all=True)[0].ref,
            "category": Category.objects.all()[0].ref,
        }


def stays_below(bound: float, ours: Callable[[], Any], floor: Callable[[], Any]) -> bool:
    """Whether it does in one of several looks; says what was measured."""
    for _ in range(LOOKS):
        measured = ratio(ours, floor)
        print(f"{measured:.1f} times the floor, {bound:g} at most")
        if measured < bound:
            return True
    return False


def ratio(ours: Callable[[], Any], floor: Callable[[], Any], rounds: int = ROUNDS) -> float:
    """Our least processor time over the floor's."""
    least_ours = least_floor = float("inf")
    for number in range(WARM + rounds):
        taken, bare = cost_of(ours), min(cost_of(floor), cost_of(floor))
        if number >= WARM:
            least_ours, least_floor = min(least_ours, taken), min(least_floor, bare)
    return least_ours / least_floor


def cost_of(run: Callable[[], Any]) -> float:
    """Seconds of this thread's processor time."""
    begun = time.thread_time()
    run()
    return time.thread_time() - begun


def links(page: str) -> list[str]:
    """The cases that a page lists, in their order."""
    return LINK.findall(page[page.index("<main") :])


def _rows(question: str) -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        yield from cursor.fetchall()
