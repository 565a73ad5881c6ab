"""What every story told in the browser begins with. The browser itself is `tests.browser`'s."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from candor.kernel import search
from candor.kernel.access_log import forget_cache


@pytest.fixture(autouse=True)
def _clean_house(transactional_db: Any) -> Iterator[None]:
    """An index to search in, and nothing remembered of who looked at whom in an earlier story."""
    search.prepare()
    forget_cache()
    yield
    forget_cache()
