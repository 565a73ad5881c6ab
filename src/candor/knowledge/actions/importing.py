"""Taking in articles from a file: many at once, published at once, each entry once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from django.db import transaction
from django.db.models import OuterRef, Subquery

from candor.kernel import clock, search
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.knowledge.actions.writing import KIND
from candor.knowledge.finding.indexing import index_texts
from candor.knowledge.finding.words import language_of
from candor.knowledge.models import Article, ArticleText, ArticleVersion, Visibility

AT_ONCE = 250
"""Articles of one transaction, so that no other writer waits for long."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A question and what was answered, as they stand in the file."""

    title: str
    answers: Sequence[str]

    @property
    def body(self) -> str:
        return "\n\n".join(answer.strip() for answer in self.answers if answer.strip())

    @property
    def digest(self) -> str:
        return hashlib.sha256("\0".join([self.title, *self.answers]).encode("utf-8", "surrogatepass")).hexdigest()


def import_articles(entries: Iterable[Entry], language: str, *, by: Actor) -> Iterator[int]:
    """Publish an article for each entry that was not imported before; gives after each portion how many it made.

    `language` is that of entries whose own little words do not tell it.
    """
    rest = iter(entries)
    while some := list(islice(rest, AT_ONCE)):
        yield _import(some, language, by)


@transaction.atomic
def _import(entries: Sequence[Entry], language: str, by: Actor) -> int:
    new = {entry.digest: entry for entry in entries}
    for known in Article.objects.filter(import_digest__in=new).values_list("import_digest", flat=True):
        new.pop(str(known))
    if not new:
        return 0
    now = clock.now()
    articles = Article.objects.bulk_create(
        Article(visibility=Visibility.PUBLIC, import_digest=each, published_at=now, created_at=now, changed_at=now)
        for each in new
    )
    texts = ArticleText.objects.bulk_create(
        ArticleText(article=article, language=language_of(f"{entry.title} {entry.body}", language), last_number=1)
        for article, entry in zip(articles, new.values(), strict=True)
    )
    ArticleVersion.objects.bulk_create(
        ArticleVersion(text=text, number=1, title=_storable(entry.title), body=_storable(entry.body), published_at=now)
        for text, entry in zip(texts, new.values(), strict=True)
    )
    numbers = [text.pk for text in texts]
    first = ArticleVersion.objects.filter(text=OuterRef("pk"), number=1).values("pk")
    ArticleText.objects.filter(pk__in=numbers).update(published=Subquery(first))
    index_texts(numbers)
    search.changed_many(KIND, [article.pk for article in articles])
    record("knowledge.article.imported", articles[0], by=by, count=len(articles))
    return len(articles)


def _storable(text: str) -> str:
    """PostgreSQL stores no NUL, and UTF-8 no half of a pair."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
