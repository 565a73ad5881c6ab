"""Programs write segments and read whom they pick as things stand: asked anew each time, and only of whom they see."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from pydantic import Field

from candor.business import access_customers as access
from candor.business import queries_customers as queries
from candor.business.actions.segments import change_segment, forget_segment, save_segment
from candor.business.api.care import READ, WRITE
from candor.business.api.operations import CUSTOMERS
from candor.business.api.schemas import named
from candor.business.forms_customers import SegmentForm
from candor.business.models import Segment
from candor.business.rules.segments import About, Node, NotASegment, fields, read
from candor.kernel.api.forms import cleaned
from candor.kernel.api.headers import answer_with, must_match, tagged, version_of
from candor.kernel.api.looks import note_people
from candor.kernel.api.paging import After, Limit, Page, page_by
from candor.kernel.api.schemas import Input, Named, Output, PathRef
from candor.kernel.http.problems import ROOT, not_valid
from candor.people.public import Person

ONE = "segments/{slug:segment}"
AboutName = Literal["people", "organisations"]
SegmentName = Annotated[str, Field(pattern=r"\S", max_length=60)]


class SegmentRow(Output):
    """A saved choice of people or organisations."""

    ref: str
    name: str
    about: AboutName
    by: Named | None
    created_at: datetime


class SegmentPlain(SegmentRow):
    """One with its conditions, as a tree of `all` and `any`."""

    conditions: dict[str, Any]


class SegmentOut(SegmentPlain):
    """One with how many it picks."""

    members: int = Field(description="How many it picks now; 1,001 stands for more than 1,000.")


class SegmentIn(Input):
    """A choice under a name. `conditions` is a tree: `{"all": [...]}`, `{"any": [...]}`, or one condition with a field
    of `segment-fields` and `is` or `is_not`. It is three levels deep at most and asks twenty things at most.
    """

    name: SegmentName
    about: AboutName
    conditions: dict[str, Any]


class SegmentChangeIn(Input):
    """What shall be different; what is not sent stays. Whom a segment is about never changes."""

    name: SegmentName | None = None
    conditions: dict[str, Any] | None = None


class SegmentField(Output):
    """What a condition may ask, and of whom."""

    name: str
    title: str
    about: list[AboutName]


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
    return _shown(request, access.visible_segment(asking, segment))


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


@CUSTOMERS.read(
    "segment-fields", scope=READ, response=Page[SegmentField], summary="List what segments may ask", is_one=False
)
def list_segment_fields(request: HttpRequest) -> Any:
    """All there is: nothing else is ever asked. Owners and tags are named by reference, countries by two letters."""
    items = [
        SegmentField(name=field.name, title=str(field.title), about=sorted(about.value for about in field.about))
        for field in fields()
    ]
    return Page[SegmentField](items=items, next=None)


@CUSTOMERS.write(
    "POST",
    "segments",
    scope=WRITE,
    response=SegmentOut,
    status=201,
    summary="Save a segment",
    is_one=False,
    problems=["conflict"],
    example={"name": "In Kiel", "about": "organisations", "conditions": {"all": [{"field": "country", "is": "DE"}]}},
)
def save_one_segment(request: HttpRequest, payload: SegmentIn) -> SegmentOut:
    """The same twice is one segment. Another one of this name is a conflict."""
    asking: Any = request
    row = save_segment(_name(payload.name), About(payload.about), _tree(payload), by=asking.actor)
    answer_with(request, "Location", f"{ROOT}segments/{row.ref}")
    return _shown(request, access.changeable_segment(asking, row.ref))


@CUSTOMERS.write(
    "PATCH",
    ONE,
    scope=WRITE,
    response=SegmentOut,
    summary="Change a segment",
    match="must",
    problems=["conflict"],
    example={"conditions": {"any": [{"field": "owner", "is": "nobody"}, {"field": "open_lead", "is": "yes"}]}},
)
def change_one_segment(request: HttpRequest, segment: PathRef, payload: SegmentChangeIn) -> SegmentOut:
    """Whoever uses it means the new choice from now on."""
    asking: Any = request
    row = access.changeable_segment(asking, segment)
    must_match(request, version_of(_plain(row)))
    wanted = SegmentIn(
        name=payload.name or row.name,
        about=row.about,  # type: ignore[arg-type] # a column with these choices
        conditions=row.conditions if payload.conditions is None else payload.conditions,
    )
    change_segment(row, _name(wanted.name), _tree(wanted), by=asking.actor)
    return _shown(request, access.changeable_segment(asking, segment))


@CUSTOMERS.write("DELETE", ONE, scope=WRITE, status=204, summary="Forget a segment", takes_body=False)
def forget_one_segment(request: HttpRequest, segment: PathRef) -> None:
    """Those whom it picks stay."""
    asking: Any = request
    forget_segment(access.changeable_segment(asking, segment), by=asking.actor)


def _name(name: str) -> str:
    return str(cleaned(SegmentForm({"name": name}))["name"])


def _tree(sent: SegmentIn) -> Node:
    try:
        return read(sent.conditions, About(sent.about))
    except NotASegment:
        raise not_valid(
            ("conditions", _("No segment can mean this: it asks for what there is not, or too much."))
        ) from None


def _shown(request: Any, row: Segment) -> SegmentOut:
    """The segment with its ETag, which stands for what is written down, not for whom it picks."""
    about = About(row.about)
    plain = _plain(row)
    tagged(request, version_of(plain))
    counted = queries.bounded_count(request.actor, about, read(row.conditions, about))
    return SegmentOut(**plain.model_dump(), members=counted)


def _plain(row: Segment) -> SegmentPlain:
    return SegmentPlain(**_row(row), conditions=row.conditions)


def _row(row: Segment) -> dict[str, Any]:
    return {"ref": row.ref, "name": row.name, "about": row.about, "by": named(row.by), "created_at": row.created_at}
