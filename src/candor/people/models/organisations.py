from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from candor.kernel.ids import new_ref
from candor.people.models.persons import Person

if TYPE_CHECKING:
    from candor.kernel.actor import Actor


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def visible_to(self, actor: Actor) -> OrganisationQuerySet:
        """Staff with the right see all; customers those they belong to. One that was merged into another is gone."""
        present = self.filter(merged_into=None)
        if actor.is_the_house or actor.may("people.organisation.view"):
            return present
        if actor.id is None:
            return self.none()
        return present.filter(memberships__person=actor.id, memberships__ended_on=None).distinct()


class Organisation(models.Model):
    """A company or other body that people belong to; often our customer."""

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    name = models.CharField(max_length=200)
    website = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    address = models.TextField(blank=True)
    country = models.CharField(max_length=2, blank=True)
    vat_number = models.CharField(max_length=20, blank=True)
    invoice_email = models.CharField(max_length=254, blank=True, default="", db_default="")
    """The company's mailbox for invoices, as written; "" where they go to its contact."""
    note = models.TextField(blank=True)
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)
    merged_into = models.ForeignKey("self", models.CASCADE, null=True, related_name="+")
    """The organisation that this one became part of; its old address leads there."""

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["name", "id"], name="people_organisation_name"),
            models.Index(fields=["country", "name", "id"], name="people_organisation_place"),
        ]

    def __str__(self) -> str:
        return self.name


class AddressKind(models.TextChoices):
    BILLING = "billing"
    DELIVERY = "delivery"
    OTHER = "other"


class OrganisationAddress(models.Model):
    """A postal address of an organisation, and what it is for. `addition` is a line between name and street."""

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="addresses")
    kind = models.CharField(max_length=8, choices=AddressKind.choices)
    addition = models.CharField(max_length=100, blank=True)
    lines = models.CharField(max_length=300)
    postcode = models.CharField(max_length=20, blank=True)
    city = models.CharField(max_length=100)
    country = models.CharField(max_length=2)


class Membership(models.Model):
    """A person's place in an organisation. A super customer sees and updates the organisation's cases."""

    class Role(models.TextChoices):
        MEMBER = "member"
        SUPER = "super"

    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=6, choices=Role.choices, default=Role.MEMBER)
    position = models.CharField(max_length=100, blank=True)
    since = models.DateField()
    ended_on = models.DateField(null=True)
    contact_since = models.DateTimeField(null=True)
    """Since when they are the contact for the organisation's contract with us; None for everybody else."""
    contact_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    """Who of us noted that."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation"],
                condition=models.Q(ended_on=None),
                name="people_one_present_membership",
            )
        ]
