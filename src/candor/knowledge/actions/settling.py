"""What an article is for whom: category, readers, owner, review date, its marks; and the bin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import F

from candor.kernel import clock, search
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.files import delete_file
from candor.knowledge.actions.writing import KIND
from candor.knowledge.finding.indexing import index_texts
from candor.knowledge.models import (
    Article,
    ArticleCategory,
    ArticleFile,
    ArticleOrganisation,
    ArticleText,
    Visibility,
)
from candor.knowledge.refusals import NotInBin, StaleArticle
from candor.people.public import Organisation, Person

KEPT_IN_BIN = timedelta(days=30)
MOST_TOP = 10


@dataclass(frozen=True, slots=True)
class ArticleDetails:
    """Everything about an article but its words. `organisations` count for that visibility alone."""

    category: ArticleCategory | None
    visibility: Visibility
    organisations: Sequence[Organisation]
    owner: Person | None
    review_on: date | None
    is_faq: bool
    top_position: int | None


@transaction.atomic
def settle_article(
    article: Article, details: ArticleDetails, *, by: Actor, expected_version: int | None = None
) -> None:
    """Raises StaleArticle. A review date in another place is told of anew."""
    rows = Article.objects.filter(pk=article.pk)
    if expected_version is not None:
        rows = rows.filter(version=expected_version)
    changed = rows.update(
        category=details.category,
        visibility=details.visibility,
        owner=details.owner,
        review_on=details.review_on,
        is_faq=details.is_faq,
        top_position=details.top_position,
        changed_at=clock.now(),
        version=F("version") + 1,
    )
    article.refresh_from_db()
    if not changed:
        raise StaleArticle(article)
    chosen = details.organisations if details.visibility == Visibility.ORGANISATIONS else ()
    ArticleOrganisation.objects.filter(article=article).exclude(organisation__in=chosen).delete()
    ArticleOrganisation.objects.bulk_create(
        (ArticleOrganisation(article=article, organisation=each) for each in chosen), ignore_conflicts=True
    )
    record("knowledge.article.settled", article, by=by, visibility=details.visibility.value)


@transaction.atomic
def move_to_bin(article: Article, *, by: Actor) -> None:
    """Out of everybody's way for thirty days; what is published stays as it is for when it comes back."""
    if Article.objects.kept().filter(pk=article.pk).update(binned_at=clock.now(), binned_by=by.id):
        _index(article)
        record("knowledge.article.binned", article, by=by)


@transaction.atomic
def restore_article(article: Article, *, by: Actor) -> None:
    """Back as it stood. Doing it twice changes nothing."""
    if Article.objects.binned().filter(pk=article.pk).update(binned_at=None, binned_by=None):
        _index(article)
        record("knowledge.article.restored", article, by=by)


@transaction.atomic
def purge_article(article: Article, *, by: Actor) -> None:
    """Delete what lies in the bin for good, with its versions, files and feedback. Raises NotInBin."""
    if not Article.objects.binned().filter(pk=article.pk).exists():
        raise NotInBin
    record("knowledge.article.purged", article, by=by)
    held = list(ArticleFile.objects.filter(article=article).select_related("file"))
    ArticleFile.objects.filter(article=article).delete()
    for each in held:
        delete_file(each.file)
    search.changed(KIND, article.pk)
    Article.objects.filter(pk=article.pk).delete()


def _index(article: Article) -> None:
    index_texts(list(ArticleText.objects.filter(article=article).values_list("pk", flat=True)))
    search.changed(KIND, article.pk)
