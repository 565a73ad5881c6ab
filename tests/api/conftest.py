"""The API's walks go through the site that all walks share, with what programs need besides."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import transaction

from candor.kernel.api.operations import requests_of_a_token
from candor.people.actions import tokens
from tests.api.operations import Desk
from tests.whole_site import WholeSite


@pytest.fixture(scope="module")
def _desk_of_the_module(whole_site: WholeSite) -> Iterator[Desk]:
    """Each test's transaction lies within ours."""
    with transaction.atomic():
        yield Desk(whole_site.site)
        transaction.set_rollback(True)


@pytest.fixture
def desk(db: None, _desk_of_the_module: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Of its programs' requests none is refused as one too many, nor is the first of a minute and notes that."""
    monkeypatch.setattr(requests_of_a_token, "most", 10_000_000)
    monkeypatch.setattr(tokens, "SEEN_EVERY", timedelta(days=1))
    requests_of_a_token.forget()
    return _desk_of_the_module
