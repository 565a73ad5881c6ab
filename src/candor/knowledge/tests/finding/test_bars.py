"""How often the right article is among the first five, held to what the interfaces promise.

The questions are real ones where the corpora are there. A larger set is made of our own documentation: each section is
an article among some hundreds that share its words, and is asked for by its title, by a part of its words in another
order, and with a slip. What is drawn is drawn from a fixed seed, so each run asks the same.
"""

from __future__ import annotations

import json
import os
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from candor.kernel.actor import SYSTEM
from candor.knowledge.actions.importing import Entry, import_articles
from candor.knowledge.queries.seeking import search_articles

pytestmark = [pytest.mark.django_db, pytest.mark.db]

CORPUS = Path(os.environ.get("CANDOR_CORPORA", "../shared/corpora")) / "knowledge.jsonl"
DOCS = Path(__file__).parents[5] / "docs"
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Asked:
    question: str
    title: str


def found_among_five(asked: Sequence[Asked]) -> tuple[float, float]:
    """The parts of the questions that found their article, and that found nothing at all."""
    found = empty = 0
    for each in asked:
        titles = [hit.article.title for hit in search_articles(SYSTEM, each.question, "en")]
        found += each.title in titles
        empty += not titles
    return found / len(asked), empty / len(asked)


def with_slips(asked: Sequence[Asked]) -> list[Asked]:
    """Each question with one letter left out, doubled, swapped or replaced in one of its longer words."""
    draw = random.Random(7)
    return [Asked(slipped(each.question, draw), each.title) for each in asked]


def slipped(question: str, draw: random.Random) -> str:
    words = question.split()
    long = [place for place, word in enumerate(words) if len(word) >= 4 and word.isalpha()]
    if not long:
        return question
    place = draw.choice(long)
    word, at = words[place], draw.randrange(len(words[place]) - 1)
    words[place] = draw.choice(
        [
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + draw.choice(LETTERS) + word[at + 1 :],
        ]
    )
    return " ".join(words)


def test_real_questions_find_their_article() -> None:
    if not CORPUS.exists():
        pytest.skip(f"{CORPUS} is not there")
    told = [json.loads(line) for line in CORPUS.read_text("utf-8").splitlines()]
    list(import_articles([Entry(each["title"], each["answers"]) for each in told], "en", by=SYSTEM))
    asked = [Asked(question, each["title"]) for each in told for question in (each["title"], *each["queries"][::4])]
    found, empty = found_among_five(asked)
    assert found >= 0.95
    assert empty <= 0.01
    found, empty = found_among_five(with_slips(asked[::2]))
    assert found >= 0.90
    assert empty <= 0.01


def test_sections_of_the_documentation_are_found_among_hundreds() -> None:
    entries = list({entry.title: entry for entry in sections()}.values())
    list(import_articles(entries, "en", by=SYSTEM))
    draw = random.Random(11)
    asked = []
    for entry in draw.sample(entries, 25):
        words = entry.title.split()
        draw.shuffle(words)
        asked += [
            Asked(entry.title, entry.title),
            Asked(f"how do I {' '.join(words[: max(3, len(words) - 2)])}", entry.title),
        ]
    found, empty = found_among_five(asked)
    assert found >= 0.93
    assert empty <= 0.01
    found, empty = found_among_five(with_slips(asked))
    assert found >= 0.90
    assert empty <= 0.01


def sections() -> Iterator[Entry]:
    """Paragraphs of the documentation: their first words are the title, as people write titles, the rest the answer."""
    for file in sorted((DOCS / "guide").glob("*.md")):
        for paragraph in re.split(r"\n\s*\n|\n- ", file.read_text("utf-8")):
            words = re.findall(r"[^\W_]+", paragraph)
            if len(words) >= 25:
                yield Entry(" ".join(words[:9]), [" ".join(words[9:])])
