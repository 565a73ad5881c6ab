"""Which tests run again on PostgreSQL: every statement is sent there, by as few tests as that takes."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from candor.kernel import instance
from candor.people.models import Person
from tests import engines
from tests.engines import Sent, few, sure_of
from tests.statements import fingerprints, is_plain, parts

TESTS = st.dictionaries(
    st.text("abcdefgh", min_size=1, max_size=3),
    st.builds(Sent, st.frozensets(st.sampled_from("123456789")), st.floats(0, 20)),
)


@given(tests=TESTS, picked=st.sets(st.integers(0, 20)))
def test_every_statement_is_sent_and_no_test_for_nothing(tests: dict[str, Sent], picked: set[int]) -> None:
    sure = {name for number, name in enumerate(tests) if number in picked}
    chosen = few(tests, sure)
    assert statements(tests, chosen | sure) == statements(tests, set(tests))
    assert not chosen & sure
    assert few({name: tests[name] for name in chosen}, sure=set()) <= chosen


def test_one_long_test_is_left_aside_where_short_ones_send_the_same() -> None:
    tests = {
        "long": Sent(frozenset("123"), 30.0),
        "first": Sent(frozenset("12"), 0.1),
        "second": Sent(frozenset("3"), 0.1),
        "third": Sent(frozenset("3"), 0.2),
    }
    assert few(tests, sure=set()) == {"first", "second"}
    assert few(tests, sure={"long"}) == set()


def test_sure_are_the_unknown_those_in_which_some_met_and_those_that_ask_for_it() -> None:
    class Item:
        def __init__(self, nodeid: str, **asks: bool) -> None:
            self.nodeid, self.marks = nodeid, [pytest.mark.db(**asks).mark]

        def iter_markers(self, _name: str) -> list[pytest.Mark]:
            return self.marks

    nothing: frozenset[str] = frozenset()
    known = {"alone": Sent(nothing, 1.0), "met": Sent(nothing, 1.0, several=True), "asks": Sent(nothing, 1.0)}
    items: Any = [Item("alone"), Item("met"), Item("asks", always=True), Item("skipped before")]
    assert sure_of(items, known) == {"met", "asks", "skipped before"}


def test_later_ones_make_a_chosen_one_spare() -> None:
    tests = {
        "greedy": Sent(frozenset("123"), 1.0),
        "left": Sent(frozenset("124"), 1.1),
        "right": Sent(frozenset("35"), 0.9),
    }
    assert few(tests, sure=set()) == {"left", "right"}


@pytest.mark.django_db
def test_a_plain_question_of_the_tests_is_none_of_candors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "_sent", set())
    with connection.execute_wrapper(engines.note):
        assert Person.objects.filter(name="Nobody").count() == 0
        assert not engines._sent
        assert not Person.objects.filter(account__staff__role="sales").exists()
        known = len(engines._sent)
        assert known, "what a queryset joins may be Candor's, whoever asks it"
        instance.forget()
        instance.current()
        assert len(engines._sent) > known, "what Candor asks counts, however plain"


@pytest.mark.parametrize(
    ("statement", "plain"),
    [
        ('SELECT COUNT(*) AS "__count" FROM "a"', True),
        ('SELECT "a"."b" FROM "a" WHERE ("a"."b" IN (%s, %s) AND "a"."c" = %s) ORDER BY "a"."b" LIMIT 21', True),
        ('UPDATE "a" SET "b" = %s WHERE "a"."c" = %s', True),
        ('INSERT INTO "a" ("b") VALUES (%s)', False),
        ('SELECT MAX("a"."b") FROM "a"', False),
        ('SELECT "a"."b" FROM "a" INNER JOIN "c" ON ("a"."c" = "c"."id")', False),
        ('SELECT "a"."b" FROM "a" WHERE "a"."c" IN (SELECT U0."id" FROM "c" U0)', False),
    ],
)
def test_plain_is_what_asks_one_table_for_its_columns(statement: str, plain: bool) -> None:
    assert is_plain(statement) == plain


def test_numbers_and_lengths_of_lists_make_no_other_statement() -> None:
    assert fingerprints("SELECT a WHERE b IN (%s, %s) LIMIT 21") == fingerprints(
        "SELECT a WHERE b IN (%s, %s, %s) LIMIT 51"
    )
    assert fingerprints("INSERT (%s, %s), (%s, %s)") == fingerprints("INSERT (%s, %s)")
    assert fingerprints('SAVEPOINT "s14012_x3"') == fingerprints('SAVEPOINT "s14099_x71"')
    assert not fingerprints("SELECT a") & fingerprints("SELECT b")
    assert not fingerprints("SELECT a") & fingerprints("SELECT a", "IntegrityError")


NOTES = 'SELECT "note"."id" AS "pk" FROM "note" WHERE '
OF_KIMS_CASES = '"note"."case_id" IN (SELECT U0."id" FROM "case" U0 WHERE U0."kim_id" = %s)'
OF_OPEN_CASES = '"note"."case_id" IN (SELECT U0."id" FROM "case" U0 WHERE U0."closed_at" IS NULL)'
WITH_CASES = 'SELECT "note"."id", "case"."ref" FROM "note" INNER JOIN "case" ON ("note"."case_id" = "case"."id")'
WITH_KIMS = (
    'SELECT "case"."id" FROM "case" LEFT OUTER JOIN "kim" ON ("case"."kim_id" = "kim"."id") WHERE "kim"."a" = %s'
)


@pytest.mark.parametrize(
    ("known", "combined"),
    [
        (
            [f'{NOTES}"note"."a" = %s', f'{NOTES}"note"."b" IS NULL ORDER BY 1 ASC'],
            f'{NOTES}(NOT ("note"."b" IS NULL) AND "note"."a" IN (%s, %s)) ORDER BY 1 ASC LIMIT 21',
        ),
        (
            ['UPDATE "note" SET "a" = %s WHERE "note"."id" = %s', 'UPDATE "note" SET "b" = %s WHERE "note"."c" = %s'],
            'UPDATE "note" SET "a" = %s, "b" = %s WHERE ("note"."c" = %s AND "note"."id" = %s)',
        ),
        ([NOTES + OF_KIMS_CASES, NOTES + OF_OPEN_CASES], f"{NOTES}({OF_KIMS_CASES} OR {OF_OPEN_CASES})"),
        (
            ['SELECT (SELECT MAX(U0."a") FROM "note" U0)', 'SELECT (SELECT MIN(U0."a") FROM "note" U0)'],
            'SELECT (SELECT MAX(U0."a") FROM "note" U0 UNION SELECT MIN(V0."a") FROM "note" V0)',
        ),
        (
            ['SELECT EXISTS(SELECT 1 FROM "a"), EXISTS(SELECT 1 FROM "b")', 'SELECT EXISTS(SELECT 1 FROM "c")'],
            'SELECT EXISTS(SELECT 1 FROM "a"), EXISTS(SELECT 1 FROM "c")',
        ),
        (
            [WITH_CASES, WITH_KIMS],
            f'{WITH_CASES} INNER JOIN "kim" T3 ON ("case"."kim_id" = T3."id") WHERE T3."a" = %s',
        ),
    ],
)
def test_a_new_combination_of_known_parts_is_nothing_new(known: list[str], combined: str) -> None:
    assert fingerprints(combined) <= {part for each in known for part in fingerprints(each)}


@pytest.mark.parametrize(
    ("known", "other"),
    [
        (f'{NOTES}"note"."a" = %s', f'{NOTES}"note"."a" > %s'),
        (f'{NOTES}"note"."a" = %s', 'DELETE FROM "note" WHERE "note"."a" = %s'),
        (f'{NOTES}"note"."a" = %s', 'UPDATE "note" SET "a" = %s WHERE "note"."a" = %s'),
        (f'{NOTES}"note"."a" = %s', 'SELECT "case"."id" AS "pk" FROM "case" WHERE "case"."a" = %s'),
        (f"{NOTES}{OF_KIMS_CASES}", f"{NOTES}{OF_OPEN_CASES}"),
        (f"{NOTES}{OF_KIMS_CASES}", f"{NOTES}{OF_KIMS_CASES}".replace('U0."id"', 'U0."ref"')),
        (WITH_CASES, WITH_CASES.replace('"note"."case_id"', '"note"."id"')),
        ('SELECT "a"."b" FROM "a" ORDER BY "a"."b"', 'SELECT "a"."b" FROM "a" ORDER BY "a"."c", "a"."b"'),
        ('SELECT "a"."b" FROM "a"', 'SELECT DISTINCT "a"."b" FROM "a"'),
        ('SELECT MAX("a"."b") FROM "a" WHERE y', 'SELECT MAX("a"."b") FROM "a" WHERE z'),
    ],
)
def test_what_postgresql_may_take_otherwise_is_another_part(known: str, other: str) -> None:
    assert not fingerprints(other) <= fingerprints(known)


@pytest.mark.django_db
def test_a_join_that_locks_its_rows_is_a_statement_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL refuses to lock rows that may be missing."""
    monkeypatch.setattr(engines, "_sent", set())
    people = Person.objects.select_related("account")
    with connection.execute_wrapper(engines.note):
        list(people)
        known = len(engines._sent)
        list(people)
        assert len(engines._sent) == known
        list(people.select_for_update())
        assert len(engines._sent) == known + 1


def test_what_does_not_close_is_one_part() -> None:
    assert parts("SELECT ':(' FROM somewhere") == {"SELECT ':(' FROM somewhere"}


def statements(tests: dict[str, Sent], names: set[str]) -> set[str]:
    return {statement for name in names for statement in tests[name].statements}
