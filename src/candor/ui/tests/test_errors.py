from __future__ import annotations

import html

import pytest
from django.test import RequestFactory
from django.utils import translation

from candor.ui.errors import WORDS, error


@pytest.mark.parametrize("kind", sorted(WORDS))
@pytest.mark.parametrize("language", ["en", "de"])
def test_every_error_is_told_in_words_before_anything_else_is_known_of_the_request(kind, language):
    with translation.override(language):
        response = error(RequestFactory().get("/"), status=503, kind=kind)
        assert response.status_code == 503
        assert str(WORDS[kind].title) in html.unescape(response.content.decode())


def test_htmx_gets_the_sentence_alone():
    response = error(RequestFactory().get("/", headers={"hx-request": "true"}), status=401, kind="signed-out")
    assert response["Content-Type"].startswith("text/plain")
    assert response.status_code == 401


def test_a_wrong_address_says_so(client):
    response = client.get("/no/such/page/")
    assert response.status_code == 404
    assert b"There is nothing at this address" in response.content
