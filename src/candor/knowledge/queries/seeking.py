"""Finding the article that answers a question, as people put it."""

from __future__ import annotations

from dataclasses import dataclass

from candor.kernel.actor import Actor
from candor.kernel.search import matching
from candor.knowledge.queries.reading import Readable, in_language, published_for
from candor.knowledge.search import KIND

MOST_FOUND = 5


@dataclass(frozen=True, slots=True)
class FoundArticle:
    """An article with how well it fits: the higher, the better."""

    article: Readable
    score: float


def search_articles(actor: Actor, text: str, language: str, *, most: int = MOST_FOUND) -> list[FoundArticle]:
    """The published articles that the actor may read and that answer the question best, the best first.

    All languages are looked through; each article comes in this one where it has it.
    """
    rows = list(matching(KIND, text, published_for(actor))[:most])
    return [FoundArticle(each, float(most - place)) for place, each in enumerate(in_language(rows, language))]
