"""The Privacy office's first page: what waits there, and where everything is."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from candor.kernel.http.request import Request
from candor.privacy.queries.registers import review_is_due
from candor.ui.public import page


@require_safe
def office(request: Request) -> HttpResponse:
    return page(request, "privacy/tech/office.html", review_is_due=review_is_due(request.actor))
