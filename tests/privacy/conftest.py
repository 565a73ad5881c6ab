"""A world for each test, and a home without the files that it left."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from candor.business.frozen import GUARDS, guard_issued
from tests.kept import PostgreSQLRows, SQLiteRows, copy_of_rows
from tests.privacy import carriers, world


@dataclass(frozen=True)
class MadeWorld:
    """The world with its rows and stored files as they were when it had been made."""

    kims: world.World
    files: dict[Path, bytes]
    rows: SQLiteRows | PostgreSQLRows = field(default_factory=copy_of_rows)

    def put_back_files(self) -> None:
        for file, content in self.files.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)


@pytest.fixture(scope="session")
def _made_worlds() -> list[MadeWorld]:
    """The one that this process has made, if any: making it takes the time of twenty tests, putting it back none."""
    return []


@pytest.fixture
def kims(transactional_db: None, _made_worlds: list[MadeWorld]) -> Iterator[world.World]:
    """The world in which Kim is the subject. Needs a database that commits: what lies on the disk is looked at."""
    with _there(_made_worlds) as there:
        yield there


@pytest.fixture(scope="module")
def _there_for_the_module(
    django_db_setup: None, django_db_blocker: Any, _made_worlds: list[MadeWorld]
) -> Iterator[None]:
    with django_db_blocker.unblock(), _there(_made_worlds):
        yield


@pytest.fixture
def kims_meanwhile(_there_for_the_module: None, db: None, _made_worlds: list[MadeWorld]) -> world.World:
    """The same world for tests that take back what they do. It stands there while the module lasts: whatever looks for
    other rows belongs elsewhere.
    """
    _made_worlds[0].put_back_files()
    return deepcopy(_made_worlds[0].kims)


@contextmanager
def _there(made: list[MadeWorld]) -> Iterator[world.World]:
    """Kim's world, of which nothing is left after the block."""
    before = set(carriers.files_of_the_home())
    empty = copy_of_rows()
    if made:
        made[0].rows.put_back()
        made[0].put_back_files()
    else:
        made.append(_made(before))
    yield deepcopy(made[0].kims)
    empty.put_back()
    for file in set(carriers.files_of_the_home()) - before:
        if "files" in file.parts:
            file.unlink()


def _made(before: set[Path]) -> MadeWorld:
    kims = world.build()
    new = set(carriers.files_of_the_home()) - before
    return MadeWorld(kims, {file: file.read_bytes() for file in new if "files" in file.parts})


@pytest.fixture
def thawed(kims: world.World) -> Iterator[None]:
    """Invoices that may be written over, as the real eraser never does: a stand-in that forgets empties texts."""
    with connection.cursor() as cursor:
        for table in GUARDS:
            where = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER {table}_issued{where}")
    yield
    guard_issued("default")
