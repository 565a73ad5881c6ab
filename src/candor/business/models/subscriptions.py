from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from candor.business.models.orders import Order
from candor.business.models.quotes import DIGITS, PLACES, Quote
from candor.business.rules.terms import Span, Unit
from candor.catalogue.public import Edition, Product
from candor.kernel.ids import new_ref
from candor.kernel.registries import restricted
from candor.licences.public import Licence
from candor.people.public import Organisation, Person

if TYPE_CHECKING:
    from datetime import date

    from candor.kernel.actor import Actor

VIEW, WORK = "business.subscription.view", "business.subscription.work"
EXPORT, CONFIGURE = "business.subscription.export", "business.subscription.configure"
TERM_UNITS = [(str(Unit.MONTH), Unit.MONTH.name), (str(Unit.YEAR), Unit.YEAR.name)]
NOTICE_UNITS = [(str(Unit.DAY), Unit.DAY.name), (str(Unit.MONTH), Unit.MONTH.name)]


class CancellingLink(models.TextChoices):
    """Whether the public site leads to the page for cancelling (§ 312k BGB); AUTO: while people buy for themselves."""

    AUTO = "auto"
    ON = "on"
    OFF = "off"


class SubscriptionSettings(models.Model):
    """When customers are reminded of renewals, and what becomes of the quote for them. One row; defaults without one.

    `steps` are days before the renewal, negative ones after it. `quote_days` before it a quote is made.
    """

    is_reminding = models.BooleanField(default=True)
    steps = models.CharField(max_length=60, default="90, 30, 7, 0, -14")
    makes_quotes = models.BooleanField(default=True)
    quote_days = models.PositiveSmallIntegerField(default=60)
    sends_quotes = models.BooleanField(default=False)
    cancelling = models.CharField(
        max_length=4, choices=CancellingLink.choices, default=CancellingLink.AUTO, db_default=CancellingLink.AUTO.value
    )
    version = models.PositiveIntegerField(default=0)


class RemindingWay(models.TextChoices):
    """Which steps of reminding count for a product: those of the settings, its own, or none at all."""

    SETTINGS = "settings"
    OWN = "own"
    NONE = "none"


class ProductReminding(models.Model):
    """When customers are reminded of the renewal of one product, where that differs from the settings."""

    product = models.OneToOneField(Product, models.CASCADE, related_name="+")
    way = models.CharField(max_length=8, choices=RemindingWay.choices, default=RemindingWay.SETTINGS)
    steps = models.CharField(max_length=60, blank=True)
    version = models.PositiveIntegerField(default=0)


class SubscriptionState(models.TextChoices):
    """Where a subscription stands. One that is cancelled runs until its last day."""

    ACTIVE = "active"
    CANCELLED = "cancelled"
    ENDED = "ended"


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def visible_to(self, actor: Actor) -> SubscriptionQuerySet:
        """Staff whose role has to do with renewals; a restricted person's for the office alone."""
        if actor.is_the_house:
            return self
        return restricted.without_restricted(self.restricted_for(actor), actor)

    def restricted_for(self, actor: Actor) -> SubscriptionQuerySet:
        """Those that the actor would see, were nobody in them restricted."""
        return self if actor.is_staff and actor.may(VIEW) else self.none()

    def held_by(self, actor: Actor) -> SubscriptionQuerySet:
        """What the Customer Center shows: the reader's own, and those of companies that they speak for.

        Whoever is restricted sees their own; who speaks for their company does not see it.
        """
        if actor.id is None or not (actor.is_customer or actor.is_staff):
            return self.none()
        shown = restricted.without_restricted(self.filter(organisation__in=actor.organisation_ids), actor)
        return self.filter(Q(person=actor.id) | Q(pk__in=shown.order_by().values("pk")))

    def active(self) -> SubscriptionQuerySet:
        """Those that renew, by themselves or by somebody's word."""
        return self.filter(state=SubscriptionState.ACTIVE)

    def running(self) -> SubscriptionQuerySet:
        """Those that have not ended, cancelled ones too."""
        return self.exclude(state=SubscriptionState.ENDED)


class Subscription(models.Model):
    """What a person or their organisation buys term by term, support and upgrades first of all.

    It belongs to the organisation where one is named, and `person` is whom we write to then. `price` is net, for one of
    it and a whole term; None is what the price list says on the day of the renewal. `terms` were agreed so far, counted
    from `starts_on`; with `renews_on` the next one begins. `known_from` is the day since which that day is known: no
    reminder of before is made up for. `quoted_for` is the renewal for which a quote was tried, `quote` what came of it.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    number = models.CharField(max_length=20, unique=True)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="subscriptions", db_index=False)
    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, related_name="subscriptions", db_index=False
    )
    owner = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", db_index=False)
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField(default=1)
    price = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES, null=True)
    currency = models.CharField(max_length=3)
    term_count = models.PositiveSmallIntegerField(default=1)
    term_unit = models.CharField(max_length=5, choices=TERM_UNITS, default=str(Unit.YEAR))
    notice_count = models.PositiveSmallIntegerField(default=0)
    notice_unit = models.CharField(max_length=5, choices=NOTICE_UNITS, default=str(Unit.MONTH))
    renews_itself = models.BooleanField(default=False)
    starts_on = models.DateField()
    terms = models.PositiveIntegerField(default=1)
    renews_on = models.DateField()
    known_from = models.DateField()
    state = models.CharField(max_length=9, choices=SubscriptionState.choices, default=SubscriptionState.ACTIVE)
    ends_on = models.DateField(null=True)
    next_quantity = models.PositiveIntegerField(null=True)
    next_quantity_on = models.DateField(null=True)
    licence = models.ForeignKey(Licence, models.SET_NULL, null=True, related_name="+")
    order = models.ForeignKey(Order, models.SET_NULL, null=True, related_name="+")
    quote = models.ForeignKey(Quote, models.SET_NULL, null=True, related_name="+")
    quoted_for = models.DateField(null=True)
    submission_key = models.CharField(max_length=40, null=True, unique=True)
    created_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["state", "renews_on", "id"], name="business_subscription_due"),
            models.Index(fields=["owner", "state", "renews_on", "id"], name="business_subscription_owner"),
            models.Index(fields=["renews_on", "id"], name="business_subscription_by_day"),
            models.Index(fields=["person", "-id"], name="business_subscription_person"),
            models.Index(fields=["organisation", "-id"], name="business_subscription_company"),
            models.Index(
                fields=["next_quantity_on"],
                name="business_subscription_change",
                condition=Q(next_quantity_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def customer_name(self) -> str:
        """Whose it is, "" once nobody's."""
        customer = self.organisation or self.person
        return customer.name if customer is not None else ""

    @property
    def term(self) -> Span:
        return Span(self.term_count, Unit(self.term_unit))

    @property
    def notice(self) -> Span:
        return Span(self.notice_count, Unit(self.notice_unit))

    def is_overdue(self, today: date) -> bool:
        """Whether the day of the renewal has come and nobody has renewed it."""
        return self.state == SubscriptionState.ACTIVE and self.renews_on <= today


class RenewedBy(models.TextChoices):
    """How a term was agreed."""

    BEGUN = "begun"
    HAND = "hand"
    QUOTE = "quote"
    ITSELF = "itself"


class SubscriptionTerm(models.Model):
    """One term that was agreed: from when to when, for how many, and how it came about.

    `price` is what was agreed for one of it, None where nothing was. A term is paid by the order of its `quote` or the
    invoice that was begun as the draft `draft_ref`; once it is, the licence's maintenance goes on until its last day.
    """

    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="history", db_index=False)
    begins_on = models.DateField()
    ends_on = models.DateField()
    quantity = models.PositiveIntegerField()
    price = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES, null=True)
    way = models.CharField(max_length=6, choices=RenewedBy.choices)
    quote = models.ForeignKey(Quote, models.SET_NULL, null=True, related_name="+")
    draft_ref = models.CharField(max_length=16, blank=True, db_index=True)
    paid_at = models.DateTimeField(null=True)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subscription", "begins_on"], name="business_one_term_a_day")]


class ReminderFate(models.TextChoices):
    """What became of a reminder."""

    SENT = "sent"
    NOWHERE = "nowhere"
    """No address is known to which mail may go."""
    LATE = "late"
    """Its day was before we knew of the renewal."""


class SubscriptionReminder(models.Model):
    """That a step of reminding was taken for a renewal: one row, and so one mail, for each."""

    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="reminders", db_index=False)
    renews_on = models.DateField()
    step = models.SmallIntegerField()
    fate = models.CharField(max_length=7, choices=ReminderFate.choices)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subscription", "renews_on", "step"], name="business_one_reminder_a_step")
        ]


class CancelKind(models.TextChoices):
    ORDINARY = "ordinary"
    EXTRAORDINARY = "extraordinary"
    """For an important reason, without notice (§ 314 BGB)."""


class CancelledBy(models.TextChoices):
    ACCOUNT = "account"
    PUBLIC = "public"
    """On the public site, without signing in."""
    STAFF = "staff"


class SubscriptionCancellation(models.Model):
    """A declaration that ends a subscription, as it reached us. `by` is whoever of us wrote it down."""

    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="cancellations")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(max_length=13, choices=CancelKind.choices)
    way = models.CharField(max_length=7, choices=CancelledBy.choices)
    name = models.CharField(max_length=200, blank=True)
    reason = models.TextField(blank=True)
    received_at = models.DateTimeField()
    ends_on = models.DateField()
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subscription"], name="business_one_cancellation", condition=Q(undone_at=None)
            )
        ]


class ContactListExport(models.Model):
    """That somebody took the yearly list of contacts out, and why. Everybody in it finds it in their access log."""

    reason = models.CharField(max_length=200)
    lines = models.PositiveIntegerField()
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    taken_at = models.DateTimeField(db_index=True)
