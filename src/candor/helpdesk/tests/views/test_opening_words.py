"""The words with which the house greets visitors on the welcome page."""

from __future__ import annotations

import html
from itertools import product
from typing import Any

import pytest
from django.test import Client

from candor.helpdesk.models import OpeningWords
from candor.helpdesk.rules.opening_words import Opening, opening_for
from candor.kernel import instance
from candor.kernel.models import Instance
from candor.people.models import Person
from tests.cast import signed_in

pytestmark = pytest.mark.django_db

ADDRESS = "/tech/configuration/welcome/"


def written(**changes: str) -> dict[str, str]:
    return {
        "version": "0", "step": "save", "heading_en": "", "text_en": "", "heading_de": "Moin aus Kiel",
        "text_de": "Erst https://lindwurm.example/faq lesen.\n\nDann fragen.", **changes,
    }  # fmt: skip


def welcome(language: str) -> str:
    return html.unescape(Client().get("/", headers={"Accept-Language": language}).content.decode())


def save(browser: Client, **changes: str) -> Any:
    return browser.post(ADDRESS, written(**changes))


def test_visitors_read_the_words_in_their_language_with_paragraphs_and_links(adam: Person) -> None:
    assert save(signed_in(adam)).status_code == 303
    page = welcome("de")
    assert "Moin aus Kiel" in page
    assert 'href="https://lindwurm.example/faq"' in page
    assert '<p dir="auto">Dann fragen.</p>' in page
    assert "Wie können wir Ihnen helfen" not in page


def test_another_language_reads_the_houses_own_words_or_the_usual_ones(adam: Person) -> None:
    save(signed_in(adam))
    Instance.objects.create(organisation_name="Lindwurm", language="de")
    instance.forget()
    assert "Moin aus Kiel" in welcome("en")
    Instance.objects.update(language="en")
    instance.forget()
    assert "How can we help you?" in welcome("en")


def test_without_words_the_page_is_as_always() -> None:
    assert "How can we help you?" in welcome("en")


def test_a_preview_saves_nothing(adam: Person) -> None:
    answer = save(signed_in(adam), step="preview")
    assert answer.status_code == 200
    assert html.unescape(answer.content.decode()).count("Moin aus Kiel") == 2, "in the field and as visitors see it"
    assert not OpeningWords.objects.exists()


def test_markup_is_shown_and_never_obeyed(adam: Person) -> None:
    save(signed_in(adam), text_de="<script>alert(1)</script> javascript:alert(1)")
    page = Client().get("/", headers={"Accept-Language": "de"}).content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert 'href="javascript:' not in page


@pytest.mark.parametrize(("field", "length"), [("heading_en", 81), ("text_en", 1_501)])
def test_too_long_words_come_back_with_what_is_wrong(adam: Person, field: str, length: int) -> None:
    answer = save(signed_in(adam), **{field: "x" * length})
    assert answer.status_code == 422
    text = html.unescape(answer.content.decode())
    assert "characters are the most" in text
    assert "Moin aus Kiel" in text
    assert not OpeningWords.objects.exists()


def test_who_saves_second_sees_both_and_overwrites_knowingly(adam: Person) -> None:
    browser = signed_in(adam)
    save(browser)
    answer = save(browser, heading_de="Willkommen")
    assert answer.status_code == 409
    text = html.unescape(answer.content.decode())
    assert "Willkommen" in text
    assert "Moin aus Kiel" in text
    assert save(browser, heading_de="Willkommen", version="1").status_code == 303
    assert "Willkommen" in welcome("de")


def test_only_administrators_write_them(anna: Person, mara: Person) -> None:
    for person in (anna, mara):
        assert signed_in(person).get(ADDRESS).status_code == 404
        assert save(signed_in(person)).status_code == 404


def test_the_first_language_with_words_counts_and_no_page_mixes_two() -> None:
    """Every combination of what may stand in two languages."""
    all_words = [Opening(heading, text) for heading in ("", "Hello") for text in ("", "Ask us.")]
    for first, second in product(all_words, all_words):
        shown = opening_for({"de": first, "en": second}, ("de", "fr", "en"))
        assert shown == (second if first.is_blank else first)
