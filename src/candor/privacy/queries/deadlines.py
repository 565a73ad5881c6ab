"""The clock of requests, with what this house makes of the rules: its country's holidays, its days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from candor.kernel import clock, instance
from candor.privacy.models import AdoptedPack, SubjectRequest
from candor.privacy.rules import deadlines


@dataclass(frozen=True, slots=True)
class RequestClock:
    """How a request's time stands today. `days_left` is below zero for what is overdue, None while the clock stops."""

    due_on: date
    days_left: int | None
    is_overdue: bool
    paused_since: date | None
    paused_days: int
    is_extended: bool
    may_extend: bool


def clock_of(request: SubjectRequest) -> RequestClock:
    """The request's clock. One query at most, for the country."""
    today = house_today()
    left = None if request.paused_since or request.is_over else (request.due_on - today).days
    may_extend = not request.is_over and request.extended_at is None and may_be_extended(request)
    return RequestClock(
        due_on=request.due_on,
        days_left=left,
        is_overdue=left is not None and left < 0,
        paused_since=request.paused_since,
        paused_days=request.paused_days,
        is_extended=request.extended_at is not None,
        may_extend=may_extend,
    )


def due_day(received_on: date, *, paused_days: int = 0, is_extended: bool = False) -> date:
    """The last day for the answer, by the holidays of the owner's country."""
    return deadlines.due_on(received_on, country(), paused_days=paused_days, is_extended=is_extended)


def may_be_extended(request: SubjectRequest) -> bool:
    """Whether the first month is not over: the days for which the clock stood still do not count."""
    today = house_today()
    paused = request.paused_days
    if request.paused_since is not None:
        paused += deadlines.paused_days(request.paused_since, today)
    return deadlines.may_extend(request.received_on, country(), today, paused_days=paused)


def is_prompt(request: SubjectRequest, asked_on: date) -> bool:
    """Whether a question about identity on that day stops the clock."""
    return deadlines.pauses(request.received_on, asked_on)


def country() -> str:
    """The one country whose rules the owner has adopted; "" where there is none, or several: then no holiday counts."""
    found = list(AdoptedPack.objects.order_by("country").values_list("country", flat=True).distinct()[:2])
    return found[0] if len(found) == 1 else ""


def house_today() -> date:
    """Today at the house."""
    return house_day(clock.now())


def house_day(moment: datetime) -> date:
    """The calendar day of an aware moment at the house."""
    return moment.astimezone(ZoneInfo(instance.current().time_zone)).date()
