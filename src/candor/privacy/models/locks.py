from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from candor.kernel.ids import new_ref
from candor.people.public import Person
from candor.privacy.models.requests import SubjectRequest

if TYPE_CHECKING:
    from candor.kernel.actor import Actor


class LockGround(models.TextChoices):
    """Why a person's data may only be stored. The first four are the person's own (Art. 18(1))."""

    ACCURACY = "accuracy", _("The person says that it is wrong (Art. 18(1)(a))")
    UNLAWFUL = "unlawful", _("The person wants no erasure, though the use is unlawful (Art. 18(1)(b))")
    CLAIMS = "claims", _("The person needs it for legal claims (Art. 18(1)(c))")
    OBJECTION = "objection", _("The person has objected, and it is being examined (Art. 18(1)(d))")
    DUTY = "duty", _("The law asks to keep it (Art. 17(3)(b))")


OF_THE_PERSON = (LockGround.ACCURACY, LockGround.UNLAWFUL, LockGround.CLAIMS, LockGround.OBJECTION)


class ToldHow(models.TextChoices):
    """How a person was told that their lock is about to be lifted (Art. 18(3))."""

    MAIL = "mail", _("By e-mail")
    LETTER = "letter", _("By letter")
    PHONE = "phone", _("By telephone")
    IN_PERSON = "in-person", _("In person")
    ASKED = "asked", _("They asked for it themselves")


class LockQuerySet(models.QuerySet["Lock"]):
    def visible_to(self, actor: Actor) -> LockQuerySet:
        """The privacy office and the software itself."""
        return self if actor.is_the_house or actor.may("privacy.office") else self.none()

    def standing(self) -> LockQuerySet:
        """Set and not lifted."""
        return self.filter(lifted_at=None)

    def of_the_person(self) -> LockQuerySet:
        """Those that the person asked for."""
        return self.filter(ground__in=OF_THE_PERSON)


class Lock(models.Model):
    """One entry of the register of locks. Whether a person is locked is always read from here, never from a flag."""

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    ground = models.CharField(max_length=9, choices=LockGround.choices)
    note = models.CharField(max_length=200, blank=True)
    until = models.DateField(null=True)
    set_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    set_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    told_how = models.CharField(max_length=9, choices=ToldHow.choices, blank=True)
    lifted_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    request = models.ForeignKey(SubjectRequest, models.SET_NULL, null=True, related_name="locks")
    """The request of the person's that it carries out, where there is a tracked one."""

    objects = LockQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["person"], name="privacy_lock_standing", condition=models.Q(lifted_at=None))]

    @property
    def is_of_the_person(self) -> bool:
        return self.ground in OF_THE_PERSON
