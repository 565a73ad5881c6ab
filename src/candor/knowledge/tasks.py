"""What the knowledge base does by the clock."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from candor.kernel import clock, instance
from candor.kernel.actor import JOB
from candor.kernel.audit import record
from candor.kernel.jobs import task
from candor.knowledge.actions.feedback import forget_old_feedback
from candor.knowledge.actions.missed import forget_old_missed
from candor.knowledge.actions.settling import KEPT_IN_BIN, purge_article
from candor.knowledge.models import Article
from candor.knowledge.models.articles import ArticleQuerySet
from candor.knowledge.queries.listing import line_of
from candor.mail.public import TemplateClass, queue_mail
from candor.people.public import Person, primary_email, works_here
from candor.ui.public import locale_of, long_date

MOST_AT_ONCE = 200


def reviews_should_be_told() -> bool:
    """Whether an article is due of which its keeper was not told."""
    return _due().exists()


@task(_("Remind of articles to look at again"))
def remind_of_reviews() -> None:
    """Mail the keeper of each article that is due for review, once for each date."""
    for article in _due().select_related("owner").order_by("review_on", "pk")[:MOST_AT_ONCE]:
        _remind(article)


def bin_should_be_emptied() -> bool:
    """Whether an article has lain in the bin for its time."""
    return _past_bin().exists()


@task(_("Delete articles that lay in the bin for 30 days"))
def empty_bin() -> None:
    """Delete them for good, each in its own transaction."""
    for article in _past_bin()[:MOST_AT_ONCE]:
        purge_article(article, by=JOB)


@task(_("Delete old words about articles"))
def forget_readers_words() -> None:
    """Delete what readers said half a year ago, and what they looked for in vain a quarter of a year ago."""
    forget_old_feedback()
    forget_old_missed()


@transaction.atomic
def _remind(article: Article) -> None:
    """Whoever takes the date away mails it."""
    if not _due().filter(pk=article.pk).update(review_told_on=F("review_on")):
        return
    record("knowledge.article.review_announced", article, by=JOB)
    if article.owner is not None and article.review_on is not None and works_here(article.owner):
        _mail(article, article.owner, article.review_on)


def _mail(article: Article, owner: Person, day: date) -> None:
    address, language = primary_email(owner), owner.language or instance.current().language
    if not address:
        return
    queue_mail(
        "knowledge/mail/review",
        to=address,
        language=language,
        about=article,
        context={
            "name": owner.name,
            "title": line_of(article, language).title,
            "day": long_date(day, locale_of(language)),
            "link": settings.INSTANCE.base_url + reverse("tech:article", args=[article.ref]),
        },
        kind=TemplateClass.CONTRACT,
        by=JOB,
    )


def _due() -> ArticleQuerySet:
    told = Q(review_told_on__isnull=False, review_told_on=F("review_on"))
    return (
        Article.objects.due_for_review(clock.today(settings.INSTANCE.time_zone))
        .filter(owner__isnull=False)
        .exclude(told)
    )


def _past_bin() -> ArticleQuerySet:
    return Article.objects.binned().filter(binned_at__lt=clock.now() - KEPT_IN_BIN)
