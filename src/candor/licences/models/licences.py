from __future__ import annotations

import secrets
from datetime import date
from typing import TYPE_CHECKING

from django.db import models

from candor.catalogue.public import Edition
from candor.kernel.ids import new_ref
from candor.kernel.registries import restricted
from candor.people.public import Organisation, Person

if TYPE_CHECKING:
    from candor.kernel.actor import Actor

VIEW, ISSUE, CONFIGURE = "licences.licence.view", "licences.licence.issue", "licences.settings.change"


def new_number() -> str:
    """A licence's number as its keys hold it: 64 random bits."""
    return secrets.token_hex(8)


class RevokeReason(models.TextChoices):
    REFUNDED = "refunded"
    UNPAID = "unpaid"
    LEAKED = "leaked"
    REPLACED = "replaced"
    MISTAKE = "mistake"


class LicenceQuerySet(models.QuerySet["Licence"]):
    def visible_to(self, actor: Actor) -> LicenceQuerySet:
        """Their holders' and, for super customers, their organisations'; all of them for staff who may see licences."""
        if actor.is_the_house:
            return self
        if actor.is_staff and actor.may(VIEW):
            return restricted.without_restricted(self, actor)
        return self.held_by(actor)

    def held_by(self, actor: Actor) -> LicenceQuerySet:
        """The actor's own, and those of the organisations that they look after: what a customer's pages show."""
        if actor.id is None or not (actor.is_customer or actor.is_staff):
            return self.none()
        return self.filter(models.Q(person=actor.id) | models.Q(organisation__in=actor.organisation_ids))

    def restricted_for(self, actor: Actor) -> LicenceQuerySet:
        """Those that the actor would see, were nobody in them restricted."""
        return self if actor.is_staff and actor.may(VIEW) else self.none()

    def unheld(self) -> LicenceQuerySet:
        """Nobody's any more: their person was erased, and they can only be restored."""
        return self.filter(person=None, organisation=None)


class Licence(models.Model):
    """The right to use an edition, held by a person or, where one is named, by their organisation.

    `seats` is the number of technicians, None for any number. `is_named` says whether keys carry the holder's name.
    Keys older than `first_accepted` activate nothing any more. `activations` counts the machines of today; the actions
    keep it. `submission_key` is what makes one licence of one form or one order.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    number = models.CharField(max_length=16, unique=True, default=new_number)
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", db_index=False)
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, related_name="+", db_index=False)
    is_named = models.BooleanField(default=False)
    seats = models.PositiveIntegerField(null=True)
    features = models.CharField(max_length=250, blank=True)
    expires_on = models.DateField(null=True)
    maintenance_until = models.DateField(null=True)
    activation_limit = models.PositiveIntegerField()
    activations = models.PositiveIntegerField(default=0)
    revision = models.PositiveIntegerField(default=0)
    first_accepted = models.PositiveIntegerField(default=1)
    issued_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoke_reason = models.CharField(max_length=8, choices=RevokeReason.choices, blank=True)
    submission_key = models.CharField(max_length=64, null=True, unique=True)
    version = models.PositiveIntegerField(default=0)

    objects = LicenceQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-issued_at", "-id"], name="licences_by_time"),
            models.Index(fields=["person", "-id"], name="licences_of_person"),
            models.Index(fields=["organisation", "-id"], name="licences_of_company"),
            models.Index(
                fields=["maintenance_until", "id"],
                name="licences_by_maintenance",
                condition=models.Q(maintenance_until__isnull=False, revoked_at=None),
            ),
        ]

    @property
    def is_revoked(self) -> bool:
        return self.revoked_at is not None

    @property
    def is_unheld(self) -> bool:
        return self.person_id is None and self.organisation_id is None

    @property
    def holder_name(self) -> str:
        """Whose it is, "" once nobody's."""
        holder = self.organisation or self.person
        return holder.name if holder is not None else ""

    def has_ended(self, day: date) -> bool:
        """Whether its last day was before this one."""
        return self.expires_on is not None and day > self.expires_on

    def is_maintained(self, day: date) -> bool:
        return self.maintenance_until is not None and day <= self.maintenance_until


class EntryKind(models.TextChoices):
    """What happened to a licence. All but the last two end in a new key."""

    ISSUED = "issued"
    EXTENDED = "extended"
    CHANGED = "changed"
    TRANSFERRED = "transferred"
    REPLACED = "replaced"
    RESTORED = "restored"
    REVOKED = "revoked"
    REINSTATED = "reinstated"


class LicenceKey(models.Model):
    """One version of a licence's key; every one stays readable. `holder`: whose own it is, None for a company's."""

    licence = models.ForeignKey(Licence, models.CASCADE, related_name="keys")
    revision = models.PositiveIntegerField()
    text = models.TextField()
    holder = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    issued_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["licence", "revision"], name="licences_one_key_a_revision")]


class LicenceEntry(models.Model):
    """What happened to a licence, and who of us did it; None for the person themselves and for the software."""

    licence = models.ForeignKey(Licence, models.CASCADE, related_name="entries", db_index=False)
    kind = models.CharField(max_length=11, choices=EntryKind.choices)
    revision = models.PositiveIntegerField()
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["licence", "-at", "-id"], name="licences_entries")]
