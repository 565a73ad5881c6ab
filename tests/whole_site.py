"""A pytest plugin: a site with something behind every address, made once in each test process.

Making it takes as long as a hundred tests. The first module that asks for it makes it; while such a module lasts, its
rows stand in the database, and in between they lie in a copy. What a test changes is taken back after it, as always.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.db import transaction

from candor.kernel import search
from tests.kept import PostgreSQLRows, SQLiteRows, copy_of_rows, sign_in_just_now

if TYPE_CHECKING:
    from tests.faults.writes import Site

LEDGER = "ledger"
"""The folder below the home. Tests of restoring take it away."""

LASTS = 480.0
"""Seconds. Some of its links and codes live for ten minutes only; a later module has them made anew."""


@dataclass(frozen=True)
class WholeSite:
    """The site with its rows and stored files as they were when it had been made."""

    site: Site
    rows: SQLiteRows | PostgreSQLRows = field(default_factory=copy_of_rows)
    files: dict[Path, bytes] = field(default_factory=lambda: {file: file.read_bytes() for file in _stored_files()})
    made_at: float = field(default_factory=time.monotonic)

    @property
    def is_young(self) -> bool:
        return time.monotonic() - self.made_at < LASTS

    def put_back(self) -> None:
        self.rows.put_back()
        for file, content in self.files.items():
            if file.parent.name == LEDGER or not file.exists():  # the rows know the last line of just this ledger
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(content)


@pytest.fixture(scope="session")
def _made_before() -> list[WholeSite]:
    """The one that this process has made, if any."""
    return []


@pytest.fixture(scope="module")
def whole_site(lasting_rows: None, _made_before: list[WholeSite]) -> WholeSite:
    if _made_before and _made_before[0].is_young:
        _made_before[0].put_back()
    else:
        _made_before[:] = [WholeSite(_made())]
    return _made_before[0]


@pytest.fixture
def fresh_site(db: None, whole_site: WholeSite) -> Iterator[Site]:
    """The site for one test, everybody freshly signed in."""
    sign_in_just_now()
    with whole_site.site.windows_as_they_were():
        yield whole_site.site


def _made() -> Site:
    from tests.faults.writes import Site  # loads every slice, which most runs of single tests need not

    search.prepare()
    with transaction.atomic():
        site = Site()
        site.make_everything()
    return site


def _stored_files() -> Iterator[Path]:
    home = Path(settings.INSTANCE.home)
    return (file for folder in ("files", LEDGER) for file in (home / folder).rglob("*") if file.is_file())
