"""A world for each test, and a home without the files that it left."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.privacy import carriers, world


@pytest.fixture
def kims() -> Iterator[world.World]:
    """The world in which Kim is the subject. Needs a database that commits: what lies on the disk is looked at."""
    before = set(carriers.files_of_the_home())
    yield world.build()
    for file in set(carriers.files_of_the_home()) - before:
        if "files" in file.parts:
            file.unlink()
