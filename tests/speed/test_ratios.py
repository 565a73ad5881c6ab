"""The hottest pages stay near the floor. `candor bench` measures the same with servers and on a set of real size."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Value
from django.db.models.functions import Concat
from django.test import override_settings

from candor.helpdesk.demo.large import fill_large
from candor.helpdesk.models import Ticket
from candor.helpdesk.views.tech import lists
from candor.kernel import search
from candor.kernel.search.backends import sqlite_writing
from candor.people.models import Person
from candor.people.public import the_one_person_with
from tests.speed.ratios import HITS, Race, links, ratio, stays_below

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.speed]

SIZE = 600

# Times the floor: half as much again as was measured, up to twice. A page that got faster brings down its bound.
LIST, CASE, FORM, SEARCH, START = 10, 30, 9, 21, 9

# Times the entry written where it stays, for one that is put aside.
PUT_ASIDE = 0.7


@pytest.fixture(scope="module")
def race(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Race]:
    """Both on one set of cases, loaded once for all that is asked here and rolled back afterwards."""
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(DEBUG=False):
        fill_large(SIZE, 7, lambda _what, _count: None)
        technician = the_one_person_with("technician1@demo.example")
        assert isinstance(technician, Person)
        yield Race(tmp_path_factory.mktemp("floor") / "floor.sqlite3", technician)
        transaction.set_rollback(True)


def test_the_floor_lists_the_same_cases(race: Race) -> None:
    ours = links(race.page("/tech/cases/"))
    assert len(ours) == 50
    assert links(race.bare("/cases/")) == ours


def test_the_floor_finds_what_is_found(race: Race) -> None:
    ours, floor = (
        links(page) for page in (race.page(f"/tech/search/?q={race.words}"), race.bare(f"/search/?q={race.words}"))
    )
    assert len(floor) >= HITS
    assert set(floor) <= set(ours) or len(ours) == 50, "Candor finds other forms of the words too"


def test_the_floor_shows_the_same_conversation(race: Race) -> None:
    pages = race.page(f"/tech/cases/{race.case.ref}/"), race.bare(f"/cases/{race.case.ref}/")
    for page in pages:
        assert page.count("<article") == 20
    for message in race.case.messages.all():
        assert all(message.text[-40:] in page for page in pages)


def test_the_floor_is_no_page_but_a_door_to_strangers(race: Race) -> None:
    cookie, race.cookie = race.cookie, "floor=guessed"
    try:
        with pytest.raises(AssertionError):
            race.bare("/cases/")
    finally:
        race.cookie = cookie


def test_the_case_list(race: Race) -> None:
    assert stays_below(LIST, lambda: race.page("/tech/cases/"), lambda: race.bare("/cases/"))


def test_the_case_page(race: Race) -> None:
    path = f"/cases/{race.case.ref}/"
    assert stays_below(CASE, lambda: race.page(f"/tech{path}"), lambda: race.bare(path))


def test_opening_a_case(race: Race) -> None:
    assert stays_below(FORM, race.open_case, race.open_bare_case)


def test_the_search(race: Race) -> None:
    path = f"/search/?q={race.words}"
    assert stays_below(SEARCH, lambda: race.page(f"/tech{path}"), lambda: race.bare(path))


def test_the_page_after_sign_in(race: Race) -> None:
    assert stays_below(START, lambda: race.page("/tech/"), lambda: race.bare("/cases/"))


def test_a_page_that_got_slow_is_noticed(race: Race, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "page", drawn_often(lists.page))
    assert ratio(lambda: race.page("/tech/cases/"), lambda: race.bare("/cases/"), rounds=4) > LIST


def test_the_index_takes_a_note_for_a_fraction_of_its_case(race: Race) -> None:
    """The case keeps its old entry where words are overwritten one by one, until the night."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL writes each entry where it stays")
    other = Ticket.objects.filter(message_count=20).exclude(pk=race.case.pk)[0]
    assert stays_below(PUT_ASIDE, lambda: index_a_note(race.case, 5_000), lambda: index_a_note(other, 0))


def index_a_note(ticket: Ticket, room: int) -> None:
    """One more word in the case's last message, indexed with so much room for what has grown."""
    ticket.messages.filter(pk=ticket.messages.latest("pk").pk).update(text=Concat("text", Value(" again")))
    search.changed("helpdesk.ticket", ticket.pk)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite_writing, "MOST_GROWN", room)
        assert search.index_pending() >= 1


def drawn_often(page: Callable[..., Any]) -> Callable[..., Any]:
    """A page that is drawn six times and shown once."""

    def draw(*given: Any, **values: Any) -> Any:
        for _ in range(5):
            page(*given, **values)
        return page(*given, **values)

    return draw
