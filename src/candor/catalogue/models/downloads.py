from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from candor.catalogue.models.products import VIEW, Product
from candor.catalogue.models.releases import Release, ReleaseFile
from candor.kernel.ids import new_ref
from candor.kernel.registries import restricted
from candor.people.public import Person

if TYPE_CHECKING:
    from candor.kernel.actor import Actor


class DownloadWay(models.TextChoices):
    """How somebody came to a file."""

    FORM = "form"
    ACCOUNT = "account"


class DownloadRequestQuerySet(models.QuerySet["DownloadRequest"]):
    def visible_to(self, actor: Actor) -> DownloadRequestQuerySet:
        """For staff whose role sells; the rows of restricted people for nobody."""
        if actor.is_the_house:
            return self
        if actor.is_staff and actor.may(VIEW):
            return restricted.without_restricted(self, actor)
        return self.none()


class DownloadRequest(models.Model):
    """Somebody filled in the form of a release; the link went to the address that they gave.

    `wants_news` is the box that they ticked: it counts as consent only once they confirmed by that link.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    release = models.ForeignKey(Release, models.CASCADE, related_name="requests")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False)
    email = models.CharField(max_length=254)
    wants_news = models.BooleanField(default=False)
    notice_version = models.CharField(max_length=20, blank=True)
    asked_at = models.DateTimeField()
    handed_over_at = models.DateTimeField(null=True)
    submission_key = models.CharField(max_length=40, null=True, unique=True)

    objects = DownloadRequestQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["person", "-asked_at", "-id"], name="catalogue_requests_of_person"),
            models.Index(fields=["email"], name="catalogue_asked_of_address"),
        ]


class DownloadQuerySet(models.QuerySet["Download"]):
    def visible_to(self, actor: Actor) -> DownloadQuerySet:
        """For staff whose role sells, but for restricted people's; their own for customers."""
        if actor.is_the_house:
            return self
        if actor.is_staff and actor.may(VIEW):
            return restricted.without_restricted(self, actor)
        if actor.id is None or not (actor.is_customer or actor.is_staff):
            return self.none()
        return self.filter(person=actor.id)


class Download(models.Model):
    """A person fetched a file: once a day, however often they began. No address of a machine is kept.

    `file` is None once the file was taken away; `name` stays.
    """

    release = models.ForeignKey(Release, models.CASCADE, related_name="downloads", db_index=False)
    file = models.ForeignKey(ReleaseFile, models.SET_NULL, null=True, related_name="+", db_index=False)
    name = models.CharField(max_length=255)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False)
    way = models.CharField(max_length=7, choices=DownloadWay.choices)
    day = models.DateField()
    at = models.DateTimeField()

    objects = DownloadQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "person", "day"], name="catalogue_one_download_a_day")]
        indexes = [
            models.Index(fields=["person", "-at", "-id"], name="catalogue_downloads_of_person"),
            models.Index(fields=["release", "-id"], name="catalogue_downloads"),
        ]


class ReleaseSubscriptionQuerySet(models.QuerySet["ReleaseSubscription"]):
    def visible_to(self, actor: Actor) -> ReleaseSubscriptionQuerySet:
        """A person's own; the software reads them to write to people, and staff see how many there are."""
        if actor.is_the_house:
            return self
        if actor.id is None or not (actor.is_customer or actor.is_staff):
            return self.none()
        return self.filter(person=actor.id)

    def standing(self) -> ReleaseSubscriptionQuerySet:
        return self.filter(ended_at=None)


class ReleaseSubscription(models.Model):
    """A person's consent to be told of new releases of a product at one address, until they stop it.

    A row stands for a consent that was confirmed: by the link in our mail (`way` is "form", `asked_at` when the box was
    ticked), or in the account. `notice_version` is the privacy notice that the form linked. `delivery` is how the
    latest mail fared, in the words of the outbox; "" before the first.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    product = models.ForeignKey(Product, models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    email = models.CharField(max_length=254)
    language = models.CharField(max_length=5)
    way = models.CharField(max_length=7, choices=DownloadWay.choices)
    notice_version = models.CharField(max_length=20, blank=True)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    delivery = models.CharField(max_length=8, blank=True, db_default="", default="")

    objects = ReleaseSubscriptionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["email", "product"],
                name="catalogue_one_subscription",
                condition=models.Q(ended_at=None),
            )
        ]
        indexes = [
            models.Index(fields=["product", "id"], name="catalogue_subscribers", condition=models.Q(ended_at=None)),
            models.Index(fields=["email"], name="catalogue_subs_of_address"),
        ]
