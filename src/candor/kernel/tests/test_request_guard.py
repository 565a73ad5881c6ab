"""Nothing larger than a form may bring is read at all, whoever sends it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/contact/", "/customer/cases/", "/tech/"])
def test_a_body_above_the_limit_is_refused_unread_with_a_sentence(client: Client, settings: Any, address: str) -> None:
    settings.INSTANCE = replace(settings.INSTANCE, upload_mb=1)
    response = client.post(address, b"0" * 4_000_001, content_type="application/octet-stream")
    assert response.status_code == 413
    assert "That is too large to send" in response.content.decode()
    assert not response.cookies


@pytest.mark.parametrize("length", ["", "-5", "many"])
def test_a_length_that_is_none_does_no_harm(client: Client, length: str) -> None:
    assert client.get("/contact/", headers={"Accept-Language": "en"}, CONTENT_LENGTH=length).status_code == 200
