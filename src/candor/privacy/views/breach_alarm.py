"""A breach waits: what an administrator, who may not read it, can do about that."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from candor.kernel.http.request import Request
from candor.privacy.queries.breach_alarm import hours_that_run, who_can_open_it
from candor.ui.public import page


@require_safe
def alarm(request: Request) -> HttpResponse:
    """Until when, and whom to call. Nothing of what happened."""
    return page(request, "privacy/tech/breach_alarm.html", deadlines=hours_that_run(), officers=who_can_open_it())
