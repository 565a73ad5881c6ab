"""What is composed once is what Django composes, whatever the values; what it does not know it leaves to Django."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.exceptions import EmptyResultSet
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from candor.helpdesk.models import Message, Queue, Ticket
from candor.people.models import Identifier, Organisation, Person
from tests import composed_once
from tests.composed_once import Shape, UnknownShape, compose

LONG_AGO = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _composed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing yet."""
    monkeypatch.setattr(composed_once, "_composed", {})
    monkeypatch.setattr(composed_once, "COMPARES", False)


def questions(number: int, word: str) -> Iterator[QuerySet[Any]]:
    """The same questions, with values of their own."""
    tickets, people = Ticket.objects.all(), Person.objects.all()
    yield tickets.filter(pk=number)
    yield tickets.filter(requester=number, status__in=[word, "new"]).select_related("requester", "queue")[:20]
    yield tickets.filter(Q(subject__icontains=word) | Q(requester__name=f"{word}!"), queue__is_open_to_all=True)
    yield tickets.filter(~Exists(Message.objects.filter(ticket=OuterRef("pk"), kind=word)), closed_at=None)
    yield tickets.exclude(status=word).order_by(F("due_at").asc(nulls_last=True), "-pk").values_list("pk", "subject")
    yield tickets.filter(changed_at__lt=LONG_AGO, number__gte=number, queue__in=Queue.objects.filter(name=word))
    yield people.filter(identifiers__value=word, merged_into=None).only("name").distinct()
    yield people.filter(memberships__organisation=number, name__startswith=word).order_by("name")
    yield Identifier.objects.filter(person=number, is_primary=True, kind=word).defer("written")


def asked(question: QuerySet[Any]) -> tuple[str, list[Any]]:
    sql, params = question.query.get_compiler("default").as_sql()
    return sql, list(params)


def by_django(question: QuerySet[Any]) -> tuple[str, list[Any]]:
    sql, params = compose(question.query.get_compiler("default"))
    return sql, list(params)


def test_the_same_is_asked_as_django_asks_and_not_composed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    for number, word in ((4711, "kim"), (4712, "lee"), (4713, "sam")):
        theirs = [by_django(question) for question in questions(number, word)]
        assert [asked(question) for question in questions(number, word)] == theirs
    theirs = [by_django(question) for question in questions(5, "wombat")]
    monkeypatch.setattr(composed_once, "compose", lambda *_: pytest.fail("composed anew"))
    assert [asked(question) for question in questions(5, "wombat")] == theirs


def test_questions_that_differ_in_more_than_values_are_told_apart() -> None:
    people = Person.objects.all()
    different = [
        people, people[:1], people[:2], people[1:2], people.order_by("-name"), people.order_by("name"),
        people.filter(name="x"), people.exclude(name="x"), people.filter(name__gt="x"), people.filter(note="x"),
        people.filter(name__in=["x"]), people.filter(name__in=["x", "y"]), people.filter(merged_into=None),
        people.filter(merged_into__isnull=False), people.only("name"), people.defer("name"), people.distinct(),
        people.values_list("pk"), people.values_list("name"), people.select_related("merged_into"),
        people.filter(identifiers__is_primary=True), people.filter(identifiers__is_primary=False),
        Organisation.objects.all(), people.filter(name=F("note")), people.none() | people.filter(pk=1),
    ]  # fmt: skip
    for _again in range(3):
        assert [asked(question) for question in different] == [by_django(question) for question in different]


@pytest.mark.parametrize(
    "question",
    [
        Person.objects.values("name").annotate(Count("pk")),
        Person.objects.all().union(Organisation.objects.values("pk")),
    ],
    ids=["grouped", "united"],
)
def test_what_it_does_not_know_is_left_to_django(question: QuerySet[Any]) -> None:
    with pytest.raises(UnknownShape):
        Shape(question.query.get_compiler("default")).of_query(question.query)


def test_a_question_that_nothing_fits_stays_one() -> None:
    for _again in range(4):
        with pytest.raises(EmptyResultSet):
            asked(Person.objects.filter(pk__in=[]))


def test_a_shape_that_was_wrong_is_never_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the names by which rows are ordered had been forgotten."""
    monkeypatch.setattr(composed_once.Shape, "of_query", lambda self, query: (query.model,))
    for name in ("name", "-name", "note", "name", "-name", "note"):
        question = Person.objects.order_by(name)
        assert asked(question) == by_django(question)
