"""What the privacy engine does later."""

from __future__ import annotations

from contextlib import suppress

from django.utils.translation import gettext_lazy as _

from candor.kernel.jobs import enqueue, task
from candor.people.public import Refused
from candor.privacy.actions import copying, settling
from candor.privacy.erasing import InOtherHands, carry_on
from candor.privacy.erasing.resuming import resume_erasures
from candor.privacy.models import UNDER_WAY, Erasure, ErasureState, RetentionRun
from candor.privacy.retaining import daily, running

GOING_ON = [ErasureState.CONFIRMED, *(state for state in UNDER_WAY if state != ErasureState.FAILED)]


def erasures_go_on() -> bool:
    """Whether an erasure is under way that somebody may have been killed over."""
    return Erasure.objects.filter(state__in=GOING_ON).exists()


@task(_("Erase a person"))
def carry_on_erasure(erasure_id: int) -> None:
    """Do what is left of a confirmed erasure. Killed in the middle, the next run goes on where it stopped."""
    erasure = Erasure.objects.filter(pk=erasure_id, state__in=GOING_ON).first()
    if erasure is not None:
        with suppress(InOtherHands, Refused):  # somebody is at it already, or the plan is forgotten
            carry_on(erasure)


@task(_("Go on with erasures"))
def go_on_with_erasures() -> None:
    """Take up what was confirmed and is not done, as after a restart. Who is at it already goes on."""
    for erasure in Erasure.objects.filter(state__in=GOING_ON).order_by("pk"):
        with suppress(InOtherHands, Refused):
            carry_on(erasure)


def erase_soon(erasure: Erasure) -> None:
    """Have the worker carry it out, from within the transaction that confirms it."""
    enqueue(carry_on_erasure, erasure.pk, unique=erasure_key(erasure))


def erasure_key(erasure: Erasure) -> str:
    """By which the job of an erasure is found."""
    return f"privacy.erasure:{erasure.pk}"


@task(_("Keep to the retention rules"))
def keep_to_retention_rules() -> None:
    """Count what is past its period, and delete it where nobody has to confirm that first. Comes round every day."""
    daily.keep_to_rules()


@task(_("Carry on with a run of the retention rules"), most_attempts=20)
def carry_on_retention(run_id: int) -> None:
    """Count or delete what is left of a run."""
    run = RetentionRun.objects.filter(pk=run_id).first()
    if run is not None:
        running.carry_on(run)


@task(_("Take up erasures again that something kept"))
def resume_kept_erasures() -> None:
    """Have done what is free now of what was kept for a contract, a duty or a hold. Comes round every day."""
    resume_erasures()


@task(_("Overwrite what was redacted"))
def settle_redactions() -> None:
    """Leave nothing of redacted text on the disk. Also comes round by the clock, for what a crash left open."""
    settling.settle_redactions()


@task(_("Make a copy of somebody's data"), most_attempts=4)
def make_copy(copy_id: int) -> None:
    """Write the archive of a copy."""
    copying.make_copy(copy_id)


@task(_("Delete copies whose day is over"))
def forget_old_copies() -> None:
    """Delete the archives of copies whose day is over."""
    copying.forget_old_copies()
