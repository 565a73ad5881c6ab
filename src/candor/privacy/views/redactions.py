"""What was redacted and which files were removed: the office's list of it."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from candor.kernel.http.request import Request
from candor.privacy.queries.redactions import redactions_page
from candor.ui.public import page


@require_safe
def redactions(request: Request) -> HttpResponse:
    """Every one, the last first."""
    found = redactions_page(request.actor, after=request.GET.get("after", ""))
    return page(request, "privacy/tech/redactions.html", found=found)
