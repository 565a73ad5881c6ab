"""The instance's own row, as every page reads it: remembered for a few seconds, because it changes once a year."""

from __future__ import annotations

import time

from candor.kernel.models import Instance

REMEMBERED_FOR = 5.0
"""Seconds. Other processes see a change of the organisation's name or hue this much later."""

_remembered: tuple[float, Instance] | None = None


def current() -> Instance:
    """The instance's row; an unsaved one with the defaults while nothing has been set up."""
    global _remembered  # noqa: PLW0603 - one value per process, on purpose
    now = time.monotonic()
    if _remembered is None or _remembered[0] < now:
        row = Instance.objects.filter(pk=1).first() or Instance(organisation_name="Candor")
        _remembered = (now + REMEMBERED_FOR, row)
    return _remembered[1]


def forget() -> None:
    """Read the row anew on the next page; called after it was changed, and between tests."""
    global _remembered  # noqa: PLW0603 - as above
    _remembered = None
