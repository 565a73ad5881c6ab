"""One world for all tests of a module: it is made once, and what a test changes is taken back after it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from candor.kernel import search
from tests.faults.writes import Site
from tests.kept import sign_in_just_now


@pytest.fixture(scope="module")
def _site_of_the_module(kept_rows: None) -> Site:
    search.prepare()
    site = Site()
    site.make_everything()
    return site


@pytest.fixture
def site(db: None, _site_of_the_module: Site) -> Iterator[Site]:
    sign_in_just_now()
    with _site_of_the_module.windows_as_they_were():
        yield _site_of_the_module
