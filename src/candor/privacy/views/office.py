"""The Privacy office's first page: what waits there, and where everything is."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from candor.kernel.http.request import Request
from candor.privacy.queries.deadlines import house_today
from candor.privacy.queries.erasures import has_stopped
from candor.privacy.queries.registers import review_is_due
from candor.privacy.queries.requests import due_first
from candor.privacy.queries.retention import waiting_run
from candor.ui.public import page


@require_safe
def office(request: Request) -> HttpResponse:
    is_due, waiting = review_is_due(request.actor), waiting_run(request.actor)
    stopped = has_stopped(request.actor)
    due: dict[str, Any] = {"requests": due_first(request.actor), "today": house_today()}
    return page(request, "privacy/tech/office.html", review_is_due=is_due, waiting=waiting, stopped=stopped, **due)
