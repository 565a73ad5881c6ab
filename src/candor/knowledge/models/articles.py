"""Articles: what they are for whom, their language versions, the drafts beside them, and every version published."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.db import models

from candor.kernel.actor import ActorKind
from candor.kernel.ids import new_ref
from candor.kernel.models import StoredFile
from candor.knowledge.models.categories import ArticleCategory
from candor.people.public import Membership, Organisation, Person

if TYPE_CHECKING:
    from candor.kernel.actor import Actor

VIEW, WRITE, PUBLISH = "knowledge.article.view", "knowledge.article.write", "knowledge.article.publish"


class Visibility(models.TextChoices):
    """Who may read what is published of an article. Staff with the right read all."""

    PUBLIC = "public"
    CUSTOMERS = "customers"
    """Whoever has signed in."""
    ORGANISATIONS = "organisations"
    """The present members of the organisations of `ArticleOrganisation`."""
    STAFF = "staff"


class ArticleQuerySet(models.QuerySet["Article"]):
    def visible_to(self, actor: Actor) -> ArticleQuerySet:
        """Staff with the right see all, drafts and the bin included; everybody else what is offered to them."""
        if actor.is_the_house or (actor.is_staff and actor.may(VIEW)):
            return self
        return self.offered_to(actor)

    def offered_to(self, actor: Actor) -> ArticleQuerySet:
        """What the help centre offers this reader: published, and for all, for customers, or for their organisation.

        Staff are readers like customers here, under their own person.
        """
        published = self.published()
        everybody = models.Q(visibility=Visibility.PUBLIC)
        if actor.id is None or actor.kind not in {ActorKind.CUSTOMER, ActorKind.STAFF}:
            return published.filter(everybody)
        own = Membership.objects.filter(person=actor.id, ended_on=None).values("organisation")
        theirs = ArticleOrganisation.objects.filter(organisation__in=own).values("article")
        return published.filter(
            everybody
            | models.Q(visibility=Visibility.CUSTOMERS)
            | models.Q(visibility=Visibility.ORGANISATIONS, pk__in=theirs)
        )

    def published(self) -> ArticleQuerySet:
        """Published in one language at least, and not in the bin."""
        return self.filter(published_at__isnull=False, binned_at=None)

    def kept(self) -> ArticleQuerySet:
        """Not in the bin."""
        return self.filter(binned_at=None)

    def binned(self) -> ArticleQuerySet:
        return self.filter(binned_at__isnull=False)

    def due_for_review(self, day: date) -> ArticleQuerySet:
        """Somebody promised to look at them again by this day."""
        return self.kept().filter(review_on__lte=day)

    def top(self) -> ArticleQuerySet:
        """The pinned ones in their order, which the help centre shows first."""
        return self.filter(top_position__isnull=False).order_by("top_position", "id")


class Article(models.Model):
    """One article in its languages. `ref` is its address for good, whatever its title becomes.

    `published_at` is when it was first readable for its readers; None while nothing of it is published. `version`
    counts changes of what stands here: who changes it says which one they saw.
    `origin_kind` and `origin_id` name the row that it was made from (a case), which a slice above knows to show.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    category = models.ForeignKey(ArticleCategory, models.SET_NULL, null=True, related_name="articles", db_index=False)
    visibility = models.CharField(max_length=13, choices=Visibility.choices, default=Visibility.PUBLIC)
    is_faq = models.BooleanField(default=False)
    top_position = models.PositiveSmallIntegerField(null=True)
    """Its place among the ten that the help centre shows first; None for all others."""
    owner = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", db_index=False)
    """Who of us keeps it true."""
    review_on = models.DateField(null=True)
    review_told_on = models.DateField(null=True)
    """The review date of which the owner was told: once for each."""
    origin_kind = models.CharField(max_length=60, blank=True)
    origin_id = models.PositiveBigIntegerField(null=True)
    import_digest = models.CharField(max_length=64, null=True, unique=True)
    """SHA-256 of the entry of a file that it was imported from: the same entry is taken once."""
    published_at = models.DateTimeField(null=True)
    binned_at = models.DateTimeField(null=True)
    binned_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", db_index=False)
    created_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", db_index=False)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)
    submission_key = models.CharField(max_length=40, null=True, unique=True)
    """The form's one-time key: a double submit meets the unique index and has one effect."""

    objects = ArticleQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-changed_at", "-id"], name="knowledge_article_changed"),
            models.Index(fields=["category", "-changed_at", "-id"], name="knowledge_article_category"),
            models.Index(
                fields=["review_on", "id"],
                name="knowledge_article_review",
                condition=models.Q(review_on__isnull=False),
            ),
            models.Index(
                fields=["top_position", "id"],
                name="knowledge_article_top",
                condition=models.Q(top_position__isnull=False),
            ),
            models.Index(
                fields=["binned_at", "id"],
                name="knowledge_article_bin",
                condition=models.Q(binned_at__isnull=False),
            ),
            models.Index(fields=["owner"], name="knowledge_article_owner"),
            models.Index(fields=["origin_kind", "origin_id"], name="knowledge_article_origin"),
            models.Index(
                fields=["-published_at", "-id"], name="knowledge_article_faq", condition=models.Q(is_faq=True)
            ),
        ]

    def __str__(self) -> str:
        return self.ref


class ArticleOrganisation(models.Model):
    """An organisation whose members may read an article of the visibility `organisations`."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="organisations", db_index=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")

    objects: ClassVar[models.Manager[ArticleOrganisation]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "organisation"], name="knowledge_organisation_once_an_article")
        ]


class ArticleText(models.Model):
    """An article in one language: what is published of it, and how often it has been.

    `published` is the version that readers see, None while there is none. `revision` counts changes of draft and
    published version: who saves says which one they saw. The counts of feedback are kept by the actions that take it.
    """

    article = models.ForeignKey(Article, models.CASCADE, related_name="texts", db_index=False)
    language = models.CharField(max_length=5)
    published = models.OneToOneField("ArticleVersion", models.SET_NULL, null=True, related_name="+")
    last_number = models.PositiveIntegerField(default=0)
    revision = models.PositiveIntegerField(default=0)
    helped_count = models.PositiveIntegerField(default=0)
    did_not_help_count = models.PositiveIntegerField(default=0)

    objects: ClassVar[models.Manager[ArticleText]] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "language"], name="knowledge_one_text_a_language")]

    def __str__(self) -> str:
        return f"{self.article_id} ({self.language})"


class Words(models.Model):
    """Title, summary and body of an article in one language. The body is Markdown (`knowledge/markdown.py`)."""

    title = models.TextField()
    summary = models.TextField(blank=True)
    body = models.TextField(blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title


class ArticleDraft(Words):
    """What is being written and not published yet. There is none while the published version says it all."""

    text = models.OneToOneField(ArticleText, models.CASCADE, related_name="draft")
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", db_index=False)
    saved_at = models.DateTimeField()

    objects: ClassVar[models.Manager[ArticleDraft]] = models.Manager()

    class Meta:
        indexes = [models.Index(fields=["-saved_at", "-id"], name="knowledge_draft_saved")]


class ArticleVersion(Words):
    """One version as it was published; never changed afterwards. Versions of a language count from 1."""

    text = models.ForeignKey(ArticleText, models.CASCADE, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    what_changed = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", db_index=False)
    published_at = models.DateTimeField()

    objects: ClassVar[models.Manager[ArticleVersion]] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["text", "number"], name="knowledge_version_once")]


class ArticleFile(models.Model):
    """A picture or file that the article's texts show or link to. Who may read the article may fetch it.

    Who of us sent it, the audit log knows: a file of the organisation must not go with a person.
    """

    article = models.ForeignKey(Article, models.CASCADE, related_name="files")
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    objects: ClassVar[models.Manager[ArticleFile]] = models.Manager()
