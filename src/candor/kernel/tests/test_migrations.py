"""An empty database gets its tables at once, and they are those to which the steps lead that older ones go."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import psycopg
import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.test import override_settings

from candor.kernel.db import migrations

pytestmark = [pytest.mark.django_db, pytest.mark.db, pytest.mark.slow]

STEP_BY_STEP = """
from django.core.management import call_command
from candor.kernel.tests import test_migrations
with test_migrations.little_drawn_anew():
    call_command("migrate", verbosity=0)
"""
AS_IT_IS_TODAY = "from django.db import connection; assert not connection.introspection.table_names()"

PREPARED = """
import json, django
django.setup()
{first}
from candor.kernel import command
from candor.kernel.tests import test_migrations
command.prepare()
print(json.dumps(test_migrations.described()))
"""

Prepare = Callable[[str], dict[str, Any]]


@contextmanager
def little_drawn_anew() -> Iterator[None]:
    """At each change only the model itself is drawn anew, and not all models that lead to it.

    Drawing fifty models for each step was nine tenths of the time of all steps, and no statement depends on it: had one
    done so, the tables would not come out as they are today.
    """

    def alone(self: ProjectState, slice_name: str, model: str, delay: bool = False) -> set[tuple[str, str]]:
        self.is_delayed = True
        return {(slice_name, model)}

    with mock.patch.object(ProjectState, "_find_reload_model", alone):
        yield


@pytest.fixture
def prepared(tmp_path: Path) -> Iterator[Prepare]:
    """Prepare an instance of its own, after these lines of Python; what its database is made of."""
    with ExitStack() as databases:

        def prepare(first: str) -> dict[str, Any]:
            home = tmp_path / f"home{len(list(tmp_path.iterdir()))}"
            home.mkdir()
            environment = {
                **os.environ,
                "CANDOR_HOME": str(home),
                "DJANGO_SETTINGS_MODULE": "candor.config.settings.django",
            }
            if connection.vendor == "postgresql":
                environment["CANDOR_DATABASE"] = databases.enter_context(an_empty_database(home.name))
            program = PREPARED.format(first=first)
            done = subprocess.run(
                [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, done.stderr
            return dict(json.loads(done.stdout))

        yield prepare


@contextmanager
def an_empty_database(name: str) -> Iterator[str]:
    """A database beside the one of the tests; its address."""
    at = connection.get_connection_params()
    server = f"postgresql://{at['user']}:{at['password']}@{at['host']}:{at['port']}"
    name = f"{connection.settings_dict['NAME']}_{name}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as here:
        here.execute(f'CREATE DATABASE "{name}"')
        yield f"{server}/{name}"
        here.execute(f'DROP DATABASE "{name}"')


def test_a_fresh_instance_has_what_all_steps_lead_to(prepared: Prepare) -> None:
    by_steps, at_once = prepared(STEP_BY_STEP), prepared(AS_IT_IS_TODAY)
    assert len(by_steps["rows"]) == len(at_once["rows"]) > 100
    for kind, found in by_steps.items():
        only_by_steps = [each for each in found if each not in at_once[kind]]
        only_at_once = [each for each in at_once[kind] if each not in found]
        assert (only_by_steps, only_at_once) == ([], []), kind


def described() -> dict[str, list[Any]]:
    """Everything of which the database is made, whatever the order of columns; and how many rows there are."""
    with connection.cursor() as cursor:
        parts = {kind: _told(cursor, question) for kind, question in QUESTIONS[connection.vendor].items()}
        if "tables" in parts:
            parts["tables"] = [sorted(_parts(sql)) for (sql,) in parts["tables"]]
        names = connection.introspection.table_names(cursor)
        parts["rows"] = [_told(cursor, f"SELECT '{name}', COUNT(*) FROM \"{name}\"") for name in names]  # noqa: S608 - our own names
        return parts


QUESTIONS = {
    "sqlite": {
        "tables": "SELECT sql FROM sqlite_schema WHERE type = 'table'",
        "others": "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE type <> 'table'",
    },
    "postgresql": {
        "columns": """
            SELECT table_name, column_name, data_type, character_maximum_length, is_nullable, column_default,
                is_identity, identity_generation, collation_name, generation_expression
            FROM information_schema.columns WHERE table_schema = 'public'
        """,
        # What belongs to a column from its beginning bears a name of the server's, what came later one of Django's.
        "constraints": """
            SELECT conrelid::regclass::text, contype::text, pg_get_constraintdef(oid), condeferrable, condeferred
            FROM pg_constraint WHERE connamespace = 'public'::regnamespace
        """,
        "indexes": """
            SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
            JOIN pg_class ON pg_class.oid = indexrelid
            WHERE relnamespace = 'public'::regnamespace
            AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid AND contype <> 'f')
        """,
    },
}


def _told(cursor: Any, question: str) -> list[Any]:
    cursor.execute(question)
    return [list(row) for row in cursor.fetchall()]


def _parts(sql: str) -> Iterator[str]:
    """The columns and constraints of a CREATE TABLE, behind its name."""
    name, _, body = sql.partition(" (")
    yield name
    depth, part = 0, ""
    for letter in body:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "," and depth == 0:
            yield part.strip()
            part = ""
        else:
            part += letter
    yield part.strip().removesuffix(")")


def test_the_steps_are_told_by_their_files_as_their_loading_would_tell_them() -> None:
    with override_settings(MIGRATION_MODULES={}):  # the suite makes its tables without them
        steps = MigrationLoader(None).disk_migrations or {}
    assert migrations._steps() == set(steps)
