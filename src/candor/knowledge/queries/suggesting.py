"""Articles that may answer what somebody asks: as found in the help centre, and beside a case that is being written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from candor.kernel.actor import Actor
from candor.kernel.search.marking import Pattern, Piece, marked, pattern_of, snippet
from candor.kernel.search.sought import literally
from candor.knowledge.models import Article
from candor.knowledge.queries.reading import Readable, published_for
from candor.knowledge.queries.seeking import FoundArticle, search_among
from candor.knowledge.rules.bodies import plain_words

LONGEST_QUESTION = 200
"""Characters of what somebody types into the search field."""

MOST_HITS = 20
MOST_SUGGESTED = 5
FITTING = 0.5
"""Of the best one's score: an article that fits less is not offered unasked."""

LONGEST_BEGINNING = 160
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
    offered = Article.objects.offered_to(reader)
    return _fitting(search_among(offered, question, language, most=MOST_SUGGESTED)) if question else []


def suggested_to_staff(actor: Actor, subject: str, text: str, language: str) -> list[Readable]:
    """The same among all that is published, for who answers the case."""
    question = f"{subject}\n{text[:LONGEST_BEGINNING]}".replace("\x00", "").strip()
    found = search_among(published_for(actor), question, language, most=MOST_SUGGESTED) if question else []
    return _fitting(found)


def offered_answers(reader: Actor, question: str, language: str, *, most: int) -> list[Readable]:
    """The articles that answer the question, among those that the help centre offers this reader.

    Staff are readers like customers here: what only they may read is not among them.
    """
    offered = Article.objects.offered_to(reader)
    return [each.article for each in search_among(offered, question, language, most=most)]


def _fitting(found: Sequence[FoundArticle]) -> list[Readable]:
    """Without those that fit far less than the best: what was not asked for should not offer much beside it."""
    return [each.article for each in found if each.score >= FITTING * found[0].score]


def _hit(article: Readable, pattern: Pattern | None) -> Hit:
    if pattern is None:
        return Hit(article, [Piece(article.title, is_hit=False)], [])
    words = plain_words(article.body)
    return Hit(article, marked(article.title, pattern), snippet([article.summary, words], pattern))
