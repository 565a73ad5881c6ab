"""Keeping a request's row and its history: what the verbs of `requests` share, each within its transaction."""

from __future__ import annotations

from django.db.models import F

from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.privacy.models import RequestStep, StepKind, SubjectRequest
from candor.privacy.queries.deadlines import due_day, house_day
from candor.privacy.rules.deadlines import paused_days
from candor.privacy.rules.request_states import State

LONGEST_WORDS = 20_000


def add_step(request: SubjectRequest, kind: StepKind, *, by: Actor, note: str = "") -> RequestStep:
    """One more step of its history, within the transaction of what happened."""
    return RequestStep.objects.create(
        request=request, kind=kind, state=request.state, note=note[:LONGEST_WORDS], by_id=of_us(by), at=clock.now()
    )


def locked(request: SubjectRequest) -> SubjectRequest:
    """As it is now; whoever else changes it waits."""
    return SubjectRequest.objects.select_for_update().get(pk=request.pk)


def end_pause(row: SubjectRequest) -> None:
    """The clock goes on where it stood still."""
    if row.paused_since is not None:
        row.paused_days += paused_days(row.paused_since, house_day(clock.now()))
        row.paused_since = None
        is_extended = row.extended_at is not None
        row.due_on = due_day(row.received_on, paused_days=row.paused_days, is_extended=is_extended)


def go(row: SubjectRequest, state: State, *changed: str) -> None:
    """On to the state, with whatever else has changed."""
    row.state = state
    save(row, "state", *changed)


def save(row: SubjectRequest, *changed: str) -> None:
    """Write these fields, as a new version."""
    row.save(update_fields=changed)
    SubjectRequest.objects.filter(pk=row.pk).update(version=F("version") + 1)
    row.version += 1


def same(request: SubjectRequest, row: SubjectRequest) -> bool:
    """What the caller holds is what stands now."""
    for field in row._meta.concrete_fields:
        setattr(request, field.attname, getattr(row, field.attname))
    return True


def of_us(by: Actor) -> int | None:
    """The number of whoever of us acts; None for everybody else."""
    return by.id if by.is_staff else None
