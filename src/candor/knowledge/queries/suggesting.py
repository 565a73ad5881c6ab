"""Articles that may answer what somebody asks: as found in the help centre, and beside a case that is being written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from candor.kernel.actor import Actor
from candor.kernel.search.marking import Pattern, Piece, marked, pattern_of, snippet
from candor.kernel.search.sought import literally
from candor.knowledge.models import Article
from candor.knowledge.queries.reading import Readable
from candor.knowledge.queries.seeking import search_articles
from candor.knowledge.rules.bodies import plain_words

LONGEST_QUESTION = 200
"""Characters of what somebody types into the search field."""

MOST_HITS = 20
MOST_SUGGESTED = 5
LONGEST_BEGINNING = 400
"""Characters of a message that say what it is about: the first sentences do."""


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that was found, with what was sought marked in its title and in a piece of its words."""

    article: Readable
    title: Sequence[Piece]
    snippet: Sequence[Piece]


def asked(text: str) -> str:
    """What somebody typed as a question: without control characters and blanks around, and not too long."""
    return " ".join(text.replace("\x00", "").split())[:LONGEST_QUESTION]


def hits_for(reader: Actor, question: str, language: str, *, most: int = MOST_HITS) -> list[Hit]:
    """What the help centre offers this reader as an answer, the best first."""
    found = offered_answers(reader, question, language, most=most)
    sought = literally(question)
    pattern = pattern_of(sought) if sought else None
    return [_hit(each, pattern) for each in found]


def suggested(reader: Actor, subject: str, text: str, language: str) -> list[Readable]:
    """Up to five articles that the help centre offers this reader, for a case with this subject and beginning."""
    question = f"{subject}\n{text[:LONGEST_BEGINNING]}".replace("\x00", "").strip()
    return offered_answers(reader, question, language, most=MOST_SUGGESTED) if question else []


def offered_answers(reader: Actor, question: str, language: str, *, most: int) -> list[Readable]:
    """The articles that answer the question, among those that the help centre offers this reader.

    Staff are readers like customers here: what only they may read is not among them.
    """
    found = [each.article for each in search_articles(reader, question, language, most=most)]
    if not reader.is_staff:
        return found
    numbers = [each.id for each in found]
    offered = set(Article.objects.offered_to(reader).filter(pk__in=numbers).values_list("pk", flat=True))
    return [each for each in found if each.id in offered]


def _hit(article: Readable, pattern: Pattern | None) -> Hit:
    if pattern is None:
        return Hit(article, [Piece(article.title, is_hit=False)], [])
    words = plain_words(article.body)
    return Hit(article, marked(article.title, pattern), snippet([article.summary, words], pattern))
