"""What readers tell us: their words about articles, and what they looked for in vain."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from candor.kernel.http.request import Request
from candor.knowledge.actions.feedback import forget_words, settle_feedback
from candor.knowledge.actions.missed import settle_missed
from candor.knowledge.actions.writing import NewArticle, Words, create_article
from candor.knowledge.models import Article, ArticleFeedback, MissedSearch
from candor.knowledge.queries.feedback import unsettled
from candor.knowledge.queries.missed import most_missed
from candor.ui.public import page


@require_safe
def feedback(request: Request) -> HttpResponse:
    """Words about articles that nobody has settled, page by page."""
    after = request.GET.get("after", "")[:16]
    listed = unsettled(request.actor, after=after)
    return page(request, "knowledge/tech/readers_words.html", entries=listed.entries, older=listed.older, after=after)


@require_POST
def settle(request: Request, said: str) -> HttpResponse:
    """We have read it and are done with it."""
    settle_feedback(_said(request, said), by=request.actor)
    return _back("tech:article-feedback")


@require_POST
def forget(request: Request, said: str) -> HttpResponse:
    """Take the words away at once: they name somebody."""
    forget_words(_said(request, said), by=request.actor)
    messages.success(request, _("The words are gone. What was counted stays."))
    return _back("tech:article-feedback")


@require_safe
def missed(request: Request) -> HttpResponse:
    """What people looked for most often and did not find."""
    return page(request, "knowledge/tech/missed.html", missed=most_missed(request.actor))


@require_POST
def missed_settle(request: Request, missed: int) -> HttpResponse:
    """We have seen to it."""
    settle_missed(_missed(missed), by=request.actor)
    return _back("tech:missed-searches")


@require_POST
def missed_write(request: Request, missed: int) -> HttpResponse:
    """Begin an article of that title, and take the words from the list."""
    row = _missed(missed)
    title = row.text[:1].upper() + row.text[1:]
    article = create_article(NewArticle({row.language: Words(title)}, key=f"missed-{row.pk}"), by=request.actor)
    settle_missed(row, by=request.actor)
    messages.success(request, _("A draft with this title is begun."))
    return _back("tech:article-text", article.ref, row.language)


def _said(request: Request, ref: str) -> ArticleFeedback:
    found: QuerySet[ArticleFeedback] = ArticleFeedback.objects.filter(
        text__article__in=Article.objects.visible_to(request.actor)
    )
    row = found.filter(ref=ref).first()
    if row is None:
        raise Http404
    return row


def _missed(number: int) -> MissedSearch:
    row = MissedSearch.objects.filter(pk=number).first()
    if row is None:
        raise Http404
    return row


def _back(name: str, *arguments: str) -> HttpResponse:
    response = HttpResponseRedirect(reverse(name, args=arguments))
    response.status_code = 303
    return response
