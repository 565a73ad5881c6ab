"""The Privacy office's first page: what is due there, and where everything is."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from candor.kernel import clock
from candor.kernel.http.request import Request
from candor.privacy.due import whats_due
from candor.privacy.queries.deadlines import house_today
from candor.privacy.queries.requests import due_first
from candor.ui.public import page


@require_safe
def office(request: Request) -> HttpResponse:
    """Everything that is due, the requests that are due first, then the rooms."""
    requests = due_first(request.actor)
    shown: dict[str, Any] = {"due": whats_due(request.actor), "requests": requests, "today": house_today()}
    return page(request, "privacy/tech/office.html", **shown)


@require_safe
def due_print(request: Request) -> HttpResponse:
    """What is due, on clean paper."""
    return page(request, "privacy/tech/due_print.html", due=whats_due(request.actor), now=clock.now())
