"""What every test has: the known cast, a fit house, and passwords that are quick to check."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.models.expressions import BaseExpression
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import URLResolver, get_resolver
from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers
from jinja2 import FileSystemBytecodeCache

from candor.kernel.search.backends import tables_of
from candor.kernel.search.backends.sqlite_terms import LIST_OF_WORDS
from candor.kernel.search.registry import searchable

pytest_plugins = [
    "tests.collecting", "tests.cast", "tests.emptying", "tests.engines", "tests.kept", "tests.whole_site",
    "tests.longest", "tests.browser", "candor.mail.tests.servers",
]  # fmt: skip

# How long an example takes says how busy the machine is, nothing about what is tried.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


DECIDING = {"rules", "parsing", "search", "finding", "recognising", "redacting", "papers", "http"}
"""Folders with what decides by comparing values."""


class QuickArgon2(Argon2PasswordHasher):
    """Argon2 at its weakest, so that signing in costs tests nothing. The real settings have their own test."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1


@pytest.fixture(scope="session", autouse=True)
def _templates_compiled_once(pytestconfig: pytest.Config) -> None:
    """Every process of every part reads what the first one compiled; a changed template is compiled anew.

    So are all of them when the way of compiling changes.
    """
    from django.template import engines

    from candor.ui import compiling

    way = hashlib.sha256(Path(compiling.__file__).read_bytes()).hexdigest()[:12]
    place = pytestconfig.rootpath / ".pytest_cache" / "templates" / way
    place.mkdir(parents=True, exist_ok=True)
    for engine in engines.all():
        engine.env.bytecode_cache = FileSystemBytecodeCache(str(place))


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> Iterator[None]:
    """For worlds that a module's tests share too."""
    with override_settings(PASSWORD_HASHERS=["conftest.QuickArgon2"]):
        yield


@pytest.fixture(scope="session", autouse=True)
def _no_list_of_tried_routes() -> Iterator[None]:
    """Only a page for developers shows which routes an address did not fit; keeping that list takes time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(URLResolver, "_extend_tried", staticmethod(lambda *_: None))
        yield


@pytest.fixture(scope="session", autouse=True)
def _each_address_is_resolved_once() -> Iterator[None]:
    """The walks ask for the same thousands of addresses again and again; hundreds of routes are tried each time."""
    root = get_resolver()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(root, "resolve", lru_cache(maxsize=20_000)(root.resolve), raising=False)
        yield


@pytest.fixture(scope="session", autouse=True)
def _examples_know_what_rules_compare_with() -> Iterator[None]:
    """Hypothesis tries constants of our sources, too. Those of rules, parsers and searches are the ones that decide
    something; reading more than a thousand modules took each process a second, and each kind of text chose among all.
    """
    is_local = providers.is_local_module_file

    def decides(path: str) -> bool:
        return not DECIDING.isdisjoint(Path(path).parts) and is_local(path)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(providers, "is_local_module_file", decides)
        yield


@pytest.fixture(scope="session", autouse=True)
def _quick_copies() -> Iterator[None]:
    """Django copies each part of a query many times, as pickling would; straight, a request takes a thirtieth less."""

    def copy(self: BaseExpression) -> BaseExpression:
        clone = object.__new__(type(self))
        clone.__dict__.update(self.__getstate__())
        return clone

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseExpression, "copy", copy)
        yield


@pytest.fixture(scope="session", autouse=True)
def _no_power_cuts() -> Iterator[None]:
    """Rows of tests need not outlive the power: nothing waits for the disk, as nothing does on their PostgreSQL."""

    def write_and_go_on(connection: BaseDatabaseWrapper, **_further: object) -> None:
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                for _number, name, _path in cursor.execute("PRAGMA database_list").fetchall():
                    cursor.execute(f"PRAGMA {name}.synchronous = OFF")

    connection_created.connect(write_and_go_on)
    yield
    connection_created.disconnect(write_and_go_on)


@pytest.fixture(scope="session", autouse=True)
def _searches_change_no_schema() -> Iterator[None]:
    """A connection's first search lists the words of its index, in a table of its own. Within a test's transaction that
    is a change of the schema, and after each rollback from then on SQLite would read the whole schema anew.
    """

    def list_words(connection: BaseDatabaseWrapper, **_further: object) -> None:
        if connection.vendor == "sqlite" and threading.current_thread() is threading.main_thread():
            for table in tables_of(searchable()):
                connection.connection.execute(LIST_OF_WORDS.format(table))

    connection_created.connect(list_words)
    yield
    connection_created.disconnect(list_words)


@pytest.fixture(scope="session", autouse=True)
def _no_count_of_forgotten_queries() -> Iterator[None]:
    """A browser's next request empties the log that captured queries are read from; then none would be counted."""
    read: Any = CaptureQueriesContext.captured_queries

    def captured_queries(self: CaptureQueriesContext) -> list[dict[str, str]]:
        if self.final_queries is not None and len(self.connection.queries_log) < self.final_queries:
            pytest.fail("Count the queries before the next request.")
        found: list[dict[str, str]] = read.fget(self)
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(CaptureQueriesContext, "captured_queries", property(captured_queries))
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: object) -> Iterator[None]:
    """The checks that run before anything starts run once per test session, against the live test schema."""
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    from candor.kernel import search
    from candor.kernel.check import check
    from candor.kernel.db.migrations import note_every_step
    from tests import kept

    with django_db_blocker.unblock():  # type: ignore[attr-defined] # pytest-django's blocker
        MigrationRecorder(connection).ensure_schema()  # what a real instance has beside the models' tables
        note_every_step()
        search.prepare()
        check()
    yield
    kept.close()


@pytest.fixture(autouse=True)
def _fresh_process() -> None:
    """No test meets what the process remembers of another one's rows, whose numbers come again."""
    from candor.helpdesk.queries import view_figures
    from candor.kernel import access_log, instance
    from candor.kernel.api.operations import requests_of_a_token
    from candor.people import bearer

    instance.forget()
    access_log.forget_cache()
    view_figures.forget()
    requests_of_a_token.forget()
    bearer.wrong_tokens.forget()


@pytest.fixture
def _row_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """For who compares queries of two requests: on a slow machine the instance's row may be read again between them."""
    from candor.kernel import instance

    monkeypatch.setattr(instance, "REMEMBERED_FOR", 3600.0)
    instance.forget()
