"""Who sees to a correspondence, and that nothing more is to be done about it."""

from __future__ import annotations

from django.db import transaction

from candor.business.models import Correspondence
from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record


@transaction.atomic
def take(found: Correspondence, *, by: Actor) -> bool:
    """See to it oneself. False where a colleague was quicker; taking it twice changes nothing."""
    if Correspondence.objects.filter(pk=found.pk, taken_by=None).update(taken_by=by.id):
        record("business.correspondence.taken", found, by=by)
        return True
    return Correspondence.objects.filter(pk=found.pk, taken_by=by.id).exists()


@transaction.atomic
def give_back(found: Correspondence, *, by: Actor) -> None:
    """Leave it to whoever comes, whoever had it. Doing it twice changes nothing."""
    if Correspondence.objects.filter(pk=found.pk, taken_by__isnull=False).update(taken_by=None):
        record("business.correspondence.given_back", found, by=by)


@transaction.atomic
def settle(found: Correspondence, *, by: Actor) -> None:
    """Nothing more is to be done, until the person writes again. Settling twice changes nothing."""
    open_one = Correspondence.objects.filter(pk=found.pk, done_at=None)
    if open_one.update(done_at=clock.now(), waits_since=None):
        record("business.correspondence.settled", found, by=by)


@transaction.atomic
def open_again(found: Correspondence, *, by: Actor) -> None:
    """It is to be seen to after all. Doing it twice changes nothing."""
    settled = Correspondence.objects.filter(pk=found.pk, done_at__isnull=False)
    if settled.update(done_at=None, waits_since=clock.now()):
        record("business.correspondence.opened_again", found, by=by)
