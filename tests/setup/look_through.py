"""Every kind of page that a demo's people get to by links, and the proofs: what answers otherwise than it should.

Run in a process of its own by `test_upgrading_kept_home`, with an instance's home: one JSON object on standard output.
"""

from __future__ import annotations

import json
import re
import sys
from typing import Any
from urllib.parse import urljoin, urlsplit

import django
from proving import proof

django.setup()

from django.conf import settings  # noqa: E402 - after Django is set up
from django.test import Client  # noqa: E402 - as above
from django.urls import Resolver404, resolve  # noqa: E402 - as above

from candor.helpdesk.demo import PASSWORD  # noqa: E402 - as above
from candor.kernel.command import prepare  # noqa: E402 - as above

PEOPLE = {
    "": "/",
    "customer": "/customer/",
    "tech": "/tech/",
    "admin": "/tech/configuration/",
    "sales": "/business/",
    "privacy": "/tech/privacy-office/",
}
ENDS = re.compile(r"sign-out|/static/|/api/|/download|\.ics|\.csv|\.zip|\.pdf|\.xml")
MOST = int(sys.argv[1])
"""Pages a person: each of another kind."""


def main() -> None:
    prepare()
    wrong: list[str] = []
    seen: set[str] = set()
    for who, start in PEOPLE.items():
        wrong += look_through(who, start, seen)
    print(json.dumps({"wrong": wrong, "seen": len(seen), "proofs": {name: proof(name) for name in PROOFS}}))


def look_through(who: str, start: str, seen: set[str]) -> list[str]:
    """Follow links from one page of each kind to the next."""
    browser, wrong, waiting, mine = Client(HTTP_HOST=settings.INSTANCE.host), [], [start], set[str]()
    if who:
        place = "customer" if who == "customer" else "tech"
        answer = browser.post(f"/{place}/sign-in/", {"email": f"{who}@demo.example", "password": PASSWORD})
        if answer.status_code != 303:
            return [f"{who} cannot sign in: {answer.status_code}"]
    while waiting and len(mine) < MOST:
        path = waiting.pop(0)
        name = kind_of(path)
        if not name or name in mine:
            continue
        mine.add(name)
        answer = browser.get(path, follow=True)
        if answer.status_code not in {200, 403, 404}:
            wrong.append(f"{who}: {path} answers {answer.status_code}")
        elif answer.status_code == 200:
            waiting += links(path, answer)
    seen |= {f"{who}:{name}" for name in mine}
    return wrong


def links(path: str, answer: Any) -> list[str]:
    if answer.streaming or "html" not in answer.headers.get("Content-Type", ""):
        return []
    found = re.findall(r'href="([^"#]+)', answer.content.decode("utf-8"))
    whole = (urlsplit(urljoin(path, each.replace("&amp;", "&"))) for each in found)
    return [each.path for each in whole if not each.netloc and each.path.startswith("/") and not ENDS.search(each.path)]


def kind_of(path: str) -> str:
    try:
        return str(resolve(path).view_name)
    except Resolver404:
        return ""


PROOFS = ("audit_verify", "privacy_verify", "privacy_ledger")


main()
