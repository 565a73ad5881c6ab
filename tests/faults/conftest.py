"""Every story here is told of the whole site."""

from __future__ import annotations

import pytest

from tests.faults.writes import Site


@pytest.fixture
def site(fresh_site: Site) -> Site:
    return fresh_site
