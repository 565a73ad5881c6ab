"""Writing articles: a new one, its drafts in each language, giving a draft up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F

from candor.kernel import clock, search
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.db.inserting import insert_unless_there
from candor.knowledge.models import Article, ArticleDraft, ArticleText, Visibility
from candor.knowledge.refusals import ArticleIsBinned, EmptyArticle, StaleText

KIND = "knowledge.article"


@dataclass(frozen=True, slots=True)
class Words:
    """What an article says in one language."""

    title: str
    summary: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """The row that an article is made from, by kind (`slice.model`) and number: a case."""

    kind: str
    id: int


@dataclass(frozen=True, slots=True)
class NewArticle:
    """A new article: its words by language, and where it stands. `key` is the form's one-time key."""

    words: Mapping[str, Words]
    category_id: int | None = None
    visibility: Visibility = Visibility.PUBLIC
    origin: Origin | None = None
    key: str | None = None


@transaction.atomic
def create_article(new: NewArticle, *, by: Actor) -> Article:
    """Begin an article, as drafts. The author keeps it until somebody else does. Pressing twice makes one.

    Raises EmptyArticle.
    """
    if not new.words or not all(words.title.strip() for words in new.words.values()):
        raise EmptyArticle
    now = clock.now()
    article = Article(
        category_id=new.category_id,
        visibility=new.visibility,
        owner_id=_person(by),
        created_by_id=_person(by),
        created_at=now,
        changed_at=now,
        origin_kind=new.origin.kind if new.origin else "",
        origin_id=new.origin.id if new.origin else None,
        submission_key=new.key,
    )
    if not insert_unless_there(article):
        return Article.objects.get(submission_key=new.key)
    for language, words in sorted(new.words.items()):
        text = ArticleText.objects.create(article=article, language=language)
        _write_draft(text, words, by)
    search.changed(KIND, article.pk)
    record("knowledge.article.created", article, by=by, visibility=article.visibility)
    return article


@transaction.atomic
def add_language(article: Article, language: str, words: Words, *, by: Actor) -> ArticleText:
    """Begin the article in a further language, as a draft. Where a colleague was quicker, theirs is kept.

    Raises EmptyArticle, ArticleIsBinned or StaleText.
    """
    if not words.title.strip():
        raise EmptyArticle
    _refuse_binned(article)
    text = ArticleText(article=article, language=language)
    if not insert_unless_there(text):
        raise StaleText(ArticleText.objects.get(article=article, language=language))
    _write_draft(text, words, by)
    _touch(article)
    record("knowledge.article.translated", article, by=by, language=language)
    return text


@transaction.atomic
def save_draft(text: ArticleText, words: Words, *, by: Actor, expected_revision: int | None = None) -> None:
    """Keep the words beside what is published. Raises StaleText, EmptyArticle or ArticleIsBinned."""
    if not words.title.strip():
        raise EmptyArticle
    _refuse_binned(text.article)
    hold(text, expected_revision)
    _write_draft(text, words, by)
    _touch(text.article)
    record("knowledge.draft.saved", text, by=by, article=text.article_id)


@transaction.atomic
def discard_draft(text: ArticleText, *, by: Actor, expected_revision: int | None = None) -> None:
    """Give the draft up. A language of which nothing was ever published goes with it; an article keeps its last one.

    Raises StaleText. Doing it twice changes nothing.
    """
    hold(text, expected_revision)
    is_bare = text.last_number == 0
    if is_bare and not ArticleText.objects.filter(article=text.article_id).exclude(pk=text.pk).exists():
        return
    if not ArticleDraft.objects.filter(text=text).delete()[0]:
        return
    if is_bare:
        text.delete()
    _touch(text.article)
    record("knowledge.draft.discarded", text.article, by=by, language=text.language)


def hold(text: ArticleText, expected_revision: int | None) -> None:
    """Count the text's revision on, which only one of two who saw the same does. Raises StaleText."""
    rows = ArticleText.objects.filter(pk=text.pk)
    if expected_revision is not None:
        rows = rows.filter(revision=expected_revision)
    won = rows.update(revision=F("revision") + 1)
    text.refresh_from_db()
    if not won:
        raise StaleText(text)


def refresh_draft(text: ArticleText, words: Any, by: Actor) -> None:
    """Let the draft hold the words of a version, as somebody's beginning."""
    _write_draft(text, Words(words.title, words.summary, words.body), by)


def _write_draft(text: ArticleText, words: Words, by: Actor) -> None:
    values = {
        "title": _clean(words.title),
        "summary": _clean(words.summary),
        "body": _clean(words.body),
        "by_id": _person(by),
        "saved_at": clock.now(),
    }
    ArticleDraft.objects.update_or_create(text=text, defaults=values)


def _touch(article: Article) -> None:
    Article.objects.filter(pk=article.pk).update(changed_at=clock.now())
    search.changed(KIND, article.pk)


def _refuse_binned(article: Article) -> None:
    if Article.objects.filter(pk=article.pk, binned_at__isnull=False).exists():
        raise ArticleIsBinned


def _clean(text: str) -> str:
    """Line ends as they are kept; PostgreSQL stores no NUL."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()


def _person(by: Actor) -> int | None:
    return by.id if by.is_staff else None
