"""Looking at the access log: every look is itself noted, for the office and for the person it is about."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction

from candor.kernel import clock
from candor.kernel.access_log import looked_at
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.turns import a_moment_ago, one_at_a_time
from candor.privacy.models import LogRead


@dataclass(frozen=True, slots=True)
class LogQuestion:
    """Who was looked at, by whom, on which days. Either number may be left open; then `reason` says why."""

    begins_on: date
    ends_on: date
    subject_number: int | None = None
    staff_number: int | None = None
    reason: str = ""


@transaction.atomic
def read_log(question: LogQuestion, *, by: Actor, role: str) -> LogRead:
    """Note the look before anything is shown. Pressing twice notes it once."""
    one_at_a_time("privacy.log_reads")
    twin = LogRead.objects.filter(**asdict(question), by=by.id, at__gt=a_moment_ago()).first()
    if twin is not None:
        return twin
    read = LogRead.objects.create(**asdict(question), by_id=by.id, at=clock.now())
    record("privacy.access_log.read", read, by=by, subject=question.subject_number, staff=question.staff_number)
    looked_at(question.subject_number, about=read, by=by, role=role)
    return read
