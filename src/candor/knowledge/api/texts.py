"""Programs write an article in its languages, publish what they wrote, and withdraw it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from candor.kernel.api.forms import cleaned
from candor.kernel.api.headers import answer_with, must_match, tagged, version_of
from candor.kernel.api.schemas import PathRef
from candor.kernel.http.problems import ROOT
from candor.knowledge import access
from candor.knowledge.actions import publishing, writing
from candor.knowledge.actions.writing import Words
from candor.knowledge.api.articles import text_for, text_out
from candor.knowledge.api.operations import ARTICLES, PUBLISH, READ, WRITE
from candor.knowledge.api.schemas import LanguageCode, NewTextIn, PublicationIn, TextOut, WordsIn
from candor.knowledge.forms import WordsForm
from candor.knowledge.models import ArticleText

TEXTS = "articles/{slug:ref}/texts"
TEXT = f"{TEXTS}/{{slug:language}}"


@ARTICLES.read(TEXT, scope=READ, is_tagged=True, response=TextOut, summary="Read an article in one language")
def read_article_text(request: HttpRequest, ref: PathRef, language: LanguageCode) -> TextOut:
    """The article in this language; its ETag is what a change of its words needs."""
    return _shown(request, text_for(request, ref, language))


@ARTICLES.write(
    "POST",
    TEXTS,
    scope=WRITE,
    response=TextOut,
    status=201,
    summary="Begin an article in a further language",
    problems=["conflict", "stale"],
    example={"language": "de", "title": "Drucker einrichten", "body": "Öffnen Sie **Einstellungen**."},
)
def begin_article_text(request: HttpRequest, ref: PathRef, payload: NewTextIn) -> TextOut:
    """A draft beside the other languages. Where the language is there already, it stays as it is (412)."""
    asking: Any = request
    article = access.writable_article(asking.actor, ref)
    text = writing.add_language(article, payload.language, _words(payload), by=asking.actor)
    answer_with(request, "Location", f"{ROOT}articles/{ref}/texts/{text.language}")
    return _again(request, ref, text.language)


@ARTICLES.write(
    "PUT",
    f"{TEXT}/draft",
    scope=WRITE,
    response=TextOut,
    summary="Write the draft",
    match="must",
    problems=["conflict"],
    example={"title": "Set up any printer", "body": "Open **Settings**."},
)
def write_draft(request: HttpRequest, ref: PathRef, language: LanguageCode, payload: WordsIn) -> TextOut:
    """Keep the words beside what is published, which readers go on reading."""
    asking: Any = request
    text = access.text_of(access.writable_article(asking.actor, ref), language)
    _check_match(request, text)
    writing.save_draft(text, _words(payload), by=asking.actor, expected_revision=text.revision)
    return _again(request, ref, language)


@ARTICLES.write(
    "DELETE", f"{TEXT}/draft", scope=WRITE, status=204, summary="Give the draft up", match="must", takes_body=False
)
def discard_draft(request: HttpRequest, ref: PathRef, language: LanguageCode) -> None:
    """What is published stays. A language of which nothing was ever published goes, but for an article's last one."""
    asking: Any = request
    text = access.text_of(access.writable_article(asking.actor, ref), language)
    _check_match(request, text)
    writing.discard_draft(text, by=asking.actor, expected_revision=text.revision)


@ARTICLES.write(
    "POST",
    f"{TEXT}/publication",
    scope=PUBLISH,
    response=TextOut,
    summary="Publish the draft",
    match="must",
    problems=["conflict"],
    example={"what_changed": "The menu's new name."},
)
def publish_article_text(
    request: HttpRequest, ref: PathRef, language: LanguageCode, payload: PublicationIn
) -> TextOut:  # fmt: skip
    """The draft becomes the next version, which readers see from now on."""
    asking: Any = request
    text = access.text_of(access.publishable_article(asking.actor, ref), language)
    _check_match(request, text)
    publishing.publish(text, by=asking.actor, what_changed=payload.what_changed, expected_revision=text.revision)
    return _again(request, ref, language)


@ARTICLES.write(
    "POST",
    f"{TEXT}/withdrawal",
    scope=PUBLISH,
    response=TextOut,
    summary="Withdraw an article in one language",
    match="must",
    problems=["conflict"],
    takes_body=False,
)
def withdraw_article_text(request: HttpRequest, ref: PathRef, language: LanguageCode) -> TextOut:
    """Nobody reads it any more; its words stay as a draft, unless one is being written."""
    asking: Any = request
    text = access.text_of(access.publishable_article(asking.actor, ref), language)
    _check_match(request, text)
    publishing.unpublish(text, by=asking.actor)
    return _again(request, ref, language)


def _check_match(request: Any, text: ArticleText) -> None:
    must_match(request, version_of(text_out(text, request.actor)))


def _words(payload: WordsIn) -> Words:
    form = WordsForm(payload.model_dump(include={"title", "summary", "body"}))
    cleaned(form)
    return form.words()


def _again(request: Any, ref: str, language: str) -> TextOut:
    """The text after a change, read anew."""
    return _shown(request, text_for(request, ref, language))


def _shown(request: Any, text: ArticleText) -> TextOut:
    out = text_out(text, request.actor)
    tagged(request, version_of(out))
    return out
