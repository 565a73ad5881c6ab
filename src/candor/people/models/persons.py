from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from candor.kernel.ids import new_ref
from candor.kernel.registries import restricted

if TYPE_CHECKING:
    from candor.kernel.actor import Actor


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, actor: Actor) -> PersonQuerySet:
        """Staff with the right see everybody; a customer sees themselves and, as a super customer, their organisations'
        people; everybody else nobody. A record that was merged into another one is nobody any more, and so is
        one that was erased. Restricted people (GDPR Art. 18) are left out.
        """
        present = restricted.without_restricted(self.filter(merged_into=None, erased_at=None), actor)
        if actor.is_the_house or actor.may("people.person.view"):
            return present
        if actor.id is None:
            return self.none()
        colleagues = models.Q(memberships__organisation__in=actor.organisation_ids, memberships__ended_on=None)
        return present.filter(models.Q(pk=actor.id) | colleagues).distinct()


class Person(models.Model):
    """A human being we know: a customer, a colleague of one, a member of staff.

    `name` is the one shown; all names stand in `PersonName`, all addresses and numbers in `Identifier`.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    name = models.CharField(max_length=200)
    language = models.CharField(max_length=5, blank=True)
    time_zone = models.CharField(max_length=50, blank=True)
    source = models.CharField(max_length=30)
    note = models.TextField(blank=True)
    claimed_organisation = models.CharField(max_length=200, blank=True, default="", db_default="")
    """Where they say they belong, as typed at registration: a suggestion for staff, who settle it."""
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)
    merged_into = models.ForeignKey("self", models.CASCADE, null=True, related_name="+")
    """The record that this one became part of; its old address leads there."""
    erased_at = models.DateTimeField(null=True)
    """Set on the nameless row that takes an erased person's place, and on one that is only kept because something that
    stays points to it. Nothing is ever written to such a row again."""

    objects = PersonQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["name", "id"], name="people_person_name")]

    def __str__(self) -> str:
        return self.name


class PersonName(models.Model):
    """One of a person's names: the present one, former ones, a nickname."""

    class Kind(models.TextChoices):
        PRESENT = "present"
        FORMER = "former"
        OTHER = "other"

    person = models.ForeignKey(Person, models.CASCADE, related_name="names")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    text = models.CharField(max_length=200)


class IdentifierKind(models.TextChoices):
    EMAIL = "email"
    PHONE = "phone"


class Identifier(models.Model):
    """An e-mail address or telephone number of a person: the one truth of addresses.

    `value` is normalised (e-mail: lower case, domain in ASCII; telephone: E.164), `written` is as the person wrote it.
    The same value may belong to several persons (a shared mailbox); it identifies only where it belongs to one.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    person = models.ForeignKey(Person, models.CASCADE, related_name="identifiers")
    kind = models.CharField(max_length=5, choices=IdentifierKind.choices)
    value = models.CharField(max_length=254)
    written = models.CharField(max_length=254)
    label = models.CharField(max_length=40, blank=True)
    is_primary = models.BooleanField(default=False)
    verified_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "value"], name="people_identifier_once_a_person"),
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=models.Q(is_primary=True),
                name="people_one_primary_of_a_kind",
            ),
        ]
        indexes = [models.Index(fields=["kind", "value"], name="people_identifier_value")]

    def __str__(self) -> str:
        return self.written


class PostalAddress(models.Model):
    """A postal address: lines as on an envelope, the parts that machines need beside them."""

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    person = models.ForeignKey(Person, models.CASCADE, related_name="addresses")
    label = models.CharField(max_length=40, blank=True)
    lines = models.CharField(max_length=300)
    postcode = models.CharField(max_length=20, blank=True)
    city = models.CharField(max_length=100)
    country = models.CharField(max_length=2)
