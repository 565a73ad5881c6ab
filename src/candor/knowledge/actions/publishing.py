"""What readers see: publishing a draft, withdrawing it, going back to an earlier version."""

from __future__ import annotations

from django.db import transaction

from candor.kernel import clock, search
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.knowledge.actions.writing import KIND, hold, refresh_draft
from candor.knowledge.finding.indexing import index_texts
from candor.knowledge.models import Article, ArticleDraft, ArticleText, ArticleVersion
from candor.knowledge.refusals import ArticleIsBinned, EmptyArticle, NothingToPublish


@transaction.atomic
def publish(
    text: ArticleText, *, by: Actor, what_changed: str = "", expected_revision: int | None = None
) -> ArticleVersion:
    """Make the draft the next version, which readers see from now on; earlier ones stay readable for us.

    Raises StaleText, NothingToPublish, EmptyArticle or ArticleIsBinned.
    """
    hold(text, expected_revision)
    draft = ArticleDraft.objects.filter(text=text).first()
    if draft is None:
        raise NothingToPublish
    if not draft.body.strip():
        raise EmptyArticle
    now = clock.now()
    version = ArticleVersion.objects.create(
        text=text,
        number=text.last_number + 1,
        title=draft.title,
        summary=draft.summary,
        body=draft.body,
        what_changed=" ".join(what_changed.split())[:200],
        by_id=by.id if by.is_staff else None,
        published_at=now,
    )
    ArticleText.objects.filter(pk=text.pk).update(published=version, last_number=version.number)
    text.published, text.last_number = version, version.number
    draft.delete()
    _set_published(text.article_id)
    index_texts([text.pk])
    record("knowledge.article.published", text.article, by=by, language=text.language, number=version.number)
    return version


@transaction.atomic
def unpublish(text: ArticleText, *, by: Actor) -> None:
    """Take it from its readers. Its words stay as a draft, unless one is being written. Twice changes nothing."""
    hold(text, None)
    version = text.published
    if version is None:
        return
    if not ArticleDraft.objects.filter(text=text).exists():
        refresh_draft(text, version, by)
    ArticleText.objects.filter(pk=text.pk).update(published=None)
    text.published = None
    _set_published(text.article_id)
    index_texts([text.pk])
    record("knowledge.article.unpublished", text.article, by=by, language=text.language)


@transaction.atomic
def restore_version(version: ArticleVersion, *, by: Actor, expected_revision: int | None = None) -> None:
    """Let the draft say what this version said, to be published again. Raises StaleText or ArticleIsBinned."""
    text = version.text
    _refuse_binned(text.article_id)
    hold(text, expected_revision)
    refresh_draft(text, version, by)
    Article.objects.filter(pk=text.article_id).update(changed_at=clock.now())
    search.changed(KIND, text.article_id)
    record("knowledge.version.restored", text.article, by=by, language=text.language, number=version.number)


def _set_published(article_id: int) -> None:
    """Keep up whether anything of the article can be read, and since when."""
    _refuse_binned(article_id)
    now = clock.now()
    rows = Article.objects.filter(pk=article_id)
    if ArticleText.objects.filter(article=article_id, published__isnull=False).exists():
        rows.filter(published_at=None).update(published_at=now)
    else:
        rows.update(published_at=None)
    rows.update(changed_at=now)
    search.changed(KIND, article_id)


def _refuse_binned(article_id: int) -> None:
    if Article.objects.filter(pk=article_id, binned_at__isnull=False).exists():
        raise ArticleIsBinned
