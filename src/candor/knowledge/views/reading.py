"""The help centre's pages, for both of its faces: the public site and the Customer Center.

On the public site everybody is a visitor, whoever has signed in elsewhere: what stands there may stand in any search
engine. In the Customer Center a reader finds what is for customers and for their organisations too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseBase
from django.utils.translation import get_language

from candor.kernel.actor import ANONYMOUS, Actor
from candor.kernel.files import serve
from candor.kernel.http.addresses import path_to
from candor.kernel.http.limits import allow
from candor.kernel.http.networks import network_of
from candor.kernel.http.request import Request
from candor.knowledge.access import offered_article, offered_file
from candor.knowledge.actions.missed import note_missed
from candor.knowledge.models import Article, ArticleText
from candor.knowledge.models.articles import ArticleQuerySet
from candor.knowledge.queries import browsing
from candor.knowledge.queries.reading import in_language
from candor.knowledge.queries.suggesting import asked, hits_for
from candor.knowledge.rules.bodies import body_of
from candor.ui.public import Stamp, fragment, is_htmx, page

MOST_SEARCHES = 600
"""Of one network within ten minutes: an office that looks for something as it types."""

TEN_MINUTES = timedelta(minutes=10)

LONG = 3
"""An article with so many headings gets a table of contents."""


@dataclass(frozen=True)
class Face:
    """One of the help centre's two faces, by the name that its addresses begin with."""

    name: str
    layout: str
    file_url: Callable[[str], str]

    @property
    def is_public(self) -> bool:
        return self.name == "public"

    def reader(self, request: Request) -> Actor:
        return ANONYMOUS if self.is_public else request.actor

    def offered(self, request: Request) -> ArticleQuerySet:
        return Article.objects.offered_to(self.reader(request))

    def url(self, place: str, *args: object) -> str:
        return path_to(f"{self.name}:{place}", *args)

    def page(self, request: Request, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
        return page(request, f"knowledge/reading/{template}", status=status, help=self, layout=self.layout, **context)

    def fragment(self, request: Request, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
        return fragment(
            request, f"knowledge/reading/{template}", status=status, help=self, layout=self.layout, **context
        )


def _public_file(ref: str) -> str:
    return path_to("public:help-file", ref)


def _customers_file(ref: str) -> str:
    return path_to("customer:help-file", ref)


PUBLIC = Face("public", "ui/layouts/public.html", _public_file)
CUSTOMER = Face("customer", "ui/layouts/customer.html", _customers_file)


def start(request: Request, face: Face) -> HttpResponse:
    """The search field, what is read most, and the categories with their first articles."""
    offered, language = face.offered(request), language_of(request)
    return face.page(
        request,
        "start.html",
        shelves=browsing.shelves(offered, language),
        top=browsing.top(offered, language),
        has_faq=offered.filter(is_faq=True).exists(),
        base_url=settings.INSTANCE.base_url,
    )


def category(request: Request, face: Face, shelf: str) -> HttpResponse:
    """One category, page by page."""
    language = language_of(request)
    found = browsing.category_of(shelf, language)
    if found is None:
        raise Http404
    row, named = found
    offered, after = face.offered(request), request.GET.get("after", "")[:16]
    listed = browsing.page_of(offered.filter(category=row), after=after)
    below = browsing.below(row, offered, language)
    if not (listed.articles or below or after):
        raise Http404
    return face.page(
        request,
        "category.html",
        shelf=named,
        below=below,
        articles=browsing.in_order([each.pk for each in listed.articles], language),
        after=after,
        older=listed.older,
    )


def faq(request: Request, face: Face) -> HttpResponse:
    """Questions that are asked often, with their answers, page by page."""
    after = request.GET.get("after", "")[:16]
    listed = browsing.page_of(face.offered(request).filter(is_faq=True), after=after, by="published_at")
    articles = in_language(listed.articles, language_of(request))
    return face.page(
        request,
        "faq.html",
        articles=[(each, body_of(each.body, face.file_url)) for each in articles],
        after=after,
        older=listed.older,
    )


def article(request: Request, face: Face, article: str) -> HttpResponse:
    """One article in the reader's language, or in another one, and says so."""
    found = offered_article(face.reader(request), article)
    return face.page(request, "article.html", **article_context(request, face, found))


def article_context(request: Request, face: Face, found: Article, **more: Any) -> dict[str, Any]:
    """What the page of an article is given, and its form for feedback."""
    language = language_of(request)
    texts = {
        text.language: text
        for text in ArticleText.objects.filter(article=found, published__isnull=False).select_related("published")
    }
    chosen = texts.get(language) or next(iter(texts.values()))
    version = chosen.published
    if version is None:
        raise Http404
    body = body_of(version.body, face.file_url)
    category = found.category if found.category and found.category.archived_at is None else None
    name = browsing.names_of([category.pk], language).get(category.pk) if category else None
    return {
        "article": found,
        "text": chosen,
        "version": version,
        "body": body,
        "contents": body.headings if len(body.headings) >= LONG else (),
        "others": [code for code, _name in settings.LANGUAGES if code in texts and code != chosen.language],
        "languages_there": sorted(texts),
        "wanted": language,
        "category": category,
        "category_name": name.name if name else "",
        "related": browsing.related_to(found, face.offered(request), language),
        "base_url": settings.INSTANCE.base_url,
        "stamp": Stamp.new(),
        "given": {"yes": True, "no": False}.get(request.GET.get("helped", "")),
        "problem": "",
        "words": "",
        **more,
    }


def search(request: Request, face: Face) -> HttpResponse:
    """What answers a question: the whole page, or the list alone while somebody types."""
    question = asked(request.GET.get("q", ""))
    if question and not may_search(request, face):
        return _shown(request, face, question, status=429)
    if not question:
        return _shown(request, face, question)
    hits = hits_for(face.reader(request), question, language_of(request))
    if not hits and not is_htmx(request):
        note_missed(question, language_of(request))
    return _shown(request, face, question, hits=hits)


def missed(request: Request, face: Face) -> HttpResponse:
    """Somebody who searches while typing stopped at words that nothing answers."""
    question = asked(request.POST.get("q", ""))
    if question and may_search(request, face) and not hits_for(face.reader(request), question, language_of(request)):
        note_missed(question, language_of(request))
    return HttpResponse(status=204)


def file(request: Request, face: Face, held: str) -> HttpResponseBase:
    """A picture or file of an article that the help centre offers this reader."""
    return serve(offered_file(face.reader(request), held).file, as_attachment=False)


def language_of(request: Request) -> str:
    """The language in which articles are read: the one that the address asks for, else the reader's."""
    wanted = request.GET.get("language", "")
    return wanted if wanted in dict(settings.LANGUAGES) else (get_language() or settings.LANGUAGE_CODE)


def may_search(request: Request, face: Face) -> bool:
    """Whether this visitor's network is within its limit; who has signed in has none."""
    return not face.is_public or allow(("help", "search", network_of(request)), MOST_SEARCHES, TEN_MINUTES)


def _shown(request: Request, face: Face, question: str, *, status: int = 200, hits: Any = ()) -> HttpResponse:
    context = {"question": question, "hits": hits, "is_refused": status != 200, "is_typing": is_htmx(request)}
    if is_htmx(request):
        return face.fragment(request, "search.html#found", status=status, **context)
    return face.page(request, "search.html", status=status, **context)
