from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from candor.business.public import Invoice, Order, OrderState
from candor.catalogue.public import DownloadRequest, Product
from candor.kernel.ids import new_ref
from candor.kernel.registries import restricted
from candor.people.public import Identifier

if TYPE_CHECKING:
    from datetime import date

    from candor.kernel.actor import Actor

VIEW, WRITE, SEND, CONFIGURE = (
    "newsletters.issue.view",
    "newsletters.issue.write",
    "newsletters.issue.send",
    "newsletters.list.change",
)
OWN = "instance.configure"
"""What the owner of the instance alone takes on."""


class MailingListQuerySet(models.QuerySet["MailingList"]):
    def visible_to(self, actor: Actor) -> MailingListQuerySet:
        """Those who write newsletters see all; customers what is offered; all others what is public."""
        if actor.is_the_house or (actor.is_staff and actor.may(VIEW)):
            return self
        return self.offered() if actor.id else self.offered().filter(is_public=True)

    def offered(self) -> MailingListQuerySet:
        return self.filter(retired_at=None)


class MailingList(models.Model):
    """A newsletter that people choose: what it is called and what it is for, in both languages.

    A public one is offered to everybody and its issues stand in the archive, others to whoever has signed in. One
    that is `for_customers` goes as well to those who bought one of its products and were told so (§ 7(3) UWG).
    Consents from before `asked_anew_at` count no more: they were given for what has changed since.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    name_en = models.CharField(max_length=80)
    name_de = models.CharField(max_length=80)
    purpose_en = models.CharField(max_length=300)
    purpose_de = models.CharField(max_length=300)
    is_public = models.BooleanField(default=True)
    for_customers = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField()
    asked_anew_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    objects = MailingListQuerySet.as_manager()

    class Meta:
        ordering = ["name_en", "id"]

    def __str__(self) -> str:
        return self.name_en

    @property
    def topic(self) -> str:
        """As what the ledger of consents knows it."""
        return f"newsletters.{self.ref}"

    def name_in(self, language: str) -> str:
        return self.name_de if language == "de" else self.name_en

    def purpose_in(self, language: str) -> str:
        return self.purpose_de if language == "de" else self.purpose_en


class SimilarProduct(models.Model):
    """That a list advertises what is similar to a product of ours: who bought it may be written to, once told so."""

    list = models.ForeignKey(MailingList, models.CASCADE, related_name="similar", db_index=False)
    product = models.ForeignKey(Product, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["list", "product"], name="newsletters_similar_once")]


class CollectionNotice(models.Model):
    """What customers read or hear where they give their address outside of Candor: on an order form, by telephone.

    It proves what an invoice alone does not. `words` are never changed: other words are another row, and its days say
    from when until when they stood at `place`. A list may have several; without one no invoice begins a right.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    list = models.ForeignKey(MailingList, models.CASCADE, related_name="told_elsewhere")
    place = models.CharField(max_length=120)
    language = models.CharField(max_length=5)
    words = models.TextField()
    used_from = models.DateField()
    used_until = models.DateField(null=True)
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["used_from", "id"]

    def __str__(self) -> str:
        return self.place

    def stood_on(self, day: date) -> bool:
        return self.used_from <= day and (self.used_until is None or day <= self.used_until)


class FreeDownloads(models.Model):
    """Whether downloads that cost nothing count as a sale: one row at most, and no without one.

    `since` is when the owner took that on, None after they took it back. What somebody was told before counts never,
    nor does what they were told before it was taken back, should it be taken on once more.
    """

    since = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()


class ToldAtDownload(models.Model):
    """That the form of a download said who may write to its sender; it waits for the press behind the mailed link.

    It is nobody's word yet. `told` is the digest of the sentences (`boxes.Offer`), `objects_to_it` the box beside them.
    """

    request = models.OneToOneField(DownloadRequest, models.CASCADE, related_name="+")
    told = models.CharField(max_length=32)
    language = models.CharField(max_length=5)
    objects_to_it = models.BooleanField(default=False)
    shown_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["shown_at"], name="newsletters_told_when")]


class SignUp(models.Model):
    """What somebody typed who wants newsletters, until the owner of the mailbox confirms it or its time is over.

    It is nobody's word yet. `texts`: the numbers of the words that they were shown, by list; `key` is
    the form's one-time key bound to the address: the same form twice is one row.
    """

    key = models.CharField(max_length=64, unique=True)
    email = models.CharField(max_length=254)
    language = models.CharField(max_length=5)
    texts = models.JSONField(default=dict)
    notice_version = models.CharField(max_length=10, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="newsletters_signup_expiry")]


class ChoiceQuerySet(models.QuerySet["Subscription"]):
    def visible_to(self, actor: Actor) -> ChoiceQuerySet:
        """People see their own; those who write newsletters all but those of restricted people."""
        if actor.is_the_house:
            return self
        if actor.is_staff and actor.may(VIEW):
            return restricted.without_restricted(self, actor)
        return self.filter(identifier__person=actor.id) if actor.id else self.none()

    def standing(self) -> ChoiceQuerySet:
        """Those whose right to be sent counts now: a consent, or a sale of what the list is still similar to, unless it
        was taken back; a free download counts as one only while the owner says so, and only from then on.
        """
        similar = SimilarProduct.objects.filter(list=OuterRef("list"), product=OuterRef("product"))
        told = Q(basis__in=SALES) & ~_taken_back() | Q(basis=Basis.FREE) & _counting()
        by_sale = told & Q(list__for_customers=True) & Exists(similar)
        is_fresh = Q(list__asked_anew_at=None) | Q(since__gte=F("list__asked_anew_at"))
        return self.filter(Q(basis=Basis.CONSENT) & is_fresh | by_sale, ended_at=None)

    def of_sales_taken_back(self) -> ChoiceQuerySet:
        """Those by an order that was cancelled, an invoice that a credit note took back whole, or a download that the
        owner lets count no more.
        """
        return self.filter(Q(basis__in=SALES) & _taken_back() | Q(basis=Basis.FREE) & ~_counting())


def _counting() -> Exists:
    return Exists(FreeDownloads.objects.filter(since__lte=OuterRef("since")))


def _taken_back() -> Q:
    """The order was cancelled, or credit notes over all of it were written for the invoice.

    A sale that was noted without a number may be any that its customer made until then: one that was cancelled ends it.
    """
    cancelled = Order.objects.filter(state=OrderState.CANCELLED)
    numbered = Q(Exists(cancelled.filter(number=OuterRef("reference"))))
    credited = Q(Exists(Invoice.objects.filter(number=OuterRef("reference"), corrected__gte=F("gross"))))
    theirs = cancelled.filter(quote__person=OuterRef("identifier__person"), ordered_at__lte=OuterRef("since"))
    return numbered | credited | Q(Exists(theirs), reference="")


class Basis(models.TextChoices):
    """By what right an address gets a list."""

    CONSENT = "consent"
    """Art. 6(1)(a) GDPR: its owner agreed."""
    SALE = "sale"
    """Art. 13(2) of directive 2002/58/EC, § 7(3) UWG: they bought something similar, were told, did not object."""
    FREE = "free"
    """The same by a download that cost nothing, which counts only where the owner takes that on."""
    INVOICE = "invoice"
    """The same by an invoice, where they were told when they gave their address elsewhere (`CollectionNotice`)."""


SALES = (Basis.SALE, Basis.INVOICE)
"""What lasts until it is objected to or the sale is taken back."""


class Subscription(models.Model):
    """That an address gets a list; its history stands in the ledger of consents. `ended_at`: it does not any more.

    `product` is what was bought or downloaded, where that is the `basis`; `reference` the number of the order, the
    invoice or the download.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    list = models.ForeignKey(MailingList, models.PROTECT, related_name="subscriptions", db_index=False)
    identifier = models.ForeignKey(Identifier, models.CASCADE, related_name="+")
    language = models.CharField(max_length=5)
    basis = models.CharField(max_length=7, choices=Basis.choices, default=Basis.CONSENT, db_default="consent")
    product = models.ForeignKey(Product, models.SET_NULL, null=True, related_name="+", db_index=False)
    reference = models.CharField(max_length=40, blank=True, default="", db_default="")
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = ChoiceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["list", "identifier"], name="newsletters_one_subscription")]
        indexes = [
            models.Index(fields=["list", "id"], name="newsletters_standing", condition=models.Q(ended_at=None)),
        ]
