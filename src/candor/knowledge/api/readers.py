"""Programs read what readers tell us: whether articles helped, and what nobody found. Neither says who it was."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest

from candor.kernel.api.paging import Page
from candor.kernel.api.schemas import PathRef
from candor.knowledge import access
from candor.knowledge.api.operations import ARTICLES, READ, WRITE
from candor.knowledge.api.schemas import FeedbackOut, MissedOut, SaidOut
from candor.knowledge.models import ArticleFeedback
from candor.knowledge.queries.feedback import feedback_on
from candor.knowledge.queries.missed import most_missed


@ARTICLES.read(
    "articles/{slug:ref}/feedback", scope=READ, response=Page[FeedbackOut], summary="Read whether an article helped"
)
def read_feedback(request: HttpRequest, ref: PathRef) -> Any:
    """The figures by language, with the latest words for tokens that may write articles. For staff."""
    asking: Any = request
    if not asking.actor.is_staff:
        raise Http404
    article = access.readable_article(asking.actor, ref)
    said = feedback_on(list(article.texts.all()), asking.actor)
    items = [
        FeedbackOut(
            language=each.language,  # type: ignore[arg-type] # one of the house's languages
            helped=each.helped,
            did_not_help=each.did_not_help,
            latest=[_said(entry) for entry in each.latest],
        )
        for each in said
    ]
    return Page[FeedbackOut](items=items, next=None)


@ARTICLES.read(
    "article-searches", scope=WRITE, response=Page[MissedOut], summary="List what nobody found", is_one=False
)
def list_missed_searches(request: HttpRequest) -> Any:
    """The fifty most frequent searches of ninety days that no article answered and nobody has settled."""
    asking: Any = request
    items = [
        MissedOut(text=row.text, language=row.language, times=row.times, last_on=row.last_on)
        for row in most_missed(asking.actor)
    ]
    return Page[MissedOut](items=items, next=None)


def _said(entry: ArticleFeedback) -> SaidOut:
    return SaidOut(ref=entry.ref, has_helped=entry.has_helped, words=entry.words, given_at=entry.given_at)
