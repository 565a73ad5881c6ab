"""Programs take leads along as a file. Whoever does says why, and each of them can see it (B9)."""

from __future__ import annotations

from base64 import b64encode
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from pydantic import Field

from candor.business.actions.exporting_leads import file_of_leads
from candor.business.api.leads import Show
from candor.business.api.operations import LEADS
from candor.business.api.taking_along import ExportedFile
from candor.business.forms_leads import LeadExportForm
from candor.business.queries_leads import Wanted, today
from candor.kernel.api.forms import cleaned
from candor.kernel.api.schemas import Input, Ref

EXPORT = "leads:export"


class LeadExportIn(Input):
    """Which leads go along, as the list shows them, and what for."""

    reason: Annotated[str, Field(min_length=5, max_length=200)]
    show: Show = "open"
    stage: Ref | None = None
    source: Literal["web", "mail", "by-hand", "import"] | None = None


@LEADS.write(
    "POST",
    "lead-exports",
    scope=EXPORT,
    response=ExportedFile,
    summary="Take leads along",
    is_one=False,
    example={"reason": "Letters about the new opening hours", "show": "open"},
)
def export_leads(request: HttpRequest, payload: LeadExportIn) -> ExportedFile:
    """A table with a row for each, the latest first, 10,000 at most. It is kept with the reason, person by person."""
    asking: Any = request
    reason = cleaned(LeadExportForm({"reason": payload.reason}))["reason"]
    wanted = Wanted(payload.show, payload.stage or "", payload.source or "")
    content = b64encode(file_of_leads(wanted, reason, by=asking.actor)).decode()
    return ExportedFile(name=f"leads-{today():%Y%m%d}.csv", content_type="text/csv; charset=utf-8", content=content)
