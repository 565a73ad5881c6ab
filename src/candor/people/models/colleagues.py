from __future__ import annotations

from django.db import models

from candor.kernel.ids import new_ref
from candor.people.models.organisations import Membership, Organisation
from candor.people.models.persons import Person


class ColleagueInvitation(models.Model):
    """A super customer's offer to belong to their organisation, until the invited accepts or its time is over.

    `email` is normalised. Nobody has proven yet that it is whom the super customer means.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="colleague_invitations")
    email = models.CharField(max_length=254)
    by = models.ForeignKey(Person, models.CASCADE, related_name="+")
    language = models.CharField(max_length=5, blank=True)
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "email"], name="people_one_offer_an_address")]
        indexes = [models.Index(fields=["expires_at"], name="people_colleague_expiry")]


class SuperRequest(models.Model):
    """A member's request to become super customer; staff or a super customer of the organisation decide."""

    class Outcome(models.TextChoices):
        GRANTED = "granted"
        DECLINED = "declined"

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="super_requests")
    asked_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["membership"], condition=models.Q(settled_at=None), name="people_one_open_super_request"
            )
        ]
