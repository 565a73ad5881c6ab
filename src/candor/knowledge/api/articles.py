"""Programs read articles: staff all of them with their drafts, customers what the help centre offers them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, Any, Literal

from django.db.models import Prefetch
from django.http import Http404, HttpRequest
from django.utils.translation import get_language
from ninja import Query

from candor.kernel import clock, instance
from candor.kernel.actor import Actor
from candor.kernel.api.headers import tagged, version_of
from candor.kernel.api.paging import After, Limit, Page, page_by
from candor.kernel.api.schemas import REF, Named, PathRef
from candor.knowledge import access
from candor.knowledge.api.operations import ARTICLES, READ
from candor.knowledge.api.schemas import (
    ArticleDraftOut,
    ArticleOut,
    ArticleRow,
    LanguageCode,
    Readers,
    TextOut,
    WordsOut,
)
from candor.knowledge.models import Article, ArticleText
from candor.knowledge.models.articles import ArticleQuerySet
from candor.knowledge.queries.listing import of_category, shown
from candor.knowledge.queries.seeking import search_articles

Show = Literal["all", "drafts", "review", "published", "bin", "lacks-de", "lacks-en"]
Question = Annotated[str, Query("", max_length=200, description="A question as people put it; the best answers first.")]
CategoryRef = Annotated[str, Query("", pattern=f"{REF}|^$", description="With those below it; empty: any.")]

LATEST = ("-changed_at", "-id")


@ARTICLES.read("articles", scope=READ, response=Page[ArticleRow], summary="List or search articles", is_one=False)
def list_articles(  # noqa: PLR0913 - the filters of the list, each a parameter of the address
    request: HttpRequest,
    q: Question = "",
    language: LanguageCode | None = None,
    category: CategoryRef = "",
    show: Show = "all",
    visibility: Readers | None = None,
    limit: Limit = 50,
    cursor: After = "",
) -> Any:
    """The latest changed first; with `q` the published ones that answer it, on one page. Titles come in `language`.

    `show` and `visibility` are for staff: customers are shown what is published for them.
    """
    asking: Any = request
    wanted = language or get_language() or "en"
    rows = _readable(asking.actor, show)
    if visibility and asking.actor.is_staff:
        rows = rows.filter(visibility=visibility)
    if category:
        rows = of_category(rows, category)
    if q.strip():
        found = search_articles(asking.actor, q, wanted, most=limit)
        among = {row.pk: row for row in _with_texts(rows.filter(pk__in=[each.article.id for each in found]))}
        best = [among[each.article.id] for each in found if each.article.id in among]
        return Page[ArticleRow](items=_rows(best, wanted, asking.actor), next=None)
    page, later = page_by(request, _with_texts(rows), LATEST, limit, cursor)
    return Page[ArticleRow](items=_rows(page, wanted, asking.actor), next=later)


@ARTICLES.read("articles/{slug:ref}", scope=READ, is_tagged=True, response=ArticleOut, summary="Read an article")
def read_article(request: HttpRequest, ref: PathRef) -> ArticleOut:
    """One article in all its languages; for staff with drafts and settings."""
    asking: Any = request
    return shown_article(request, access.readable_article(asking.actor, ref))


def shown_article(request: Any, article: Article) -> ArticleOut:
    """The article as this reader may see it, with the ETag of all that is shown."""
    out = article_out(article, request.actor)
    tagged(request, version_of(out))
    return out


def shown_again(request: Any, ref: str) -> ArticleOut:
    """The article after a change, read anew with all that it points to."""
    return shown_article(request, access.readable_article(request.actor, ref))


def article_out(article: Article, actor: Actor) -> ArticleOut:
    """What this reader is shown of the article."""
    rows = ArticleText.objects.select_related("published", "draft").filter(article=article).order_by("language")
    seen: dict[str, Any] = {
        "ref": article.ref,
        "category": article.category.ref if article.category else None,
        "is_faq": article.is_faq,
        "published_at": article.published_at,
        "texts": [text_out(text, actor) for text in rows if actor.is_staff or text.published_id is not None],
    }
    return ArticleOut(**seen, **(_for_staff(article) if actor.is_staff else {}))


def text_out(text: ArticleText, actor: Actor) -> TextOut:
    """The article in one language, as this reader is shown it."""
    version, draft = text.published, getattr(text, "draft", None)
    seen: dict[str, Any] = {
        "language": text.language,
        "published": WordsOut(title=version.title, summary=version.summary, body=version.body) if version else None,
        "number": version.number if version else 0,
        "published_at": version.published_at if version else None,
    }
    if not actor.is_staff:
        return TextOut(**seen)
    said = ("title", "summary", "body", "saved_at")
    kept = ArticleDraftOut(**{name: getattr(draft, name) for name in said}) if draft else None
    seen["state"] = "draft" if version is None else "changed" if draft else "published"
    return TextOut(**seen, draft=kept, revision=text.revision)


def text_for(request: Any, ref: str, language: str) -> ArticleText:
    """The article in a language in which the owner of the token may read it, or 404."""
    text = access.text_of(access.readable_article(request.actor, ref), language)
    if not request.actor.is_staff and text.published_id is None:
        raise Http404
    return text


def _readable(actor: Actor, show: str) -> ArticleQuerySet:
    rows = Article.objects.visible_to(actor)
    return shown(rows, show, clock.today(instance.current().time_zone)) if actor.is_staff else rows.published()


def _with_texts(rows: ArticleQuerySet) -> ArticleQuerySet:
    texts = ArticleText.objects.select_related("published", "draft").defer("published__body", "draft__body")
    return rows.select_related("category").prefetch_related(Prefetch("texts", texts))


def _rows(articles: Iterable[Article], language: str, actor: Actor) -> list[ArticleRow]:
    return [_row(article, language, actor) for article in articles]


def _row(article: Article, language: str, actor: Actor) -> ArticleRow:
    texts = _first(article.texts.all(), language, actor)
    words = texts[0].published or getattr(texts[0], "draft", None) if texts else None
    for_staff: dict[str, Any] = {"visibility": article.visibility, "changed_at": article.changed_at}
    return ArticleRow(
        ref=article.ref,
        title=words.title if words else "",
        summary=words.summary if words else "",
        language=texts[0].language if texts else language,  # type: ignore[arg-type] # one of the house's languages
        languages=sorted(text.language for text in texts if text.published_id is not None),  # type: ignore[misc] # as above
        category=article.category.ref if article.category else None,
        published_at=article.published_at,
        **(for_staff if actor.is_staff else {}),
    )


def _first(texts: Iterable[ArticleText], language: str, actor: Actor) -> Sequence[ArticleText]:
    """The texts that this reader is shown, that in the language asked for first."""
    seen = [text for text in texts if actor.is_staff or text.published_id is not None]
    return sorted(seen, key=lambda text: (text.language != language, text.language))


def _for_staff(article: Article) -> dict[str, Any]:
    theirs = article.organisations.select_related("organisation").order_by("organisation__name", "id")
    return {
        "visibility": article.visibility,
        "organisations": [Named(ref=row.organisation.ref, name=row.organisation.name) for row in theirs],
        "owner": Named(ref=article.owner.ref, name=article.owner.name) if article.owner else None,
        "review_on": article.review_on,
        "top_position": article.top_position,
        "created_at": article.created_at,
        "changed_at": article.changed_at,
        "binned_at": article.binned_at,
        "version": article.version,
    }
