from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from candor.kernel.ids import new_ref
from candor.kernel.registries import restricted

if TYPE_CHECKING:
    from candor.kernel.actor import Actor


class DeadAddressQuerySet(models.QuerySet["DeadAddress"]):
    def visible_to(self, actor: Actor) -> DeadAddressQuerySet:
        """Staff who see people or watch over the mail, but those of restricted people; nobody else."""
        if actor.is_the_house:
            return self
        if actor.is_staff and (actor.may("people.person.view") or actor.may("mail.monitor.view")):
            return restricted.without_restricted(self, actor)
        return self.none()


class DeadAddress(models.Model):
    """An address that does not exist any more, as its server said: nothing is sent there until somebody lifts it.

    `address` is normalised. What its owner asks for themselves, such as a code, still goes out.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    address = models.CharField(max_length=254, unique=True)
    since = models.DateTimeField()

    objects = DeadAddressQuerySet.as_manager()
