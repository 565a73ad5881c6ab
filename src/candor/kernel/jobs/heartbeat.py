"""Signs of life of the parts that nobody can ask by a request."""

from __future__ import annotations

from datetime import timedelta

from candor.kernel import clock
from candor.kernel.models import Heartbeat

WORKER = "worker"


def beat(part: str) -> None:
    """The part lives."""
    Heartbeat.objects.update_or_create(part=part, defaults={"beaten_at": clock.now()})


def is_fresh(part: str, *, within: timedelta) -> bool:
    """Whether the part has shown a sign of life lately."""
    return Heartbeat.objects.filter(part=part, beaten_at__gt=clock.now() - within).exists()


def fall_silent(part: str) -> None:
    """The part ends on purpose; nobody should wait for its silence to be noticed."""
    Heartbeat.objects.filter(part=part).delete()
