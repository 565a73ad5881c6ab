from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from candor.business.models.subscriptions import VIEW, CancelKind, Subscription, SubscriptionCancellation
from candor.kernel.ids import new_ref
from candor.kernel.registries import restricted
from candor.people.public import Person

if TYPE_CHECKING:
    from candor.kernel.actor import Actor


class DeclarationState(models.TextChoices):
    """What became of a declaration: WAITS for sales, ended a subscription, or was settled without one."""

    WAITS = "waits"
    CANCELLED = "cancelled"
    SETTLED = "settled"


class DeclarationQuerySet(models.QuerySet["Declaration"]):
    def visible_to(self, actor: Actor) -> DeclarationQuerySet:
        """Staff whose role has to do with renewals; a restricted person's for the office alone."""
        if actor.is_the_house:
            return self
        return restricted.without_restricted(self.restricted_for(actor), actor)

    def restricted_for(self, actor: Actor) -> DeclarationQuerySet:
        """Those that the actor would see, were nobody in them restricted."""
        return self if actor.is_staff and actor.may(VIEW) else self.none()

    def waiting(self) -> DeclarationQuerySet:
        return self.filter(state=DeclarationState.WAITS)


class Declaration(models.Model):
    """A cancellation that somebody declared on the public site without signing in (§ 312k BGB), as it reached us.

    `name`, `email` and `contract` are what they wrote and prove nothing; any of them may be empty. `subscription` is
    the one that it names exactly, or that sales chose; `cancellation` is what ended it.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    number = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=13, choices=CancelKind.choices, default=CancelKind.ORDINARY)
    name = models.CharField(max_length=200, blank=True)
    email = models.CharField(max_length=254, blank=True)
    contract = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    wished_on = models.DateField(null=True)
    language = models.CharField(max_length=5, blank=True)
    received_at = models.DateTimeField()
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    subscription = models.ForeignKey(Subscription, models.SET_NULL, null=True, related_name="declarations")
    cancellation = models.ForeignKey(SubscriptionCancellation, models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=9, choices=DeclarationState.choices, default=DeclarationState.WAITS)
    handled_at = models.DateTimeField(null=True)
    handled_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    note = models.TextField(blank=True)
    submission_key = models.CharField(max_length=40, null=True, unique=True)

    objects = DeclarationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-received_at", "-id"], name="business_declaration_by_time"),
            models.Index(fields=["received_at", "id"], name="business_declaration_waits", condition=Q(state="waits")),
            models.Index(fields=["email"], name="business_declaration_by_mail"),
        ]

    def __str__(self) -> str:
        return self.number
