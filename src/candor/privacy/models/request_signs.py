from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from candor.kernel.ids import new_ref
from candor.people.public import Person
from candor.privacy.models.requests import RequestKind, SubjectRequest

if TYPE_CHECKING:
    from candor.kernel.actor import Actor


class RequestSignQuerySet(models.QuerySet["RequestSign"]):
    def visible_to(self, actor: Actor) -> RequestSignQuerySet:
        """The privacy office and the software itself; of its own things each slice shows the signs beside them."""
        return self if actor.is_the_house or actor.may("privacy.office") else self.none()

    def open(self) -> RequestSignQuerySet:
        """About which nobody has said yet what it is."""
        return self.filter(request=None, dismissed_at=None)

    def about(self, kind: str, number: int) -> RequestSignQuerySet:
        return self.filter(about_kind=kind, about_id=number)


class RequestSign(models.Model):
    """Something that somebody wrote to us (a case, sales mail) and the request that it holds, or seems to hold.

    `kind` is what it looks like, "" where no right was named; `arrived_at` is when the words reached us, from which the
    time for an answer runs. Staff make a `request` of it or dismiss it. The words stay where they were written: the
    thing is named by the kind and number of its row, because it lives on a floor above.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    about_kind = models.CharField(max_length=60)
    about_id = models.BigIntegerField()
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=13, choices=RequestKind.choices, blank=True)
    arrived_at = models.DateTimeField()
    request = models.ForeignKey(SubjectRequest, models.CASCADE, null=True, related_name="signs")
    dismissed_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    objects = RequestSignQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["about_kind", "about_id"],
                condition=models.Q(request=None, dismissed_at=None),
                name="privacy_one_open_sign",
            ),
            models.CheckConstraint(
                condition=models.Q(request=None) | models.Q(dismissed_at=None), name="privacy_sign_one_way"
            ),
        ]
        indexes = [models.Index(fields=["about_kind", "about_id"], name="privacy_sign_about")]
