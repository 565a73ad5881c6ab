"""Confirming a plan: by a named officer where anything stays, by itself where everything goes."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.people.public import Refused
from candor.privacy.following import follow_erasure
from candor.privacy.models import Erasure, ErasureState


@transaction.atomic
def confirm_erasure(erasure: Erasure, seen: str, *, by: Actor) -> bool:
    """Let the plan with the hash `seen` be carried out; True for the one who did it.

    Raises Refused where the plan is another one by now.
    """
    planned = Erasure.objects.filter(pk=erasure.pk, state=ErasureState.PLANNED)
    if not planned.filter(plan_hash=seen).exists() and planned.exists():
        raise Refused(_("The plan has changed since you looked at it. Look at it again."))
    confirmed = planned.update(state=ErasureState.CONFIRMED, confirmed_by=by.id, confirmed_at=clock.now())
    if confirmed:
        record("privacy.erasure.confirmed", erasure, by=by, keeps=bool(erasure.kept))
        follow_erasure(erasure, ErasureState.CONFIRMED, by=by)
    return bool(confirmed)
