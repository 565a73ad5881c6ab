"""Articles are found by their words in every language, drafts included, by those who may see them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from candor.kernel.actor import Actor
from candor.kernel.search import Document, matching, register
from candor.kernel.search.marking import Piece, marked, pattern_of
from candor.kernel.search.places import Hit, Listing, offer
from candor.kernel.search.sought import sought_in
from candor.knowledge.models import VIEW, Article, ArticleText
from candor.knowledge.queries.seeking import search_articles
from candor.knowledge.words import state_of

KIND = "knowledge.article"
MOST_FOUND = 10
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


def found_by(question: str, actor: Actor) -> Listing:
    """Those whose words, published or in a draft, hold every word of the question, the latest first."""
    sought = sought_in(question)
    if sought is None or not actor.may(VIEW):
        return Listing()
    texts = Prefetch("texts", ArticleText.objects.select_related("published", "draft").order_by("language"))
    visible = Article.objects.visible_to(actor).kept().prefetch_related(texts)
    pattern, language = pattern_of(sought), get_language() or "en"
    return Listing(
        [
            Hit(
                url=reverse("tech:article", args=[row.ref]),
                title=marked(_title(text), pattern),
                shape=state_of(text)[0],
                state=state_of(text)[1],
            )
            for row in matching(KIND, question, visible)[:MOST_FOUND]
            for text in sorted(row.texts.all(), key=lambda text: text.language != language)[:1]
        ]
    )


def guessed_by(question: str, actor: Actor) -> Listing:
    """Those that answer the question best, whatever words it is put in."""
    if not actor.may(VIEW):
        return Listing()
    found = search_articles(actor, question, get_language() or "en")
    hits = [
        Hit(url=reverse("tech:article", args=[each.article.ref]), title=[Piece(each.article.title, is_hit=False)])
        for each in found
    ]
    return Listing(hits)


def _title(text: ArticleText) -> str:
    said = text.published or getattr(text, "draft", None)
    return said.title if said is not None else ""


register(KIND, documents=documents, all_ids=all_ids)
offer(KIND, _("Articles"), "book-open", found_by, guessed_by)
