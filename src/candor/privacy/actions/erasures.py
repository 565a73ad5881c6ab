"""Erasures as the privacy office asks for them: planned, confirmed and handed to the worker, tried again."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.turns import a_moment_ago
from candor.people.public import Person, Refused
from candor.privacy.erasing import Asked, confirm_erasure, plan_erasure
from candor.privacy.erasing.executing import is_held_since
from candor.privacy.erasing.planning import map_version
from candor.privacy.models import Erasure, ErasureState, Trouble


def plan(person: Person, asked: Asked, *, by: Actor) -> Erasure:
    """Plan it anew; pressing the button twice makes one plan. Raises Refused, see `plan_erasure`."""
    twins = Erasure.objects.filter(subject_number=person.pk, state=ErasureState.PLANNED, planned_by=by.id)
    twin = twins.filter(reason=asked.reason, planned_at__gt=a_moment_ago()).first()
    return twin or plan_erasure(person, asked, by=by)


@transaction.atomic
def confirm(erasure: Erasure, seen: str, *, by: Actor) -> bool:
    """Let the worker carry out the plan with the hash `seen`; True for the one who did it.

    Raises Refused where the plan is another one by now, or no longer true: then nothing is confirmed or changed.
    """
    from candor.privacy.tasks import erase_soon

    if erasure.map_version != map_version():
        raise Refused(_("Candor was updated since this was planned. Nothing was changed; plan it anew."))
    if is_held_since(erasure):
        raise Refused(_("A legal hold was set since this was planned. Nothing was changed; plan it anew."))
    confirmed = confirm_erasure(erasure, seen, by=by)
    if confirmed:
        erase_soon(erasure)
    return confirmed


@transaction.atomic
def try_again(erasure: Erasure, *, by: Actor) -> bool:
    """Have the worker go on with one that has stopped; True for the one who did it. Raises Refused while it is held."""
    from candor.privacy.tasks import erase_soon

    if erasure.trouble == Trouble.HELD and is_held_since(erasure):
        raise Refused(_("The legal hold still stands. Lift it first, then try again."))
    stopped = Erasure.objects.filter(pk=erasure.pk, state=ErasureState.FAILED)
    if not stopped.update(state=ErasureState.EXECUTING, trouble=Trouble.NONE, rounds=0):
        return False
    record("privacy.erasure.retried", erasure, by=by)
    erase_soon(erasure)
    return True
