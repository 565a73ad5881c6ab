"""Contracts that end by themselves, and the administrators who hear of it a week ahead."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import F, Q

from candor.kernel import clock
from candor.kernel.actor import JOB, Actor
from candor.kernel.audit import record
from candor.people import notices
from candor.people.actions.staff import change_last_day, leave
from candor.people.models import StaffMember
from candor.people.queries import staff_people
from candor.people.rules.contracts import TOLD_AHEAD, extended


def end_contracts() -> None:
    """Let everybody go whose last day has passed."""
    today = clock.now().date()
    for member in StaffMember.objects.filter(left_at=None, ends_on__lt=today).select_related("account"):
        leave(member, by=JOB)


def remind_of_ending_contracts() -> None:
    """Mail the administrators about each contract that ends within a week; once for each last day."""
    today = clock.now().date()
    soon = StaffMember.objects.filter(left_at=None, ends_on__gte=today, ends_on__lte=today + TOLD_AHEAD)
    for member in soon.exclude(_is_told()).select_related("account__person"):
        if member.ends_on is not None:
            _remind(member, member.ends_on)


@transaction.atomic
def extend(member: StaffMember, *, by: Actor) -> date | None:
    """Set the last day three months later; the new one. None, and nothing changes, for who has no last day."""
    if member.ends_on is None:
        return None
    last_day = extended(member.ends_on, clock.now().date())
    change_last_day(member, last_day, by=by)
    return last_day


@transaction.atomic
def _remind(member: StaffMember, last_day: date) -> None:
    present = StaffMember.objects.filter(pk=member.pk, left_at=None, ends_on=last_day)
    if present.exclude(_is_told()).update(end_told_for=last_day):
        record("people.staff.end_announced", member, by=JOB)
        for administrator in staff_people("people.staff.change"):
            notices.remind_of_last_day(member, last_day, administrator, by=JOB)


def _is_told() -> Q:
    return Q(end_told_for__isnull=False, end_told_for=F("ends_on"))
