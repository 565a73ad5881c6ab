"""W1 to W5: what is asked of Candor, and the same of the floor."""

from __future__ import annotations

import random
import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

from candor.config.development.bench.browser import KEY, TOKEN, Ask, Browser
from candor.config.development.bench.floor.app import Frames
from candor.config.development.bench.sets import ask

LOGIN = {"email": "technician1@demo.example", "password": "candor-demo-2026", "next": "/tech/"}
LONG = "SELECT t.ref FROM ticket t JOIN queue q ON q.id = t.queue WHERE count = ? ORDER BY t.id DESC LIMIT ?"
REACHED = (
    "SELECT ref FROM person WHERE id IN (SELECT person FROM identifier WHERE kind = 'email') ORDER BY id DESC LIMIT ?"
)
FOUND = (
    "SELECT count(*) FROM (SELECT 1 FROM words JOIN ticket t ON t.id = words.rowid JOIN queue q ON q.id = t.queue"
    " WHERE words MATCH ? LIMIT ?)"
)
WORD = re.compile(r"[^\W\d_]{4,}")
MESSAGES, HITS, DIFFERENT = 20, 50, 20
"""Messages of the cases that are opened, hits of a search, and how many different cases and searches take turns."""

Asks = Callable[[int], Sequence[Ask]]
"""So many requests."""


@dataclass(frozen=True)
class Workload:
    """One workload: the requests for Candor and for the floor."""

    id: str
    what: str
    ours: Asks
    floor: Asks
    writes: bool = False


def technician(port: int) -> Browser:
    """A browser in which a technician has signed in to Candor."""
    browser = Browser(port)
    browser.sign_in("/tech/sign-in/", LOGIN, 303)
    return browser


def workloads(file: Path, browser: Browser, sought: Sequence[str] = ()) -> list[Workload]:
    """All five, with cases, people and words of the floor's database, unless the words are given."""
    cases = [ref for (ref,) in ask(file, LONG, (MESSAGES, DIFFERENT))]
    words = [quote(words) for words in sought or searches(file)]
    people = [ref for (ref,) in ask(file, REACHED, (DIFFERENT,))]
    forms = Forms(file, people)
    return [
        Workload("W1", "case list, 50 rows", turns("/tech/cases/"), turns("/cases/")),
        Workload("W2", "case page, 20 messages", turns("/tech/cases/{}/", cases), turns("/cases/{}/", cases)),
        Workload("W4", "text search, 50 hits", turns("/tech/search/?q={}", words), turns("/search/?q={}", words)),
        Workload("W5", "page after sign-in", turns("/tech/"), turns("/cases/")),
        Workload("W3", "create a case by form", lambda count: forms.ours(count, browser), forms.floor, writes=True),
    ]


def turns(path: str, parts: Sequence[str] = ("",)) -> Asks:
    """Requests for a page, with these parts of its address in turn."""
    pages = [Ask(path.format(part)) for part in parts]
    return lambda count: [pages[number % len(pages)] for number in range(count)]


def searches(file: Path, hits: int = HITS) -> list[str]:
    """Single words and pairs that stand in enough cases: words of a few of them."""
    chance = random.Random("searches")  # noqa: S311 - the same words each time, no secret
    subjects = [subject for (subject,) in ask(file, "SELECT subject FROM ticket ORDER BY id LIMIT 400")]
    chance.shuffle(subjects)
    found = [WORD.findall(subject) for subject in subjects]
    singles = dict.fromkeys(words[0].lower() for words in found if words)
    pairs = dict.fromkeys(" ".join(words[:2]).lower() for words in found if len(words) > 1)
    return [*_often(file, list(singles), hits), *_often(file, list(pairs), hits)]


def _often(file: Path, typed: Sequence[str], hits: int) -> list[str]:
    """The first of them that so many cases hold; half of what is searched for."""
    kept: list[str] = []
    for words in typed:
        if len(kept) == DIFFERENT // 2:
            break
        sought = " ".join(f'"{word}"*' for word in words.split())
        if ask(file, FOUND, (sought, hits)) == [(hits,)]:
            kept.append(words)
    return kept


@dataclass(frozen=True)
class Forms:
    """Filled-in forms for new cases of known people."""

    file: Path
    people: Sequence[str]

    def ours(self, count: int, browser: Browser) -> list[Ask]:
        """With the token of the signed-in person's page, and a key of its own for each."""
        page = browser.page(f"/tech/cases/new/?person={self.people[0]}")
        token = TOKEN.findall(page)[-1]
        alike = KEY.findall(page)[0]
        return [
            Ask(
                "/tech/cases/new/",
                urlencode(
                    {
                        **fields,
                        "csrfmiddlewaretoken": token,
                        "key": _key_like(alike),
                        "name": "",
                        "phone": "",
                        "email": "",
                    }
                ),
                303,
            )
            for fields in self._filled(count)
        ]

    def floor(self, count: int) -> list[Ask]:
        return [Ask("/cases/", urlencode(fields), 303) for fields in self._filled(count)]

    def _filled(self, count: int) -> list[dict[str, str]]:
        ((queue,),) = ask(self.file, "SELECT ref FROM queue LIMIT 1")
        ((category,),) = ask(self.file, "SELECT ref FROM category LIMIT 1")
        text = "Good morning,\n\nthe export stops at 40 percent since the update. What can I do?\n\nKind regards\n" * 3
        return [
            {
                "person": self.people[number % len(self.people)],
                "subject": f"The export stops, message {number}",
                "text": text,
                "kind": "problem",
                "priority": "2",
                "queue": queue,
                "category": category,
            }
            for number in range(count)
        ]


def _key_like(key: str) -> str:
    """Another key of the same form: 16 characters of Crockford's alphabet."""
    return "".join(secrets.choice("0123456789abcdefghjkmnpqrstvwxyz") for _ in key)


def frames(browser: Browser, works: Sequence[Workload]) -> Frames:
    """What stands around `<main>` on Candor's pages, for the floor."""
    names = {"W1": "list", "W2": "case", "W4": "search"}
    return {names[work.id]: frame_of(browser.page(work.ours(1)[0].path)) for work in works if work.id in names}


def frame_of(page: str) -> tuple[str, str]:
    """What stands before and after the page's content."""
    return page[: page.index("<main")], page[page.index("</main>") + len("</main>") :]
