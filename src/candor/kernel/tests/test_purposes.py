"""B8: each personal value carries its purposes, and a use that is none of them is refused by the query itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from candor.helpdesk.models import Ticket
from candor.kernel.purposes import NotForThisPurpose, reading_for
from candor.kernel.registries.personal_data import Purpose, table_map, tables
from candor.people.models import Identifier, Person
from tests.cast import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]

USES: dict[str, Callable[[], object]] = {
    "to show it": lambda: list(Person.objects.values_list("name")),
    "whole rows": lambda: list(Person.objects.all()),
    "to choose people by it": lambda: Person.objects.filter(name__startswith="K").count(),
    "to sort by it": lambda: list(Person.objects.order_by("name").values_list("pk")),
    "through a join": lambda: list(Identifier.objects.values_list("person__name")),
    "through two joins": lambda: list(Ticket.objects.values_list("requester__name", "assignee__name")),
    "in a subquery": lambda: list(Ticket.objects.filter(requester__in=Person.objects.filter(name="Kim")).values("pk")),
    "to change it": lambda: Person.objects.filter(name="Kim").update(version=1),
}


@pytest.mark.parametrize("use", USES)
def test_a_name_that_is_held_for_support_is_not_read_for_advertising(use: str, kim: Person) -> None:
    USES[use]()
    with reading_for(Purpose.SUPPORT, Purpose.CONTRACT, Purpose.ACCOUNT):
        USES[use]()
    with reading_for(Purpose.MARKETING), pytest.raises(NotForThisPurpose, match=r"people_person\.name"):
        USES[use]()


def test_sql_that_asks_for_everything_is_refused_too(kim: Person) -> None:
    with (
        reading_for(Purpose.MARKETING),
        connection.cursor() as cursor,
        pytest.raises(NotForThisPurpose, match="may not be read for marketing"),
    ):
        cursor.execute("SELECT * FROM people_person")


def test_what_says_nothing_about_anybody_is_free(kim: Person) -> None:
    with reading_for(Purpose.MARKETING):
        assert Person.objects.count() == 1
        assert list(Person.objects.values_list("pk", flat=True)) == [kim.pk]


def test_the_refusal_ends_with_the_block(kim: Person) -> None:
    with reading_for(Purpose.MARKETING), reading_for(Purpose.SUPPORT), pytest.raises(NotForThisPurpose):
        list(Person.objects.all())
    assert list(Person.objects.all()) == [kim]


def test_a_support_page_cannot_show_what_was_given_for_marketing(
    anna: Person, kim: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every route reads for its policy's purposes, whatever its queries ask for."""
    browser: Any = signed_in(anna)
    page = reverse("tech:person", args=[kim.ref])
    assert browser.get(page).status_code == 200
    table = tables()["people_postaladdress"]
    columns = {
        name: replace(answers, purposes=(Purpose.MARKETING,)) if answers.is_personal else answers
        for name, answers in table.columns.items()
    }
    monkeypatch.setitem(table_map._tables, table.name, replace(table, columns=columns))
    with pytest.raises(NotForThisPurpose, match=r"people_postaladdress\.city"):
        browser.get(page)
