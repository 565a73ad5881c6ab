"""Every route, as every kind of actor, with real objects of every relation.

What each may see is written down here once more, independently of the code: the policy of the route says who may knock,
`may_see` says whose things. Everything else does not exist: 404, and for a stranger the way to the sign-in.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from itertools import groupby
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, resolve
from jinja2 import Template

from candor.kernel.actor import Actor
from candor.kernel.check import all_routes
from candor.kernel.http.routes import Policy
from tests.architecture.objects import (
    ADAMS,
    COLLEAGUES,
    COMMON,
    INTERNAL,
    MAKERS,
    NOTE,
    OTHERS,
    OWN,
    World,
    addresses_of,
    parts_of,
)
from tests.cast import signed_in
from tests.faults.writes import Site, undone
from tests.whole_site import WholeSite

pytestmark = pytest.mark.django_db

ALL_QUEUES = {"boris", "mara", "paula", "adam"}
OPEN_QUEUES = {"anna", *ALL_QUEUES}
CASE_READERS = {
    OWN: {"kim", "lee", *OPEN_QUEUES},
    COLLEAGUES: {"lee", *OPEN_QUEUES},
    OTHERS: {"sam", *OPEN_QUEUES},
    INTERNAL: ALL_QUEUES,
    NOTE: OPEN_QUEUES,
}
OWNERS = {OWN: {"kim"}, COLLEAGUES: {"lee"}, OTHERS: {"sam"}, INTERNAL: set()}
BILLED = {OWN: {"kim", "lee"}, COLLEAGUES: {"lee"}, OTHERS: {"sam"}, INTERNAL: set()}
"""Who finds an invoice or a quote in the Customer Center."""
CUSTOMERS = {"kim", "lee", "sam", "mallory", "ended contractor"}
MEMBERS = {OWN: {"kim", "lee"}, COLLEAGUES: {"kim", "lee"}, OTHERS: {"sam"}}
SUPERS = {OWN: {"lee"}, COLLEAGUES: {"lee"}, OTHERS: set()}
"""Who sees an organisation in the Customer Center, and who sees its people and decides about them."""

OUTSIDE = ("stranger", "kim", "lee", "sam", "mallory", "ended contractor")
AT_THE_DESK, IN_THE_OFFICE = ("anna", "boris", "clara"), ("mara", "paula", "adam")
WALKS = pytest.mark.parametrize("visitors", [OUTSIDE, AT_THE_DESK, IN_THE_OFFICE], ids=["outside", "desk", "office"])
OWN_THINGS = {"licences", "subscriptions", "requests", "rights", "newsletters"}
"""Whose things in the Customer Center are one person's alone, whatever a super customer sees."""
OF_CASES = {"cases", "messages", "attachments", "files", "calls", "later-replies", "times"}

WRITES = re.compile(r"\s*(INSERT INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+\"?(\w+)", re.IGNORECASE)
DRAWN = 3
NO_SUCH_METHOD = 405
"""Django's answer in front of the view, which never sees whose thing it is: one thing behind such a door is enough."""
MAY_BE_WRITTEN_BY_READING = {"kernel_accesslogentry", "people_session", "helpdesk_unreadletter"} | {
    "catalogue_download", "catalogue_releasefile",
}  # fmt: skip
"""Who looked at whom; that a session lives; that a customer has read a letter; that a file was fetched."""


@dataclass(frozen=True)
class Door:
    """One route with one real object behind it."""

    pattern: str
    entry: URLPattern
    relation: str
    url: str

    @property
    def policy(self) -> Any:
        return self.entry.callback.policy  # type: ignore[attr-defined] # every route has one

    def is_the_same_to_all(self, *, is_let_in: bool) -> bool:
        """Whether all who have the same role are answered alike: its policy keeps them out, or it is nobody's."""
        return not is_let_in or self.relation == COMMON

    def may_see(self, name: str) -> bool:
        """Whether the thing behind the door exists for this person, who may knock."""
        face, _, rest = self.pattern.partition("/")
        root = rest.partition("/")[0]
        if root == "sandbox":
            return False  # this instance is none
        if "/activities/<" in rest or "/notes/<" in rest:
            return name == "adam"  # nobody's notes, which administrators alone remove
        if self.relation in {COMMON, ADAMS}:
            return self.relation == COMMON or name == "adam"
        if face == "customer" and root in {"organisations", "invoices", "quotes"}:
            return name in (self.members_let_in(rest) if root == "organisations" else BILLED[self.relation])
        if root in OF_CASES:
            return name in CASE_READERS[self.relation] and (face != "customer" or name in CUSTOMERS)
        is_ones_own = root == "me" or (face == "customer" and root in OWN_THINGS)
        return not is_ones_own or name in OWNERS[self.relation]

    def members_let_in(self, rest: str) -> set[str]:
        """Who finds something behind this address of an organisation; nobody ends their own access."""
        if rest.endswith(("<slug:ref>/", "super/request/")):
            return MEMBERS[self.relation]
        is_about_lee = "/members/" in rest and self.relation == COLLEAGUES
        return set() if is_about_lee else SUPERS[self.relation]


@pytest.fixture(autouse=True)
def _drawn_a_few_times(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw each template, and each visitor's shell, a few times only: the rest of the walk is about who is let in."""
    drawn: Counter[Any] = Counter()
    draw = Template.render

    def render(self: Template, context: Mapping[str, Any] | None = None, **more: Any) -> str:
        context = {**(context or {}), **more}
        for what in (self.name, context.get("actor")):
            drawn[what] += 1
            if drawn[what] <= DRAWN:
                return draw(self, context)
        return ""

    monkeypatch.setattr(Template, "render", render)


@pytest.fixture
def world(site: Site) -> World:
    return site.world


@pytest.fixture(scope="module")
def doors(whole_site: WholeSite) -> list[Door]:
    return [
        Door(pattern, entry, relation, url)
        for pattern, entry in all_routes()
        for relation, url in addresses_of(pattern, whole_site.site.made).items()
    ]


@pytest.fixture
def browsers(site: Site) -> dict[str, Client]:
    return {name: site.browser(name) for name in site.world.people}


@pytest.mark.slow
def test_every_visitor_walks(world: World) -> None:
    assert {*OUTSIDE, *AT_THE_DESK, *IN_THE_OFFICE} == set(world.people)


def test_something_real_stands_behind_every_variable_part() -> None:
    missing = {part for pattern, _ in all_routes() for part in parts_of(pattern)} - MAKERS.keys()
    assert not missing, f"no maker in tests/architecture/objects.py for {sorted(missing)}"


def test_every_address_leads_to_its_own_route_and_policy(doors: list[Door]) -> None:
    strayed = [door.pattern for door in doors if resolve(door.url.partition("?")[0]).func is not door.entry.callback]
    assert not strayed, "another route of the same form stands before them"


@pytest.mark.slow
@WALKS
def test_everybody_sees_what_they_may_and_reading_changes_nothing(
    world: World, doors: list[Door], browsers: dict[str, Client], visitors: tuple[str, ...]
) -> None:
    wrong = []
    for name in visitors:
        acting, deaf = world.actor(name), set()
        for door, is_let_in in doors_for(acting, doors):
            if door.pattern in deaf or (name in LIKE_ANOTHER and door.is_the_same_to_all(is_let_in=is_let_in)):
                continue
            with written_tables() as written:
                answer = browsers[name].get(door.url)
            if answer.status_code == NO_SUCH_METHOD:
                deaf.add(door.pattern)
            expected = expected_statuses(door, name, is_let_in=is_let_in, unsafe=False)
            if answer.status_code not in expected:
                wrong.append(f"GET {told(door, name)}: {answer.status_code}, not {sorted(expected)}{reason(answer)}")
            if written - MAY_BE_WRITTEN_BY_READING:
                wrong.append(f"GET {told(door, name)} wrote {sorted(written)}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.slow
@WALKS
def test_nobody_changes_what_they_may_not_see_and_nothing_breaks(
    world: World, doors: list[Door], browsers: dict[str, Client], visitors: tuple[str, ...]
) -> None:
    wrong = []
    for name in visitors:
        acting, deaf = world.actor(name), set()
        for door, is_let_in in doors_for(acting, doors):
            is_tried_by_others = door.relation == COMMON and is_let_in and name not in TRY_EVERYTHING
            is_the_same = name in LIKE_ANOTHER and door.is_the_same_to_all(is_let_in=is_let_in)
            if is_tried_by_others or is_the_same or door.pattern in deaf:
                continue
            with undone(browsers[name]), written_tables() as written:
                answer = browsers[name].post(door.url)
            if answer.status_code == NO_SUCH_METHOD:
                deaf.add(door.pattern)
            expected = expected_statuses(door, name, is_let_in=is_let_in, unsafe=True)
            if answer.status_code not in expected:
                wrong.append(f"POST {told(door, name)}: {answer.status_code}, not {sorted(expected)}{reason(answer)}")
            if written - MAY_BE_WRITTEN_BY_READING and not (is_let_in and door.may_see(name)):
                wrong.append(f"POST {told(door, name)} wrote {sorted(written)}")
    assert not wrong, "\n".join(wrong)


TRY_EVERYTHING = ("stranger", "kim", "clara", "adam")
"""Those who send empty forms to every door that is nobody's; everybody tries the doors of others."""

LIKE_ANOTHER = ("sam", "mallory", "boris")
"""Those of the same role as somebody else, kim or anna: they try what is somebody's."""

FROM_ELSEWHERE = (
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
)


@pytest.mark.slow
def test_no_other_site_changes_anything(doors: list[Door], browsers: dict[str, Client]) -> None:
    guarded = [door for door in one_of_each_route(doors) if not door.policy.takes_from_elsewhere]
    tried = zip(guarded, itertools.cycle(itertools.product(("stranger", "kim", "adam"), FROM_ELSEWHERE)))
    wrong = [
        f"POST {told(door, name)} with {headers}: {answer.status_code}"
        for door, (name, headers) in tried
        if (answer := browsers[name].post(door.url, headers=headers)).status_code != 403
    ]
    assert not wrong, "\n".join(wrong)


def test_one_form_alone_may_stand_on_other_sites(doors: list[Door]) -> None:
    open_ones = [door for door in one_of_each_route(doors) if door.policy.takes_from_elsewhere]
    assert [door.url.rpartition("/newsletters/elsewhere/")[0] for door in open_ones] == [""]


@pytest.mark.slow
def test_a_signed_in_form_without_its_token_changes_nothing(world: World, doors: list[Door]) -> None:
    wrong, strict = [], {}
    for name in ("kim", "adam"):
        person = world.people[name]
        assert person is not None
        strict[name] = Client(enforce_csrf_checks=True)
        strict[name].cookies = signed_in(person).cookies
    carrying = (door for door in one_of_each_route(doors) if door.policy.carries_token)
    for door, name in zip(carrying, itertools.cycle(strict)):
        answer = strict[name].post(door.url)
        if answer.status_code != 403:
            wrong.append(f"POST {told(door, name)}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def test_only_forms_of_the_public_site_carry_no_token(doors: list[Door]) -> None:
    assert not [
        door.url for door in doors if not door.policy.carries_token and door.url.startswith(("/tech/", "/customer/"))
    ]


ANSWERS_OF_A_POLICY = [told for told in fields(Policy) if told.name != "allows"]
"""What tells policies apart; whom one lets in is said in its name."""


def one_of_each_route(doors: list[Door]) -> list[Door]:
    """For what is decided before anything looks at the thing behind the door."""
    return [next(same_route) for _pattern, same_route in groupby(doors, key=lambda door: door.pattern)]


def doors_for(acting: Actor, doors: list[Door]) -> Iterator[tuple[Door, bool]]:
    """The doors with whether the policy lets the actor in. Where it does not, one door of each policy is enough.

    Who is kept out is told from the policy alone, before anything looks at what is behind the door; that each address
    leads to the policy that is written beside it has a test of its own.
    """
    shut = set[tuple[object, ...]]()
    for door in doors:
        is_let_in = door.policy.allows(acting)
        kind = (door.pattern.partition("/")[0], *(getattr(door.policy, told.name) for told in ANSWERS_OF_A_POLICY))
        if is_let_in or kind not in shut:
            yield door, is_let_in
        if not is_let_in:
            shut.add(kind)


def expected_statuses(door: Door, name: str, *, is_let_in: bool, unsafe: bool) -> set[int]:
    """405 is the answer of a route that does not know the method, before it looks at anything."""
    if door.policy.face == "api":
        return {401}  # a browser's cookie is nothing there
    if not is_let_in:
        to_the_sign_in = 401 if unsafe else 302
        return {to_the_sign_in} if name == "stranger" and door.policy.face else {404}
    if not door.may_see(name):
        return {404, 405}
    if door.pattern == "readyz":
        return {503}  # no worker runs in a test
    return {200, 204, 302, 303, 400, 403, 405, 409, 410, 415, 422, 429} if unsafe else {200, 302, 303, 405}


def told(door: Door, name: str) -> str:
    return f"/{door.pattern} ({door.relation}) as {name}"


def reason(answer: HttpResponse) -> str:
    """The exception behind a 500."""
    error = getattr(answer, "exc_info", None)
    return f" ({error[0].__name__}: {error[1]})" if error else ""


@contextmanager
def written_tables() -> Iterator[set[str]]:
    """Collects the tables that statements write to."""
    tables: set[str] = set()

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if found := WRITES.match(sql):
            tables.add(found[2])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield tables
