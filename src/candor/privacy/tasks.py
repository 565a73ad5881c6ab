"""What the privacy engine does later."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from candor.kernel import clock
from candor.kernel.db.compaction import WaitsForNight
from candor.kernel.jobs import enqueue, task, waits_until, was_given_up
from candor.people.public import Refused
from candor.privacy import tasks_requests
from candor.privacy.actions import (
    affected,
    announcing,
    copying,
    erasures,
    forwarding,
    own_requests,
    previewing,
    recipient_tasks,
    replacements,
    settling,
)
from candor.privacy.erasing import InOtherHands, carry_on, forget_dropped, overwrite_all, remove
from candor.privacy.erasing.planning import A_MINUTE
from candor.privacy.erasing.resuming import resume_erasures
from candor.privacy.models import Erasure, ErasureState, RetentionRun, Trouble
from candor.privacy.retaining import daily, running

BESIDE_THEIR_VERBS = (
    announcing.tell_everybody,
    affected.find_affected,
    affected.send_breach_letters,
    recipient_tasks.tell_recipients,
    tasks_requests.mail_proof,
)

REMOVING = [ErasureState.CONFIRMED, ErasureState.EXECUTING, ErasureState.VERIFYING]
GOING_ON = [*REMOVING, ErasureState.COMPACTING]

FINISHING = "privacy.finish_erasures"
"""By which the job is found that waits for the night."""


def erasures_go_on() -> bool:
    """Whether an erasure is under way, or being planned, that somebody may have been killed over."""
    going_on = Q(state__in=REMOVING) | Q(state=ErasureState.PLANNING, trouble="")
    return Erasure.objects.filter(going_on).exists() or _some_can_be_finished()


@task(_("Plan what happens to a person's data"))
def plan_in_background(erasure_id: int) -> None:
    """Find everything and write the plan down. Killed in the middle, the next run adds what is missing.

    What people asked for themselves and nothing keeps is carried out then, without anybody of us.
    """
    erasure = Erasure.objects.filter(pk=erasure_id, state=ErasureState.PLANNING, trouble="").first()
    if erasure is not None:
        erasures.work_out_or_say_why(erasure)
        erasure.refresh_from_db()
        own_requests.go_on_by_itself(erasure)


@task(_("Forget a plan that was dropped"))
def forget_plan(erasure_id: int) -> None:
    """Delete the list of a plan that was dropped."""
    erasure = Erasure.objects.filter(pk=erasure_id, state=ErasureState.DROPPED).first()
    if erasure is not None:
        forget_dropped(erasure)


@task(_("Erase a person"))
def carry_on_erasure(erasure_id: int) -> None:
    """Do what is left of a confirmed erasure. Killed in the middle, the next run goes on where it stopped."""
    erasure = Erasure.objects.filter(pk=erasure_id, state__in=GOING_ON).first()
    if erasure is not None:
        with suppress(InOtherHands, Refused), _rest_at_night():  # somebody is at it already, or the plan is forgotten
            carry_on(erasure)


@task(_("Go on with erasures"))
def go_on_with_erasures() -> None:
    """Take up what was confirmed and is not done, as after a restart. Who is at it already goes on."""
    for erasure in Erasure.objects.filter(state__in=REMOVING).order_by("pk"):
        with suppress(InOtherHands, Refused):
            remove(erasure)
    if _some_can_be_finished():
        with _rest_at_night():
            overwrite_all()
    _plan_what_nobody_plans()


def _plan_what_nobody_plans() -> None:
    """A plan whose job was cut off or lost is made by another one; one that killed its worker is not."""
    now = clock.now()
    nobodys = Q(leased_until=None, planned_at__lt=now - A_MINUTE) | Q(leased_until__lte=now)
    for erasure in Erasure.objects.filter(nobodys, state=ErasureState.PLANNING, trouble="").order_by("pk"):
        if was_given_up(erasure_key(erasure)):
            erasures.note_trouble(erasure, Trouble.ERROR)
        else:
            plan_soon(erasure)


@task(_("Overwrite what erasures left on the disk"), most_attempts=20)
def finish_erasures() -> None:
    """Write large tables anew, at night."""
    with _rest_at_night():
        overwrite_all()


def _some_can_be_finished() -> bool:
    waiting = Erasure.objects.filter(state=ErasureState.COMPACTING)
    return waiting.exists() and waits_until(FINISHING) is None


@contextmanager
def _rest_at_night() -> Iterator[None]:
    """Large tables are written anew when nobody works; everything else of an erasure is done by then."""
    try:
        yield
    except WaitsForNight as waiting:
        enqueue(finish_erasures, unique=FINISHING, at=waiting.until)


def plan_soon(erasure: Erasure) -> None:
    """Have the worker make the plan, from within the transaction that enters it."""
    enqueue(plan_in_background, erasure.pk, unique=erasure_key(erasure))


def forget_soon(erasure: Erasure) -> None:
    """Have the worker forget a plan, from within the transaction that drops it."""
    enqueue(forget_plan, erasure.pk, unique=f"privacy.dropped:{erasure.pk}")


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
        try:
            running.carry_on(run)
        except WaitsForNight as waiting:
            enqueue(carry_on_retention, run.pk, unique=running.job_key(run), at=waiting.until)


@task(_("Take up erasures again that something kept"))
def resume_kept_erasures() -> None:
    """Have done what is free now of what was kept for a contract, a duty or a hold. Comes round every day."""
    resume_erasures()


@task(_("Note new contacts of companies"))
def note_new_contacts() -> None:
    """Whoever was made the contact of a company that was asked for one has answered for it."""
    replacements.note_new_contacts()


@task(_("Pass requests on to clients"))
def forward_requests() -> None:
    """In the evening a client is told of what was planned by day, if nobody has told it before."""
    forwarding.forward_requests()


def resume_soon() -> None:
    """Have the worker ask anew about what was kept, from within the transaction that frees something."""
    enqueue(resume_kept_erasures, unique="privacy.resume_kept_erasures")


@task(_("Overwrite what was redacted"))
def settle_redactions() -> None:
    """Leave nothing of redacted text on the disk. Also comes round by the clock, for what a crash left open."""
    try:
        settling.settle_redactions()
    except WaitsForNight as waiting:
        enqueue(settle_redactions, unique="privacy.settle_redactions", at=waiting.until)


@task(_("Make a copy of somebody's data"), most_attempts=4)
def make_copy(copy_id: int) -> None:
    """Write the archive of a copy."""
    copying.make_copy(copy_id)


@task(_("Forget previews of erasures"))
def forget_previews() -> None:
    """Drop what people looked at and did not ask for."""
    previewing.forget_previews()


@task(_("Delete copies whose day is over"))
def forget_old_copies() -> None:
    """Delete the archives of copies whose day is over."""
    copying.forget_old_copies()
