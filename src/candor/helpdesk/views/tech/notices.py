"""What stands above a list after a change of many cases."""

from __future__ import annotations

from typing import Any

from candor.helpdesk.models import Bulk
from candor.helpdesk.queries.bulk import sentences_of
from candor.kernel.http.request import Request


def notice_context(request: Request) -> dict[str, Any]:
    """The bulk that has just been done, for the notice above the list: asked for only when the address names it."""
    ref = request.GET.get("done", "")
    rows = Bulk.objects.filter(owner=request.person.pk, ref=ref[:16]) if ref.isalnum() else Bulk.objects.none()
    done = rows.first()
    return {} if done is None else {"bulk_done": done, "bulk_told": sentences_of(done)}
