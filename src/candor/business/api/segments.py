"""Programs read segments, and those whom they pick as things stand: asked anew each time, and only of whom they see."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from pydantic import Field

from candor.business import access_customers as access
from candor.business import queries_customers as queries
from candor.business.api.care import READ
from candor.business.api.operations import CUSTOMERS
from candor.business.api.schemas import named
from candor.business.models import Segment
from candor.business.rules.segments import About, read
from candor.kernel.api.looks import note_people
from candor.kernel.api.paging import After, Limit, Page, page_by
from candor.kernel.api.schemas import Named, Output, PathRef
from candor.people.public import Person

ONE = "segments/{slug:segment}"
AboutName = Literal["people", "organisations"]


class SegmentRow(Output):
    """A saved choice of people or organisations."""

    ref: str
    name: str
    about: AboutName
    by: Named | None
    created_at: datetime


class SegmentOut(SegmentRow):
    """One with its conditions, as a tree of `all` and `any`."""

    conditions: dict[str, Any]
    members: int = Field(description="How many it picks now; 1,001 stands for more than 1,000.")


class MemberOfSegment(Output):
    """Somebody whom it picks: `detail` is a person's company and address, or an organisation's country and website."""

    ref: str
    name: str
    detail: str
    owner: str
    tags: list[str]


@CUSTOMERS.read("segments", scope=READ, response=Page[SegmentRow], summary="List segments", is_one=False)
def list_segments(
    request: HttpRequest, about: AboutName | None = None, limit: Limit = 50, cursor: After = ""
) -> Any:  # fmt: skip
    """All saved choices by name."""
    asking: Any = request
    rows = Segment.objects.visible_to(asking.actor).select_related("by")
    page, later = page_by(request, rows.filter(about=about) if about else rows, ("name", "id"), limit, cursor)
    return Page[SegmentRow](items=[SegmentRow(**_row(row)) for row in page], next=later)


@CUSTOMERS.read(ONE, scope=READ, response=SegmentOut, summary="Read a segment", problems=["conflict"])
def read_segment(request: HttpRequest, segment: PathRef) -> SegmentOut:
    """One with its conditions, and how many it picks."""
    asking: Any = request
    row = access.visible_segment(asking, segment)
    about = About(row.about)
    counted = queries.bounded_count(asking.actor, about, read(row.conditions, about))
    return SegmentOut(**_row(row), conditions=row.conditions, members=counted)


@CUSTOMERS.read(
    f"{ONE}/members", scope=READ, response=Page[MemberOfSegment], summary="List the members", problems=["conflict"]
)
def list_segment_members(request: HttpRequest, segment: PathRef, limit: Limit = 50, cursor: After = "") -> Any:
    """Those whom it picks, by name. Looks at people are noted."""
    asking: Any = request
    row = access.visible_segment(asking, segment)
    about = About(row.about)
    rows = queries.rows_of(asking.actor, about, read(row.conditions, about))
    page, later = page_by(request, rows, ("name", "id"), limit, cursor)
    if about is About.PEOPLE:
        note_people(request, Person.objects.filter(pk__in=[each.pk for each in page]))
    items = [
        MemberOfSegment(ref=each.ref, name=each.name, detail=each.sub, owner=each.owner, tags=list(each.tags))
        for each in queries.shown(about, page)
    ]
    return Page[MemberOfSegment](items=items, next=later)


def _row(row: Segment) -> dict[str, Any]:
    return {"ref": row.ref, "name": row.name, "about": row.about, "by": named(row.by), "created_at": row.created_at}
