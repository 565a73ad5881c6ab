from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q

from candor.business.rules.amounts import Off
from candor.kernel.ids import new_ref
from candor.kernel.models import StoredFile
from candor.kernel.registries import restricted
from candor.people.public import Organisation, Person

if TYPE_CHECKING:
    from candor.kernel.actor import Actor

VIEW, WORK = "business.quote.view", "business.quote.work"
DIGITS, PLACES = 15, 3
"""What SQLite keeps exactly, with the decimals of every currency (`rules.amounts.LARGEST_AMOUNT`)."""


class QuoteState(models.TextChoices):
    """Where a quote stands. That it has expired is no state: its day says so."""

    DRAFT = "draft"
    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class DecidedBy(models.TextChoices):
    """How an answer reached us."""

    ACCOUNT = "account"
    LINK = "link"
    STAFF = "staff"


class QuoteQuerySet(models.QuerySet["Quote"]):
    def visible_to(self, actor: Actor) -> QuoteQuerySet:
        """Staff whose role has to do with quotes; customers what was sent to them, super customers their companies'."""
        if actor.is_the_house:
            return self
        return restricted.without_restricted(self.restricted_for(actor), actor)

    def restricted_for(self, actor: Actor) -> QuoteQuerySet:
        """Those that the actor would see, were nobody in them restricted."""
        if actor.is_staff and actor.may(VIEW):
            return self
        return self.none()

    def offered_to(self, actor: Actor) -> QuoteQuerySet:
        """What the Customer Center shows: quotes that went out to the reader, or to a company that they speak for.

        Whoever is restricted sees their own; who speaks for their company does not see it.
        """
        if actor.id is None or not (actor.is_customer or actor.is_staff):
            return self.none()
        theirs = Q(person=actor.id) | Q(organisation__in=actor.organisation_ids)
        return restricted.without_restricted(self.filter(theirs, offered__isnull=False), actor)


class Quote(models.Model):
    """An offer to a person, on behalf of their organisation if they have one. What it says stands in its versions.

    `offered` is the version that was sent last: it alone may be accepted. `currency`, `net`, `gross` and `valid_until`
    are those of the latest version, for lists. Who answered typed `decided_name`; `decided_version` is what they saw.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    number = models.CharField(max_length=20, unique=True)
    subject = models.CharField(max_length=200)
    person = models.ForeignKey(Person, models.CASCADE, related_name="quotes", db_index=False)
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, related_name="quotes", db_index=False)
    owner = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=9, choices=QuoteState.choices, default=QuoteState.DRAFT)
    offered = models.ForeignKey("QuoteVersion", models.SET_NULL, null=True, related_name="+")
    currency = models.CharField(max_length=3)
    net = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES, default=Decimal(0))
    gross = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES, default=Decimal(0))
    valid_until = models.DateField()
    decided_at = models.DateTimeField(null=True)
    decided_way = models.CharField(max_length=7, choices=DecidedBy.choices, blank=True)
    decided_name = models.CharField(max_length=200, blank=True)
    decided_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    decided_version = models.ForeignKey("QuoteVersion", models.SET_NULL, null=True, related_name="+")
    decline_reason = models.TextField(blank=True)
    submission_key = models.CharField(max_length=40, null=True, unique=True)
    created_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)

    objects = QuoteQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["state", "-touched_at", "-id"], name="business_quote_by_state"),
            models.Index(fields=["-touched_at", "-id"], name="business_quote_by_time"),
            models.Index(fields=["person", "-id"], name="business_quote_of_person"),
            models.Index(fields=["organisation", "-id"], name="business_quote_of_company"),
            models.Index(fields=["state", "decided_at"], name="business_quote_decided"),
            models.Index(fields=["state", "valid_until", "id"], name="business_quote_ending"),
        ]

    def __str__(self) -> str:
        return self.number


class QuoteVersion(models.Model):
    """What a quote says. Once it is sent it never changes: the next change begins the next version.

    `lines` are `rules.quotes.QuoteLine` and `taxes` the groups of `rules.amounts`, both as JSON.
    """

    quote = models.ForeignKey(Quote, models.CASCADE, related_name="versions", db_index=False)
    number = models.PositiveSmallIntegerField()
    subject = models.CharField(max_length=200)
    currency = models.CharField(max_length=3)
    language = models.CharField(max_length=5)
    valid_until = models.DateField()
    note = models.TextField(blank=True)
    discount = models.DecimalField(max_digits=5, decimal_places=2, default=Decimal(0), db_default=Decimal(0))
    """Off the whole before tax, in percent; a version has this or `reduction`, an amount."""
    reduction = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES, default=Decimal(0), db_default=Decimal(0))
    lines = models.JSONField(default=list)
    taxes = models.JSONField(default=list)
    net = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES, default=Decimal(0))
    tax = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES, default=Decimal(0))
    gross = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES, default=Decimal(0))
    terms_version = models.CharField(max_length=20, blank=True)
    sent_at = models.DateTimeField(null=True)
    sent_to = models.CharField(max_length=254, blank=True)
    sent_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    pdf = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")

    objects: ClassVar[models.Manager[QuoteVersion]] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["quote", "number"], name="business_one_quote_version")]

    @property
    def off(self) -> Off:
        return Off(self.discount, self.reduction)

    @property
    def allowance(self) -> Decimal:
        """What the discount on the whole takes off the lines (BT-107)."""
        return sum((Decimal(tax.get("allowance", 0)) for tax in self.taxes), Decimal(0))
