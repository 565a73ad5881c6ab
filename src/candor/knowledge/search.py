"""Articles are found by their words in every language, drafts included, by those who may see them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from candor.kernel.search import Document, register
from candor.knowledge.models import Article, ArticleText

KIND = "knowledge.article"
MOST_WORDS = 200_000
"""Characters that are indexed per article; what lies beyond no one searches for."""


def documents(ids: Iterable[int]) -> Iterator[Document]:
    """The words of the articles that still exist."""
    texts = ArticleText.objects.filter(article__in=list(ids)).select_related("published", "draft")
    for article, group in groupby(texts.order_by("article", "language"), key=lambda text: text.article_id):
        words = [said for text in group for said in (text.published, getattr(text, "draft", None)) if said is not None]
        body = "\n".join(f"{said.summary}\n{said.body}" for said in words)
        yield Document(article, "\n".join(said.title for said in words), body[:MOST_WORDS])


def all_ids() -> Iterable[int]:
    return Article.objects.order_by("id").values_list("pk", flat=True).iterator(chunk_size=2_000)


register(KIND, documents=documents, all_ids=all_ids)
