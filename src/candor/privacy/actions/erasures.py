"""Erasures as the privacy office asks for them: planned, confirmed and handed to the worker, tried again."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.logs import log
from candor.kernel.registries.personal_data import StoreUnavailable
from candor.kernel.turns import a_moment_ago
from candor.people.public import Person, Refused
from candor.privacy.choices import open_choice
from candor.privacy.erasing import Asked, InOtherHands, begin_plan, confirm_erasure, work_out
from candor.privacy.erasing.executing import is_held_since
from candor.privacy.erasing.map_version import map_version
from candor.privacy.models import Erasure, ErasureState, Trouble
from candor.privacy.rules.deciding import Right


@transaction.atomic
def plan(person: Person, asked: Asked, *, by: Actor) -> Erasure:
    """Have the worker plan it anew; pressing the button twice makes one plan. Raises Refused, see `begin_plan`."""
    from candor.privacy.tasks import plan_soon

    stands = (ErasureState.PLANNING, ErasureState.PLANNED)
    twins = Erasure.objects.filter(subject_number=person.pk, state__in=stands, planned_by=by.id)
    twin = twins.filter(
        right=asked.right, reason=asked.reason, request=asked.request, planned_at__gt=a_moment_ago()
    ).first()
    if twin is not None:
        return twin
    erasure = begin_plan(person, asked, by=by)
    if erasure.state == ErasureState.PLANNING:
        record("privacy.erasure.asked", erasure, by=by, person=person.pk)
        plan_soon(erasure)
    return erasure


def work_out_or_say_why(erasure: Erasure) -> None:
    """Make the plan; where that fails its page says why and offers to try again."""
    try:
        work_out(erasure)
    except InOtherHands:
        return
    except StoreUnavailable:
        note_trouble(erasure, Trouble.STORE)
    except Exception as error:  # noqa: BLE001 - whatever it is, the officer has to know that there is no plan
        log.error("plan failed", name=erasure.ref, error=type(error).__name__)
        note_trouble(erasure, Trouble.ERROR)


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
    hinders = open_choice(erasure.subject_number) if erasure.right == Right.ERASURE else None
    if hinders is not None:
        raise Refused(hinders)
    confirmed = confirm_erasure(erasure, seen, by=by)
    if confirmed:
        erase_soon(erasure)
    return confirmed


@transaction.atomic
def try_again(erasure: Erasure, *, by: Actor) -> bool:
    """Have the worker go on with one that has stopped; True for the one who did it. Raises Refused while it is held."""
    from candor.privacy.tasks import erase_soon, plan_soon

    if erasure.trouble == Trouble.HELD and is_held_since(erasure):
        raise Refused(_("The legal hold still stands. Lift it first, then try again."))
    rows = Erasure.objects.filter(pk=erasure.pk)
    planning = rows.filter(state=ErasureState.PLANNING).exclude(trouble=Trouble.NONE)
    if planning.update(trouble=Trouble.NONE):
        plan_soon(erasure)
    elif rows.filter(state=ErasureState.FAILED).update(state=ErasureState.EXECUTING, trouble=Trouble.NONE, rounds=0):
        erase_soon(erasure)
    else:
        return False
    record("privacy.erasure.retried", erasure, by=by)
    return True


def note_trouble(erasure: Erasure, trouble: Trouble) -> None:
    Erasure.objects.filter(pk=erasure.pk, state=ErasureState.PLANNING).update(trouble=trouble)
