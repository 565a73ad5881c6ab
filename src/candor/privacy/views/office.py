"""The Privacy office's first page: what is due there, and where everything is."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from candor.kernel import clock
from candor.kernel.http.request import Request
from candor.privacy.due import whats_due
from candor.ui.public import page


@require_safe
def office(request: Request) -> HttpResponse:
    """Everything that is due, requests of people among it, then the rooms."""
    return page(request, "privacy/tech/office.html", due=whats_due(request.actor))


@require_safe
def due_print(request: Request) -> HttpResponse:
    """What is due, on clean paper."""
    return page(request, "privacy/tech/due_print.html", due=whats_due(request.actor), now=clock.now())
