"""A person's own look at what an erasure would do: planned as the office plans, and asked for only afterwards.

Nobody else sees a preview, no client is told of it, and after a day it is gone.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from candor.kernel import clock
from candor.kernel.actor import JOB, Actor
from candor.kernel.audit import record
from candor.kernel.turns import one_at_a_time
from candor.people.public import Person, Refused
from candor.privacy.erasing import Asked, begin_plan, drop_plan
from candor.privacy.erasing.map_version import map_version
from candor.privacy.erasing.planning import ENDED
from candor.privacy.models import Erasure, ErasureState, Trouble
from candor.privacy.models.erasures import ErasureQuerySet

COUNTS_FOR = timedelta(hours=1)
"""After this long it is worked out anew before anybody relies on it."""
KEPT_FOR = timedelta(days=1)
PORTION = 50


@transaction.atomic
def begin_preview(person: Person, *, by: Actor) -> Erasure:
    """Have the worker find out what would go and what would stay; one that still counts is given back.

    Raises Refused as `begin_plan`, and where something that was asked for is on its way.
    """
    from candor.privacy.tasks import plan_soon

    one_at_a_time("privacy.previews")
    going = Erasure.objects.filter(subject_number=person.pk).exclude(state__in=ENDED).first()
    if going is not None and not going.is_preview:
        raise Refused(_("A request about your data is being dealt with. When it is done, you can look again."))
    if going is not None and still_counts(going):
        return going
    erasure = begin_plan(person, Asked(is_preview=True), by=by)
    record("privacy.erasure.previewed", erasure, by=by)
    plan_soon(erasure)
    return erasure


def still_counts(preview: Erasure) -> bool:
    """Whether what it says can be relied on, or will be soon."""
    is_recent = preview.planned_at > clock.now() - COUNTS_FOR
    is_well = preview.trouble == Trouble.NONE
    return is_recent and is_well and preview.map_version == map_version()


def previews_are_over() -> bool:
    """Whether somebody looked and asked for nothing."""
    return _over().exists()


def forget_previews() -> None:
    """Drop what nobody asked for within a day."""
    for preview in _over()[:PORTION]:
        drop_plan(preview, by=JOB)


def _over() -> ErasureQuerySet:
    stands = (ErasureState.PLANNING, ErasureState.PLANNED)
    return Erasure.objects.filter(is_preview=True, state__in=stands, planned_at__lte=clock.now() - KEPT_FOR)
