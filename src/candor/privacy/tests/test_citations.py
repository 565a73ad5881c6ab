"""What our letters, pages and guides cite of the GDPR exists, speaks of what it is cited for, and is the same in both
languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from candor.privacy.models import RequestKind
from tests.law import GDPR, Citation, citations, exists

ROOT = Path(__file__).parents[4]
TEXTS = sorted((ROOT / "src/candor/privacy/texts").glob("*.md")) + sorted((ROOT / "docs/guide").glob("*.md"))
OUTSIDE = re.compile(r"lit\. [a-z]\b|Art\. ?\d+\(\d")
"""How German texts do not write a citation: it is "Art. 6 Abs. 1 Buchst. f"."""

BARE = re.compile(r"(^|\. )Art\. [^.]*$")


def both() -> Iterator[tuple[str, str, str]]:
    """Each text that cites something: its catalogue, the English, the German."""
    for path in sorted((ROOT / "src/candor").glob("*/locale/de/LC_MESSAGES/django.po")):
        with path.open("rb") as file:
            for message in read_po(file):
                english = message.id if isinstance(message.id, str) else message.id[0]
                german = message.string if isinstance(message.string, str) else message.string[0]
                if "Art. " in english or "Art. " in german:
                    yield path.parts[-5], english, german


@pytest.fixture(scope="module")
def texts() -> list[tuple[str, str, str]]:
    return list(both())


def test_every_citation_exists(texts: list[tuple[str, str, str]]) -> None:
    wrong = [
        f"{where}: {cited} in “{text}”"
        for where, english, german in texts
        for text, is_german in ((english, False), (german, True))
        for cited in citations(text, is_german=is_german)
        if not exists(cited)
    ]
    assert wrong == []
    assert len(texts) > 100


def test_both_languages_cite_the_same(texts: list[tuple[str, str, str]]) -> None:
    wrong = [
        f"{where}: “{english}” / “{german}”"
        for where, english, german in texts
        if sorted(citations(english, is_german=False)) != sorted(citations(german, is_german=True))
    ]
    assert wrong == []
    assert [german for _where, _english, german in texts if OUTSIDE.search(german) and "2006/112" not in german] == []


def test_a_text_speaks_of_what_it_cites(texts: list[tuple[str, str, str]]) -> None:
    """Of those that cite within a sentence: a bare citation below a heading is held against its kind further below."""
    wrong = [
        f"{where}: {cited} ({GDPR[cited.article].english}) in “{english}”"
        for where, english, _german in texts
        for cited in citations(english, is_german=False)
        if BARE.search(english) is None and not re.search(GDPR[cited.article].about, english, re.I)
    ]
    assert wrong == []


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_notices_and_guides_cite_what_exists(path: Path) -> None:
    text = " ".join(path.read_text().split())
    is_german = path.name.endswith(".de.md")
    assert [str(cited) for cited in citations(text, is_german=is_german) if not exists(cited)] == []


def test_the_notice_cites_the_same_in_both_languages() -> None:
    for english in sorted((ROOT / "src/candor/privacy/texts").glob("*.en.md")):
        german = english.with_name(english.name.replace(".en.", ".de."))
        said = [set(citations(one.read_text(), is_german=one is german)) for one in (english, german)]
        assert said[0] == said[1], english.name


def test_each_kind_of_request_names_its_article() -> None:
    """The names of the rights are those of the articles' headings."""
    wanted = {
        RequestKind.ACCESS: (15, "access"),
        RequestKind.RECTIFICATION: (16, "rectification"),
        RequestKind.ERASURE: (17, "erasure"),
        RequestKind.RESTRICTION: (18, "restriction"),
        RequestKind.PORTABILITY: (20, "portability"),
        RequestKind.OBJECTION: (21, "object"),
        RequestKind.WITHDRAWAL: (7, "consent"),
    }
    for kind, (number, word) in wanted.items():
        assert list(citations(str(kind.label), is_german=False)) == [Citation(number)]
        assert word in GDPR[number].english.lower()
        assert word in str(kind.label).lower()
