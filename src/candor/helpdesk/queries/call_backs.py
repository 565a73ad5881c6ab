"""Promised calls as pages need them."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from candor.helpdesk.models import CallBack
from candor.kernel import clock
from candor.kernel.actor import Actor

MOST = 20


def calls_today(*, by: Actor, zone: str) -> list[CallBack]:
    """The actor's own open calls of today and those from before that are still open, the earliest first. One query."""
    here = ZoneInfo(zone)
    midnight = datetime.combine(clock.today(zone) + timedelta(days=1), time(), here)
    calls = CallBack.objects.visible_to(by).open().filter(caller=by.id, at__lt=midnight)
    return list(calls.select_related("ticket__requester").order_by("at", "id")[:MOST])
