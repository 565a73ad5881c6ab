"""A customer's program takes the copies along that were asked for of their own data (Art. 15, 20 GDPR)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from pydantic import Field

from candor.kernel.api.paging import After, Limit, Page, page_by
from candor.kernel.api.schemas import BYTES, Output, PathRef
from candor.kernel.files import serve
from candor.privacy import access_own as access
from candor.privacy.actions.copying import fetch_copy
from candor.privacy.api.operations import MY_DATA, MY_DATA_COPY
from candor.privacy.models import Copy

ALL = "privacy-copies"
StateName = Literal["waiting", "asked", "ready", "handed-out", "withdrawn", "expired", "refused", "withheld"]


class CopyOut(Output):
    """A copy of everything that is held about oneself. It can be fetched while it is `ready`, until `until`."""

    ref: str
    request: str | None = Field(description="The request that it answers.")
    state: StateName
    asked_at: datetime
    made_at: datetime | None
    until: datetime
    fetched_at: datetime | None


@MY_DATA.read(ALL, scope=MY_DATA_COPY, response=Page[CopyOut], summary="List copies of one's own data", is_one=False)
def list_own_copies(request: HttpRequest, limit: Limit = 50, cursor: After = "") -> Any:
    """The last ones first. One is asked for by a request of the kind `access` or `portability`."""
    asking: Any = request
    rows = Copy.objects.own_of(asking.actor).select_related("request")
    page, later = page_by(request, rows, ("-asked_at", "-id"), limit, cursor)
    return Page[CopyOut](items=[copy_out(row) for row in page], next=later)


@MY_DATA.read(
    f"{ALL}/{{slug:own}}/archive",
    scope=MY_DATA_COPY,
    response=None,
    summary="Fetch a copy of one's own data",
    answers={200: {"description": "The archive.", "content": {"application/zip": BYTES}}},
)
def fetch_own_copy(request: HttpRequest, own: PathRef) -> Any:
    """A ZIP archive: pages to read, the same as data for programs, files. Each time it is fetched is on record."""
    asking: Any = request
    return serve(fetch_copy(access.copy_of(asking.actor, own), by=asking.actor), made_here=True)


def copy_out(row: Copy) -> CopyOut:
    same = ("ref", "state", "asked_at", "made_at", "until", "fetched_at")
    told = {name: getattr(row, name) for name in same}
    return CopyOut(**told, request=row.request.ref if row.request is not None else None)
