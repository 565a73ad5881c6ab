"""The house does not open while anything in it is undeclared, unguarded or unsafe."""

from __future__ import annotations

from collections.abc import Iterator
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
from candor.kernel.search import backends

pytestmark = [pytest.mark.django_db, pytest.mark.db]


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


def test_every_classified_column_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Mutants: forget the declaration of one column after the other; each is missed."""
    live = personal_data._live()
    monkeypatch.setattr(personal_data, "_live", lambda: live)
    for name, table in personal_data.tables().items():
        for column in table.columns:
            without = {key: value for key, value in table.columns.items() if key != column}
            monkeypatch.setitem(personal_data._tables, name, replace(table, columns=without))
            assert f"The column {name}.{column} is not declared." in personal_data.undeclared()
        monkeypatch.setitem(personal_data._tables, name, table)


@pytest.fixture
def forgotten_file() -> Iterator[str]:
    file = django_settings.INSTANCE.home / "customers.csv"
    file.write_text("Kim")
    yield file.name
    file.unlink()


def test_an_undeclared_file_in_the_home_is_caught(forgotten_file: str) -> None:
    (problem,) = problems()
    assert problem.startswith(f"{forgotten_file} in ")


def test_a_lost_search_table_is_caught() -> None:
    kind = "helpdesk.ticket"
    with backends.backend().writing() as writer:
        writer.drop(kind)
    assert problems() == [f"The search index has no place for {kind}; run: candor instance prepare"]


def unguarded(request: Any) -> HttpResponse:
    return HttpResponse("open to all")


urlpatterns = [path("forgotten/", unguarded), path("", include("candor.config.urls"))]


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
def test_passwords_do_not_cross_a_network_in_the_clear(
    settings: Any, base_url: str, plain_http: bool, is_safe: bool
) -> None:
    settings.INSTANCE = replace(settings.INSTANCE, base_url=base_url, plain_http=plain_http)
    assert (problems() == []) is is_safe


def test_djangos_deployment_checks_count_where_the_address_is_public(settings: Any) -> None:
    settings.INSTANCE = replace(settings.INSTANCE, base_url="https://help.example.com")
    settings.DEBUG = True
    assert any("DEBUG" in problem for problem in problems())


def test_older_code_opens_on_a_newer_database() -> None:
    MigrationRecorder(connection).record_applied("kernel", "0099_from_the_future")
    execute("ALTER TABLE kernel_instance ADD COLUMN favourite_colour varchar(20)")
    assert problems() == []
