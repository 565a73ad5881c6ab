"""Programs read the saved views of the Business Center's lists, save, rename, share and remove them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Query
from pydantic import Field

from candor.kernel.api.forms import cleaned
from candor.kernel.api.headers import answer_with
from candor.kernel.api.paging import After, Limit, Page, page_by
from candor.kernel.api.refusals import no_such
from candor.kernel.api.schemas import Input, Named, Output, PathRef
from candor.kernel.http.problems import ROOT, not_valid
from candor.people.actions import list_views as actions
from candor.people.api.operations import SAVED_VIEWS
from candor.people.forms.list_views import ListViewForm
from candor.people.list_places import ListPlace, list_places
from candor.people.models.list_views import SHARE, ListView, OfferedTo

READ, WRITE = "customers:read", "customers:write"
ONE = "saved-views/{slug:view}"
AudienceName = Literal["mine", "shared"]
ViewName = Annotated[str, Field(pattern=r"\S", max_length=60)]
Place = Annotated[str, Query("", max_length=20, description="A list's name, of `saved-view-lists`; empty: any.")]


class SavedViewList(Output):
    """A list whose filters can be saved, and the names of its filters."""

    name: str
    title: str
    filters: list[str]


class SavedViewOut(Output):
    """A list as somebody likes to see it: its filters under a name."""

    ref: str
    list: str
    name: str
    offered_to: AudienceName
    filters: dict[str, str]
    owner: Named | None
    created_at: datetime


class SavedViewIn(Input):
    """Filters under a name. What means nothing to the list is refused."""

    list: Annotated[str, Field(max_length=20)]
    name: ViewName
    filters: dict[str, Annotated[str, Field(max_length=100)]]
    offered_to: AudienceName = "mine"


class SavedViewChangeIn(Input):
    """What shall be different; what is not sent stays. The filters never change: save another view."""

    name: ViewName | None = None
    offered_to: AudienceName | None = None


@SAVED_VIEWS.read(
    "saved-view-lists",
    scope=READ,
    response=Page[SavedViewList],
    summary="List what views there can be of",
    is_one=False,
)
def list_saved_view_lists(request: HttpRequest) -> Any:
    """The lists that the owner of the token sees, with what they can be filtered by."""
    asking: Any = request
    seen = [place for place in list_places().values() if asking.actor.may(place.permission)]
    items = [SavedViewList(name=place.name, title=str(place.title), filters=list(place.filters)) for place in seen]
    return Page[SavedViewList](items=items, next=None)


@SAVED_VIEWS.read("saved-views", scope=READ, response=Page[SavedViewOut], summary="List saved views", is_one=False)
def list_saved_views(request: HttpRequest, place: Place = "", limit: Limit = 50, cursor: After = "") -> Any:
    """One's own, and those that are shared, by name."""
    asking: Any = request
    seen = [each.name for each in list_places().values() if asking.actor.may(each.permission)]
    rows = ListView.objects.visible_to(asking.actor).filter(place__in=seen).select_related("owner")
    page, later = page_by(request, rows.filter(place=place) if place else rows, ("name", "id"), limit, cursor)
    return Page[SavedViewOut](items=[_out(row) for row in page], next=later)


@SAVED_VIEWS.write(
    "POST",
    "saved-views",
    scope=WRITE,
    response=SavedViewOut,
    status=201,
    summary="Save a view",
    is_one=False,
    example={"list": "leads", "name": "Nobody's", "filters": {"show": "nobodys"}},
)
def save_one_view(request: HttpRequest, payload: SavedViewIn) -> SavedViewOut:
    """The same twice is one view. Sharing takes the right to it."""
    asking: Any = request
    place = _place(asking, payload.list)
    if place is None:
        raise no_such("list")
    for filtered, value in payload.filters.items():
        if filtered not in place.filters or not place.filters[filtered](value):
            raise not_valid(
                (f"filters.{filtered}"[:200], _("This list has no such filter, or the filter no such value."))
            )
    name = cleaned(ListViewForm({"name": payload.name}, may_share=False))["name"]
    view = actions.save_list_view(place, name, payload.filters, _audience(asking, payload.offered_to), by=asking.actor)
    answer_with(request, "Location", f"{ROOT}saved-views")
    return _out(view)


@SAVED_VIEWS.write(
    "PATCH", ONE, scope=WRITE, response=SavedViewOut, summary="Rename or share a view", example={"name": "Of nobody"}
)
def change_one_view(request: HttpRequest, view: PathRef, payload: SavedViewChangeIn) -> SavedViewOut:
    """One's own; shared ones by those who may share."""
    asking: Any = request
    row = _changeable(asking, view)
    name = cleaned(ListViewForm({"name": payload.name or row.name}, may_share=False))["name"]
    audience = _audience(asking, payload.offered_to) if payload.offered_to else OfferedTo(row.audience)
    actions.change_list_view(row, name, audience, by=asking.actor)
    return _out(_changeable(asking, view))


@SAVED_VIEWS.write("DELETE", ONE, scope=WRITE, status=204, summary="Forget a view", takes_body=False)
def remove_one_view(request: HttpRequest, view: PathRef) -> None:
    """What it shows stays."""
    asking: Any = request
    actions.remove_list_view(_changeable(asking, view), by=asking.actor)


def _place(request: Any, name: str) -> ListPlace | None:
    place = list_places().get(name)
    return place if place is not None and request.actor.may(place.permission) else None


def _audience(request: Any, name: str) -> OfferedTo:
    audience = OfferedTo(name)
    if audience is OfferedTo.SHARED and not request.actor.may(SHARE):
        raise not_valid(("offered_to", _("Your role does not share views. Keep it to yourself.")))
    return audience


def _changeable(request: Any, ref: str) -> ListView:
    row = ListView.objects.changeable_by(request.actor).select_related("owner").filter(ref=ref).first()
    if row is None or _place(request, row.place) is None:
        raise Http404
    return row


def _out(row: ListView) -> SavedViewOut:
    return SavedViewOut(
        ref=row.ref,
        list=row.place,
        name=row.name,
        offered_to=row.audience,  # type: ignore[arg-type] # a column with these choices
        filters=row.asked,
        owner=Named(ref=row.owner.ref, name=row.owner.name) if row.owner is not None else None,
        created_at=row.created_at,
    )
