from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from candor.kernel.ids import new_ref
from candor.people.public import Person
from candor.privacy.models.requests import IdentityProof, SubjectRequest

if TYPE_CHECKING:
    from candor.kernel.actor import Actor


class IdentityCheckQuerySet(models.QuerySet["IdentityCheck"]):
    def visible_to(self, actor: Actor) -> IdentityCheckQuerySet:
        """The privacy office and the software itself."""
        return self if actor.is_the_house or actor.may("privacy.office") else self.none()


class IdentityCheck(models.Model):
    """One try to learn who asks: by which way, at which address or number, who of us did it, and what came of it.

    `subject_number` is whom it is meant to show, None where the answer tells. `place` is the address, number or kind of
    identifier that was used, as it stood on file then; of a second identifier the value itself is not kept. `by` is
    None where nobody of ours had to do anything. While both ends are empty it waits.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    request = models.ForeignKey(SubjectRequest, models.CASCADE, related_name="checks")
    subject_number = models.BigIntegerField(null=True)
    way = models.CharField(max_length=9, choices=IdentityProof.choices)
    place = models.CharField(max_length=400, blank=True)
    note = models.CharField(max_length=400, blank=True)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    passed_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)

    objects = IdentityCheckQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(passed_at=None) | models.Q(failed_at=None), name="privacy_check_one_end"
            )
        ]
        indexes = [models.Index(fields=["request", "id"], name="privacy_check_request")]
