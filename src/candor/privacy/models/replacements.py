from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from candor.kernel.ids import new_ref
from candor.people.public import Organisation, Person
from candor.privacy.models.erasures import Erasure, ErasureState
from candor.privacy.models.locks import ToldHow

if TYPE_CHECKING:
    from candor.kernel.actor import Actor


class ReplacementQuerySet(models.QuerySet["Replacement"]):
    def visible_to(self, actor: Actor) -> ReplacementQuerySet:
        """The privacy office and the software itself."""
        return self if actor.is_the_house or actor.may("privacy.office") else self.none()

    def of_the_request(self, erasure: Erasure) -> ReplacementQuerySet:
        """Those of the same request: what an erasure keeps is taken up by further ones."""
        return self.filter(
            subject_number=erasure.subject_number,
            erasure__right=erasure.right,
            erasure__received_on=erasure.received_on,
        ).exclude(erasure__state=ErasureState.DROPPED)

    def open(self) -> ReplacementQuerySet:
        """Of which the company has not named another contact yet."""
        return self.filter(named_at=None, answer_by__isnull=False)


class Replacement(models.Model):
    """That somebody whose request is carried out stood in for a company, and how it was asked for another contact.

    It outlasts the membership that said so: the company's cases stay with it though nothing leads to the person any
    more. `answer_by` is the last day of the wait, None where there was nothing to wait for. `asked` is who was written
    to, None where nobody could be: then somebody of the office asks, and says how.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    erasure = models.ForeignKey(Erasure, models.CASCADE, related_name="replacements")
    subject_number = models.BigIntegerField()
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    begun_at = models.DateTimeField()
    answer_by = models.DateField(null=True)
    asked = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(null=True)
    asked_how = models.CharField(max_length=9, choices=ToldHow.choices, blank=True)
    asked_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    named = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    named_at = models.DateTimeField(null=True)
    named_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    objects = ReplacementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["erasure", "organisation"], name="privacy_one_replacement_a_company")
        ]
        indexes = [
            models.Index(fields=["subject_number"], name="privacy_replaced_subject"),
            models.Index(
                fields=["organisation"],
                name="privacy_replacement_open",
                condition=models.Q(named_at=None, answer_by__isnull=False),
            ),
        ]
