from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from candor.kernel.ids import new_ref
from candor.people.models.persons import Person

if TYPE_CHECKING:
    from candor.kernel.actor import Actor


class AddressChangeQuerySet(models.QuerySet["AddressChange"]):
    def visible_to(self, actor: Actor) -> AddressChangeQuerySet:
        """The privacy office and the software itself; everybody their own."""
        if actor.is_the_house or actor.may("privacy.office"):
            return self
        return self.filter(person=actor.id) if actor.id is not None else self.none()

    def open(self) -> AddressChangeQuerySet:
        """Neither done nor stopped."""
        return self.filter(done_at=None, stopped_at=None)


class AddressChange(models.Model):
    """A new e-mail address of somebody who signs in, on its way from both mailboxes' consent to their details.

    `email` is normalised, `written` as it was typed; `old` is the normalised address that is asked, "" where there is
    none. With `replaces` the new one takes the old one's place. Until `done_at` the address is nobody's: it is in no
    `Identifier`, receives nothing but its link and proves nothing.

    Where the old mailbox is lost, an officer says by which `proof` it is certain who asks; it counts from
    `takes_effect_at` then, unless somebody stops it.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    person = models.ForeignKey(Person, models.CASCADE, related_name="address_changes")
    email = models.CharField(max_length=254)
    written = models.CharField(max_length=254)
    label = models.CharField(max_length=40, blank=True)
    old = models.CharField(max_length=254, blank=True)
    replaces = models.BooleanField(default=False)
    asked_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    """Who of us asked for it; None for the person."""
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    new_confirmed_at = models.DateTimeField(null=True)
    old_confirmed_at = models.DateTimeField(null=True)
    is_lost = models.BooleanField(default=False)
    """Whether somebody at the new mailbox says that the old one can no longer be read."""
    proof = models.CharField(max_length=9, blank=True)
    decided_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    takes_effect_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    objects = AddressChangeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(done_at=None, stopped_at=None),
                name="people_one_open_address_change",
            )
        ]
        indexes = [
            models.Index(fields=["email"], name="people_address_change_email"),
            models.Index(fields=["asked_at"], name="people_address_change_asked"),
        ]
