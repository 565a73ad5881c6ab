"""The house does not open while anything in it is undeclared, unguarded or unsafe."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpResponse
from django.urls import clear_url_caches, include, path

from candor.kernel.check import NotFit, check
from candor.kernel.registries import personal_data
from candor.kernel.registries.personal_data import (
    Column,
    Erase,
    Purpose,
    Way,
    anchors,
    by_address,
    completeness,
    counts_from,
    last_of,
    personal,
    table_map,
    technical,
)
from candor.kernel.search import backends

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def redacted(category: str, *, store: str = "") -> Column:
    return personal(category, purposes=[Purpose.SUPPORT], erase=Erase.REDACT_SPANS, store=store)


def emptied(category: str) -> Column:
    return personal(category, purposes=[Purpose.SUPPORT], erase=Erase.NULL)


def problems() -> list[str]:
    try:
        check()
    except NotFit as unfit:
        return unfit.problems
    return []


def execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_the_house_as_it_is_may_open() -> None:
    assert problems() == []


def test_an_unclassified_column_is_caught() -> None:
    execute("ALTER TABLE kernel_instance ADD COLUMN favourite_colour varchar(20)")
    assert problems() == ["The column kernel_instance.favourite_colour is not declared."]


def test_an_undeclared_table_is_caught_also_without_a_model() -> None:
    execute("CREATE TABLE visitors (name varchar(80))")
    assert problems() == ["The table visitors is not declared."]


def test_a_table_in_a_schema_of_its_own_is_caught() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no schemas; its other files are entries of the home")
    execute("CREATE SCHEMA attic")
    execute("CREATE TABLE attic.visitors (name varchar(80))")
    assert problems() == ["The table attic.visitors is not declared."]


def test_a_column_that_is_declared_and_gone_is_caught() -> None:
    execute("ALTER TABLE kernel_instance DROP COLUMN contact_phone")
    assert problems() == ["The declared column kernel_instance.contact_phone does not exist."]


@pytest.mark.once
def test_every_classified_column_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Mutants: forget the declaration of one column after the other; each is missed."""
    live = completeness.live_schema()
    monkeypatch.setattr(completeness, "live_schema", lambda: live)
    for name, table in personal_data.tables().items():
        for column in table.columns:
            without = {key: value for key, value in table.columns.items() if key != column}
            monkeypatch.setitem(table_map._tables, name, replace(table, columns=without))
            assert f"The column {name}.{column} is not declared." in personal_data.undeclared()
        monkeypatch.setitem(table_map._tables, name, table)


def test_a_column_injected_into_any_table_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """Mutants: a column that nobody classified appears in one live table after the other."""
    live = completeness.live_schema()
    for name, columns in live.items():
        mutant = {**live, name: columns | {"nickname"}}
        monkeypatch.setattr(completeness, "live_schema", lambda mutant=mutant: mutant)
        assert personal_data.undeclared() == [f"The column {name}.nickname is not declared."]


CONTRADICTIONS = [
    ({"keep": "for-ever"}, "The retention key for-ever of people_person is not declared."),
    ({"ways": ()}, "The table people_person has personal columns and no way to the person."),
    ({"ways": (Way("pet__owner"),)}, "The way pet__owner of people_person leads nowhere."),
    (
        {"since": last_of("name")},
        "The period of people_person begins with name, which is no moment that can be asked for.",
    ),
    ({"keep": "case"}, "The table people_person does not say with which moment the period case begins (since=...)."),
    (
        {"ways": (by_address("name"),)},
        "The period customer begins with a person, and people_person has no way by key to one.",
    ),
    ({"ways": (Way("self"),), "columns": {"merged_into_id": technical()}}, "merged_into_id points to a person"),
    (
        {"columns": {"name": redacted("user.shoe_size")}},
        "has the category user.shoe_size, which is none of fideslang's",
    ),
    ({"columns": {"name": redacted("user.name", store="attic")}}, "names the store attic, which is not declared"),
    ({"columns": {"name": redacted("user.name")}}, "Erasure deletes rows of people_person for "),
    ({"columns": {"created_at": emptied("user.behavior")}}, "people_person.created_at is to be emptied and cannot be"),
]


@pytest.mark.once
@pytest.mark.parametrize(("change", "problem"), CONTRADICTIONS)
def test_a_declaration_that_contradicts_itself_is_caught(
    change: dict[str, Any], problem: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = personal_data.tables()["people_person"]
    columns = {**table.columns, **change.pop("columns", {})}
    monkeypatch.setitem(table_map._tables, "people_person", replace(table, columns=columns, **change))
    assert any(problem in told for told in problems()), problems()


@pytest.mark.once
def test_every_table_with_a_period_of_the_owners_says_when_it_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    """Mutants: forget the beginning of one table after the other, then the signs of each key; each is missed."""
    for name, table in personal_data.tables().items():
        if table.since is not None:
            monkeypatch.setitem(table_map._tables, name, replace(table, since=None))
            told = "\n".join(personal_data.contradictions())
            assert f"The table {name} does not say with which moment" in told or table.keep in ("customer",), name
            monkeypatch.setitem(table_map._tables, name, table)
    monkeypatch.setattr(anchors, "_signs", {})
    told = "\n".join(personal_data.contradictions())
    for table in personal_data.tables().values():
        if table.is_personal and table.since is None and personal_data.retentions()[table.keep].needs_rule:
            assert f"The table {table.name} does not say with which moment" in told


SENSELESS = [
    (("for-ever", "people.person", "self", "created_at"), "The retention key for-ever, whose period is said to"),
    (("customer", "people.pet", "owner", "fed_at"), "begins with fed_at of people.pet, which is no moment"),
    (("customer", "people.person", "self", "name"), "begins with name of people.person, which is no moment"),
    (("customer", "people.membership", "organisation", "since"), "people.membership, whose organisation leads to no"),
]


@pytest.mark.once
@pytest.mark.parametrize(("sign", "problem"), SENSELESS)
def test_a_sign_of_somebody_that_cannot_be_asked_for_is_caught(
    sign: tuple[str, str, str, str], problem: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(anchors, "_signs", dict(anchors._signs))
    key, label, person, at = sign
    counts_from(key, label, person=person, at=at)
    assert any(problem in told for told in problems()), problems()


@pytest.mark.once
@pytest.mark.parametrize(
    "name", ["customers.csv", "exports/", "candor.log", "files/old/", "files/kim.pdf", "run/list.txt"]
)
def test_an_undeclared_file_or_folder_in_the_home_is_caught(name: str) -> None:
    """Everything a person can put there, and what a new part of the software would: a folder, a log, a queue."""
    home = django_settings.INSTANCE.home
    forgotten = home / name
    new = forgotten if forgotten.parent.exists() else forgotten.parent
    forgotten.parent.mkdir(exist_ok=True)
    forgotten.mkdir() if name.endswith("/") else forgotten.write_text("Kim")
    try:
        assert problems() == [f"{name.rstrip('/')} in {home} belongs to no declared store; move it away."]
    finally:
        forgotten.rmdir() if forgotten.is_dir() else forgotten.unlink()
        if new != forgotten:
            new.rmdir()


@pytest.mark.once
def test_a_store_of_peoples_data_needs_a_keeper() -> None:
    with pytest.raises(personal_data.DeclarationError, match="has no keeper"):
        personal_data.declare_store("fax", holds="Faxes.", erase=Erase.DELETE_ROW, paths=["fax"])


def test_a_full_text_table_beside_the_index_is_caught() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has no FTS5")
    execute("CREATE VIRTUAL TABLE notes USING fts5(text)")
    assert "The table notes is not declared." in problems()


def test_a_table_in_the_index_that_no_kind_has_is_caught() -> None:
    schema = "candor_search"
    execute(f"CREATE TABLE {schema}.visitors (name varchar(80))")
    assert problems() == ["The search index holds the table visitors, which belongs to no kind."]


def test_a_lost_search_table_is_caught() -> None:
    kind = "helpdesk.ticket"
    with backends.backend().writing() as writer:
        writer.drop(kind)
    assert problems() == [f"The search index has no place for {kind}; run: candor instance prepare"]


def unguarded(request: Any) -> HttpResponse:
    return HttpResponse("open to all")


urlpatterns = [path("forgotten/", unguarded), path("", include("candor.config.urls"))]


@pytest.mark.once
def test_a_route_without_a_policy_is_caught(settings: Any) -> None:
    settings.ROOT_URLCONF = __name__
    clear_url_caches()
    assert problems() == ["The route forgotten/ has no policy; make it with kernel.http.routes.route."]


@pytest.mark.parametrize(
    ("base_url", "plain_http", "is_safe"),
    [
        ("http://localhost:8000", False, True),
        ("http://127.0.0.1:8000", False, True),
        ("http://help.example.com", False, False),
        ("http://help.example.com", True, True),
    ],
)
@pytest.mark.once
def test_passwords_do_not_cross_a_network_in_the_clear(
    settings: Any, base_url: str, plain_http: bool, is_safe: bool
) -> None:
    settings.INSTANCE = replace(settings.INSTANCE, base_url=base_url, plain_http=plain_http)
    assert (problems() == []) is is_safe


@pytest.mark.once
def test_djangos_deployment_checks_count_where_the_address_is_public(settings: Any) -> None:
    settings.INSTANCE = replace(settings.INSTANCE, base_url="https://help.example.com")
    settings.DEBUG = True
    assert any("DEBUG" in problem for problem in problems())


def test_older_code_opens_on_a_newer_database() -> None:
    MigrationRecorder(connection).record_applied("kernel", "0099_from_the_future")
    execute("ALTER TABLE kernel_instance ADD COLUMN favourite_colour varchar(20)")
    assert problems() == []
