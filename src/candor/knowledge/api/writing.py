"""Programs begin articles, settle who reads them and where they stand, and put them into the bin."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest

from candor.kernel.api.forms import cleaned
from candor.kernel.api.headers import answer_with, must_match, version_of
from candor.kernel.api.refusals import no_such
from candor.kernel.api.schemas import PathRef
from candor.kernel.http.problems import ROOT
from candor.kernel.ids import new_ref
from candor.knowledge import access
from candor.knowledge.actions import settling
from candor.knowledge.actions.writing import create_article
from candor.knowledge.api.articles import article_out, shown_again
from candor.knowledge.api.operations import ARTICLES, PUBLISH, WRITE
from candor.knowledge.api.schemas import ArticleIn, ArticleOut, NewArticleIn
from candor.knowledge.forms import NewArticleForm, SettingsForm
from candor.knowledge.models import Article
from candor.people.public import Organisation

EXAMPLE = {"language": "en", "title": "Set up a printer", "body": "Open **Settings**, then choose *Printers*."}


@ARTICLES.write(
    "POST",
    "articles",
    scope=WRITE,
    response=ArticleOut,
    status=201,
    summary="Begin an article",
    is_one=False,
    example=EXAMPLE,
)
def begin_article(request: HttpRequest, payload: NewArticleIn) -> ArticleOut:
    """A draft in its first language; nobody reads it before it is published."""
    asking: Any = request
    form = NewArticleForm({**payload.model_dump(), "category": payload.category or "", "key": new_ref()})
    cleaned(form)
    article = create_article(form.new_article(), by=asking.actor)
    answer_with(request, "Location", f"{ROOT}articles/{article.ref}")
    return shown_again(request, article.ref)


@ARTICLES.write(
    "PATCH",
    "articles/{slug:ref}",
    scope=PUBLISH,
    response=ArticleOut,
    summary="Settle an article",
    match="must",
    example={"visibility": "customers"},
)
def settle_article(request: HttpRequest, ref: PathRef, payload: ArticleIn) -> ArticleOut:
    """Change what is sent of its category, readers, owner, review date and marks; null takes one away."""
    asking: Any = request
    article = access.publishable_article(asking.actor, ref)
    must_match(request, version_of(article_out(article, asking.actor)))
    theirs = _organisations(asking, article, payload)
    form = SettingsForm(article, _data(article, payload, theirs))
    cleaned(form)
    details = replace(form.details(), organisations=theirs)
    settling.settle_article(article, details, by=asking.actor, expected_version=article.version)
    return shown_again(request, ref)


@ARTICLES.write(
    "POST",
    "articles/{slug:ref}/bin",
    scope=PUBLISH,
    response=ArticleOut,
    summary="Put an article into the bin",
    match="may",
    takes_body=False,
)
def bin_article(request: HttpRequest, ref: PathRef) -> ArticleOut:
    """Nobody reads it any more; after thirty days it is gone. Doing it twice changes nothing."""
    asking: Any = request
    settling.move_to_bin(access.publishable_article(asking.actor, ref), by=asking.actor)
    return shown_again(request, ref)


@ARTICLES.write(
    "POST",
    "articles/{slug:ref}/restoration",
    scope=PUBLISH,
    response=ArticleOut,
    summary="Take an article out of the bin",
    match="may",
    takes_body=False,
)
def restore_article(request: HttpRequest, ref: PathRef) -> ArticleOut:
    """Back as it stood, published where it was. Doing it twice changes nothing."""
    asking: Any = request
    settling.restore_article(access.publishable_article(asking.actor, ref), by=asking.actor)
    return shown_again(request, ref)


def _organisations(request: Any, article: Article, payload: ArticleIn) -> list[Organisation]:
    """Those sent, or else those that read it now. Raises Problem for one that the owner does not see."""
    if payload.organisations is None:
        return [row.organisation for row in article.organisations.select_related("organisation")]
    visible = Organisation.objects.visible_to(request.actor)
    found = list(visible.filter(ref__in=payload.organisations))
    if len(found) < len(set(payload.organisations)):
        raise no_such("organisations")
    return found


def _data(article: Article, payload: ArticleIn, theirs: list[Organisation]) -> dict[str, Any]:
    """The form's data: the settings as they stand, those that were sent in their place."""
    present = SettingsForm(article).initial
    sent = payload.model_dump(exclude_unset=True, exclude={"organisations"})
    names = "\n".join(each.name for each in theirs)
    values = {**present, **sent, "organisations": names}
    return {name: "" if value is None else value for name, value in values.items()}
