"""The short lists whose references other operations take: queues, categories, who works a ticket's queue."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from candor.helpdesk import access
from candor.helpdesk.api.operations import READ, TICKETS
from candor.helpdesk.api.tickets import workable_for
from candor.helpdesk.models import Category, Queue
from candor.kernel.api.paging import After, Limit, Page, cursor_at, place_in
from candor.kernel.api.schemas import Named, PathRef


@TICKETS.read("queues", scope=READ, response=Page[Named], summary="List queues", is_one=False)
def list_queues(request: HttpRequest, limit: Limit = 50, cursor: After = "") -> Any:
    """The queues whose tickets the owner of the token sees; none for customers."""
    asking: Any = request
    return _page(request, Queue.objects.visible_to(asking.actor).active(), limit, cursor)


@TICKETS.read("categories", scope=READ, response=Page[Named], summary="List categories", is_one=False)
def list_categories(request: HttpRequest, limit: Limit = 50, cursor: After = "") -> Any:
    """What a ticket can be about; for customers what they are offered."""
    asking: Any = request
    present = Category.objects.filter(archived_at=None)
    offered = present.filter(is_offered_to_customers=True) if asking.actor.is_customer else present
    return _page(request, offered, limit, cursor)


@TICKETS.read("tickets/{slug:ref}/assignees", scope=READ, response=Page[Named], summary="List who could take it")
def list_assignees(request: HttpRequest, ref: PathRef, limit: Limit = 50, cursor: After = "") -> Any:
    """The staff who may work the ticket's queue. For staff who may work it themselves."""
    ticket = workable_for(request, ref)
    return _page(request, access.workers_in(ticket.queue), limit, cursor)


def _page(request: HttpRequest, rows: Any, limit: int, cursor: str) -> Page[Named]:
    """A page of named rows by their name."""
    after = place_in(request, cursor)
    found = rows.order_by("name", "id")
    mark = rows.filter(ref=after).first() if after else None
    if mark is not None:
        found = found.filter(name__gte=mark.name).exclude(name=mark.name, id__lte=mark.pk)
    page = list(found[: limit + 1])
    items = [Named(ref=row.ref, name=row.name) for row in page[:limit]]
    return Page[Named](items=items, next=cursor_at(request, items[-1].ref if len(page) > limit else ""))
