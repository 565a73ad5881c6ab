"""The one row about this installation, and how an empty instance becomes a used one."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from importlib.util import find_spec
from typing import Any, TypeVar

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from candor.kernel import clock, tokens
from candor.kernel.models import Instance

Value = TypeVar("Value")

SET_UP = "set-up"
"""Purpose of the link that opens the set-up page of an empty instance."""

SET_UP_LINK_LIVES = timedelta(days=1)

REMEMBERED_FOR = 5.0
"""Seconds. Other processes see a change of the organisation's name or hue this much later."""

_remembered: tuple[float, Instance] | None = None
_beside: dict[str, Any] = {}
"""What is remembered as long as the row is."""


def current() -> Instance:
    """The instance's row as every page reads it; before set-up one that is not saved, with the settings' language."""
    global _remembered  # noqa: PLW0603 - one value per process, on purpose
    now = time.monotonic()
    if _remembered is None or _remembered[0] < now:
        _beside.clear()
        _remembered = (now + REMEMBERED_FOR, _read())
    return _remembered[1]


def remembered(name: str, read: Callable[[], Value]) -> Value:
    """What `read` answers, as old as the instance's row at most: for what stands on every page and changes seldom."""
    current()
    if name not in _beside:
        _beside[name] = read()
    value: Value = _beside[name]
    return value


def forget() -> None:
    """Read the row anew on the next page; called after it was changed, and between tests."""
    global _remembered  # noqa: PLW0603 - as above
    _remembered = None
    _beside.clear()


def _read() -> Instance:
    return Instance.objects.filter(pk=1).first() or Instance(
        organisation_name="Candor", language=settings.INSTANCE.language, time_zone=settings.INSTANCE.time_zone
    )


def is_set_up() -> bool:
    return Instance.objects.filter(pk=1).exclude(set_up_at=None).exists()


def finish_set_up(organisation_name: str) -> bool:
    """Note that the instance belongs to this organisation from now on; True only for the one caller who does it.

    Called in the transaction of the action that makes the first administrator.
    """
    Instance.objects.get_or_create(
        pk=1, defaults={"language": settings.INSTANCE.language, "time_zone": settings.INSTANCE.time_zone}
    )
    first = Instance.objects.filter(pk=1, set_up_at=None).update(
        organisation_name=organisation_name, set_up_at=clock.now(), version=1
    )
    transaction.on_commit(forget)
    return bool(first)


@transaction.atomic
def new_set_up_address() -> str:
    """A one-time address of the set-up page; the addresses given out before stop working."""
    tokens.revoke(SET_UP, None)
    secret = tokens.issue_link(SET_UP, None, lives=SET_UP_LINK_LIVES)
    return f"{settings.INSTANCE.base_url}{reverse('public:set-up', args=[secret])}"


def fill_with_demo() -> None:
    """Let each slice put its part of the demo company in: `fill()` in its `demo.py`, from the ground floor up."""
    for slice_name in reversed(settings.SLICES):
        if find_spec(f"{slice_name}.demo") is not None:
            import_module(f"{slice_name}.demo").fill()
