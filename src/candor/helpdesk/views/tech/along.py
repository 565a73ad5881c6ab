"""The list that somebody came from, and the way along it: the next case, the one before, and back to it.

A list is told by its query string as `view`: `show=open&queue=…` for a built-in one, `saved=<reference>` for a saved
view, each with `sort` and `way` where somebody chose an order. It travels in addresses and forms, never in the session:
two windows walk two lists.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from candor.helpdesk.access import readable_ticket
from candor.helpdesk.models import Ticket
from candor.helpdesk.queries.lists import CaseRow, Show, case_page, visible_queues
from candor.helpdesk.queries.paging import Cursor, Turn
from candor.helpdesk.queries.views import definition_of, shown_by, views_for
from candor.helpdesk.rules.filters import REF, Definition
from candor.helpdesk.views.tech.answers import go_to, go_to_url
from candor.helpdesk.views.tech.lists import DUE_SORTED, NEWEST_SORTED, wish_from
from candor.helpdesk.views.tech.tables import Sorting, sorting_from
from candor.kernel.actor import Actor
from candor.kernel.http.request import Request

LONGEST_VIEW = 300


@dataclass(frozen=True, slots=True)
class Way:
    """The list somebody came from, and where the case stood in it by change when the page was opened.

    One's own change puts a case at the head of most lists; the next case is still the one that followed.
    """

    view: str
    at: str

    @property
    def back_url(self) -> str:
        return list_url(self.view)

    @property
    def parameters(self) -> dict[str, str]:
        return {"view": self.view, "at": self.at}

    @property
    def query(self) -> str:
        return f"?{urlencode(self.parameters)}"

    @property
    def as_json(self) -> str:
        """What every fragment of the case page is asked with, so that its head leads on along the same list."""
        return json.dumps(self.parameters)


def way_of(request: Request, case: Ticket) -> Way | None:
    """The way along the list from which somebody came; None for those who came from elsewhere."""
    view = view_of(request)
    if not view:
        return None
    told = (request.POST if request.method == "POST" else request.GET).get("at", "")
    return Way(view, str(Cursor.read(told) or Cursor(case.changed_at, case.pk)))


def view_of(request: Request) -> str:
    """The list as its query string: told by the form or the address, else by the page before."""
    told = request.POST.get("view") or request.GET.get("view")
    if told is not None:
        return told[:LONGEST_VIEW]
    before = urlsplit(request.headers.get("Referer", ""))
    return _told_by_page(before.path, before.query)[:LONGEST_VIEW] if before.netloc == request.get_host() else ""


def _told_by_page(path: str, query: str) -> str:
    """The list that a page of ours is, or that it was reached from; "" for any other page."""
    try:
        place = resolve(path)
    except Resolver404:
        return ""
    asked: dict[str, str] = dict(parse_qsl(query))
    match place.view_name:
        case "tech:ticket":
            return asked.get("view", "")
        case "tech:cases":
            return query or "show=open"
        case "tech:view":
            chosen: dict[str, str] = {name: asked[name] for name in ("sort", "way") if name in asked}
            return urlencode({"saved": place.kwargs["ref"], **chosen})
        case _:
            return ""


def list_url(view: str) -> str:
    """The address of the list."""
    asked = dict(parse_qsl(view))
    saved = asked.pop("saved", "")
    for turn in ("older", "newer"):
        asked.pop(turn, None)
    address = reverse("tech:view", args=[saved]) if REF.fullmatch(saved) else reverse("tech:cases")
    return f"{address}?{urlencode(asked)}" if asked else address


@require_safe
def next_case(request: Request, ref: str) -> HttpResponse:
    """On to the case that follows in the list."""
    return _beside(request, ref, is_back=False)


@require_safe
def previous_case(request: Request, ref: str) -> HttpResponse:
    """Back to the case before it in the list."""
    return _beside(request, ref, is_back=True)


def go_on(request: Request, view: str, case: Ticket, place: Cursor, *, is_back: bool = False) -> HttpResponse:
    """To the neighbour of the place that the case has in the list; at its end to the list."""
    found = _neighbours(QueryDict(view), request.actor, Turn(place, is_back))
    following = next((row for row in (reversed(found) if is_back else found) if row.id != case.pk), None)
    if following is None:
        last, first = _("That was the last case of the list."), _("That was the first case of the list.")
        messages.info(request, first if is_back else last)
        return go_to_url(list_url(view))
    return go_to("tech:ticket", following.ref, query=f"?{urlencode({'view': view})}")


def place_of(case: Ticket, view: str, *, by: Actor, opened: Cursor | None = None) -> Cursor:
    """Where the case stands in that list now; by change, where it stood when its page was `opened`."""
    asked = QueryDict(view[:LONGEST_VIEW])
    order = _sorting_of(asked, _saved(asked, by)).order
    if opened is not None and opened.id == case.pk and order.field == "changed_at":
        return opened
    return Cursor(getattr(case, order.field), case.pk)


def _beside(request: Request, ref: str, *, is_back: bool) -> HttpResponse:
    case, view = readable_ticket(request.actor, ref), request.GET.get("view", "")[:LONGEST_VIEW]
    place = place_of(case, view, by=request.actor, opened=Cursor.read(request.GET.get("at", "")))
    return go_on(request, view, case, place, is_back=is_back)


def _neighbours(asked: Mapping[str, str], actor: Actor, turn: Turn) -> list[CaseRow]:
    """The two rows beside the turn's place, in the order of the list: one of them may be the case itself."""
    saved = _saved(asked, actor)
    sorting = _sorting_of(asked, saved)
    if saved is not None:
        definition = replace(saved, sort=sorting.name, falls=sorting.falls, columns=("subject",))
        return list(shown_by(definition, by=actor, turn=turn, most=2).page.rows)
    queues = visible_queues(actor)
    return list(case_page(wish_from(asked, queues), queues, by=actor, turn=turn, most=2, order=sorting.order).rows)


def _saved(asked: Mapping[str, str], actor: Actor) -> Definition | None:
    """What the saved view shows; None for a built-in list, and for a view that is gone or not offered to the actor."""
    ref = asked.get("saved", "")
    offered = next((each for each in views_for(actor) if each.ref == ref), None) if ref else None
    return definition_of(offered.definition) if offered is not None else None


def _sorting_of(asked: Mapping[str, str], saved: Definition | None) -> Sorting:
    if saved is not None:
        return sorting_from(asked, Sorting(saved.sort, saved.falls))
    return sorting_from(asked, DUE_SORTED if asked.get("show") == Show.DUE else NEWEST_SORTED)
