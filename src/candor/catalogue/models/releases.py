from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models

from candor.catalogue import holdings
from candor.catalogue.models.products import VIEW, Product
from candor.kernel.ids import new_ref
from candor.kernel.models import StoredFile
from candor.people.public import Person

if TYPE_CHECKING:
    from candor.kernel.actor import Actor


class Channel(models.TextChoices):
    """How settled a release is."""

    STABLE = "stable"
    BETA = "beta"
    LONG_TERM = "long-term"


class Audience(models.TextChoices):
    """Who may fetch a release's files."""

    OPEN = "open"
    FORM = "form"
    CUSTOMERS = "customers"
    MAINTAINED = "maintained"


class Platform(models.TextChoices):
    ANY = "any"
    WINDOWS = "windows"
    MACOS = "macos"
    LINUX = "linux"
    SOURCE = "source"


class ReleaseQuerySet(models.QuerySet["Release"]):
    def visible_to(self, actor: Actor) -> ReleaseQuerySet:
        """All of them for staff whose role sells; for everybody else those that were published, withdrawn ones too."""
        if actor.is_the_house or (actor.is_staff and actor.may(VIEW)):
            return self
        return self.published()

    def published(self) -> ReleaseQuerySet:
        return self.filter(published_at__isnull=False)

    def standing(self) -> ReleaseQuerySet:
        """Those that are offered: published and not withdrawn."""
        return self.published().filter(withdrawn_at=None)

    def fetchable_by(self, actor: Actor) -> ReleaseQuerySet:
        """Those whose files this actor may have for being who they are. A form's link is another way in."""
        may = models.Q(audience=Audience.OPEN)
        if actor.id is not None and (actor.is_customer or actor.is_staff):
            may |= models.Q(audience__in=(Audience.FORM, Audience.CUSTOMERS))
            may |= models.Q(audience=Audience.MAINTAINED) & holdings.maintained(actor)
        return self.standing().filter(may)

    def latest_first(self) -> ReleaseQuerySet:
        return self.order_by("-released_on", "-id")


class Release(models.Model):
    """A version of a product as it is handed out. `number` is what it is called: "4.2.1".

    Staff see drafts; `withdrawn_at` takes the files away and leaves a page that says so. `telling_since` is when staff
    asked to have the subscribers told, `told_upto` the last subscription that was, `told_at` the end of it.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    product = models.ForeignKey(Product, models.PROTECT, related_name="releases", db_index=False)
    number = models.CharField(max_length=40)
    channel = models.CharField(max_length=9, choices=Channel.choices, default=Channel.STABLE)
    audience = models.CharField(max_length=10, choices=Audience.choices, default=Audience.OPEN)
    released_on = models.DateField()
    published_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    telling_since = models.DateTimeField(null=True)
    told_upto = models.BigIntegerField(default=0)
    told_count = models.PositiveIntegerField(default=0)
    told_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    submission_key = models.CharField(max_length=40, null=True, unique=True)
    version = models.PositiveIntegerField(default=0)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["product", "number"], name="catalogue_one_release_a_number")]
        indexes = [models.Index(fields=["product", "-released_on", "-id"], name="catalogue_releases")]

    @property
    def is_standing(self) -> bool:
        """Whether it is offered now."""
        return self.published_at is not None and self.withdrawn_at is None

    def name_in(self, language: str) -> str:
        """The product's name and the number."""
        return f"{self.product.name_in(language)} {self.number}"

    def notes_in(self, language: str) -> str:
        """The release notes as Markdown, in another language where this one has none."""
        texts = sorted(self.texts.all(), key=lambda text: (text.language != language, text.language))
        return next((text.notes for text in texts if text.notes), "")


class ReleaseText(models.Model):
    """The release notes in one language, as Markdown."""

    release = models.ForeignKey(Release, models.CASCADE, related_name="texts", db_index=False)
    language = models.CharField(max_length=5)
    notes = models.TextField(blank=True)

    objects: ClassVar[models.Manager[ReleaseText]] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["release", "language"], name="catalogue_one_note_a_language")]


class ReleaseFileQuerySet(models.QuerySet["ReleaseFile"]):
    def visible_to(self, actor: Actor) -> ReleaseFileQuerySet:
        """All for staff whose role sells, else those that the actor may fetch."""
        if actor.is_the_house or (actor.is_staff and actor.may(VIEW)):
            return self
        return self.fetchable_by(actor)

    def fetchable_by(self, actor: Actor) -> ReleaseFileQuerySet:
        return self.filter(release__in=Release.objects.fetchable_by(actor))


class ReleaseFile(models.Model):
    """A file of a release. No two of one release have the same name. `fetched` counts how often it was begun.

    Who added it the audit facts say: a file is the house's own, and no person's.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    release = models.ForeignKey(Release, models.CASCADE, related_name="files")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    platform = models.CharField(max_length=8, choices=Platform.choices, default=Platform.ANY)
    fetched = models.PositiveBigIntegerField(default=0)
    added_at = models.DateTimeField()

    objects = ReleaseFileQuerySet.as_manager()
