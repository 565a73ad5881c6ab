"""A world for each test, and a home without the files that it left."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection

from candor.business.frozen import GUARDS, guard_issued
from tests.privacy import carriers, world


@pytest.fixture
def kims() -> Iterator[world.World]:
    """The world in which Kim is the subject. Needs a database that commits: what lies on the disk is looked at."""
    before = set(carriers.files_of_the_home())
    yield world.build()
    for file in set(carriers.files_of_the_home()) - before:
        if "files" in file.parts:
            file.unlink()


@pytest.fixture
def thawed() -> Iterator[None]:
    """Invoices that may be written over, as the real eraser never does: a stand-in that forgets empties texts."""
    with connection.cursor() as cursor:
        for table in GUARDS:
            where = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER {table}_issued{where}")
    yield
    guard_issued("default")
