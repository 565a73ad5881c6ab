"""Programs read tickets: staff those of their queues, customers theirs as the Customer Center shows them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query

from candor.helpdesk import access, letters
from candor.helpdesk.api.operations import READ, TICKETS
from candor.helpdesk.api.schemas import PRIORITIES, PRIORITY_BY_NAME, PriorityName, TicketOut, TicketRow
from candor.helpdesk.models import Category, Tag, Ticket
from candor.helpdesk.queries.lists import CaseRow, Wish, case_page, visible_queues
from candor.helpdesk.queries.paging import Cursor, Turn
from candor.helpdesk.queries.tags import tags_of
from candor.helpdesk.rules.tags import LONGEST, key_of
from candor.kernel.access_log import looked_at
from candor.kernel.api.headers import tagged
from candor.kernel.api.paging import After, Limit, Page, cursor_at, place_in
from candor.kernel.api.refusals import no_such
from candor.kernel.api.schemas import REF, Named, PathRef
from candor.kernel.http.conditional import etag_of
from candor.kernel.http.problems import not_valid

ShowName = Literal["open", "mine", "unassigned", "due", "waiting", "scheduled", "done"]
Whose = Literal["mine", "organisation"]
TagFilter = Annotated[str, Query("", max_length=LONGEST, description="A tag's name; empty: any.")]
FilterRef = Annotated[str, Query("", pattern=f"{REF}|^$", description="A reference; empty: any.")]


@TICKETS.read("tickets", scope=READ, response=Page[TicketRow], summary="List tickets", is_one=False)
def list_tickets(  # noqa: PLR0913 - the filters of the list, each a parameter of the address
    request: HttpRequest,
    show: ShowName = "open",
    queue: FilterRef = "",
    category: FilterRef = "",
    priority: PriorityName | None = None,
    tag: TagFilter = "",
    whose: Whose = "mine",
    limit: Limit = 50,
    cursor: After = "",
) -> Any:
    """The latest changed first (`due`: the soonest). Staff filter by `show`, `queue`, `category`, `priority`, `tag`.

    Customers get their own, and as super customers with `whose=organisation` those of their organisations.
    """
    asking: Any = request
    place = place_in(request, cursor)
    if asking.actor.is_customer:
        return _own_page(request, whose, limit, place)
    queues = visible_queues(asking.actor)
    wish = Wish(
        show,
        _one_of(queues, "queue", queue),
        _one_of(list(Category.objects.filter(ref=category)) if category else [], "category", category),
        PRIORITY_BY_NAME[priority] if priority else None,
        _tag_named(tag) if tag else None,
    )
    mark = Cursor.read(place)
    found = case_page(wish, queues, by=asking.actor, turn=Turn(mark) if mark else None, most=limit)
    rows = [_staff_row(row) for row in found.rows]
    return Page[TicketRow](items=rows, next=cursor_at(request, str(found.after or "")))


@TICKETS.read("tickets/{slug:ref}", scope=READ, is_tagged=True, response=TicketOut, summary="Read a ticket")
def read_ticket(request: HttpRequest, ref: PathRef) -> TicketOut:
    """One ticket. The look is noted for its requester."""
    return shown(request, ticket_for(request, ref))


def ticket_for(request: Any, ref: str) -> Ticket:
    """A ticket that the owner of the token may read, or 404."""
    if request.actor.is_customer:
        return letters.case_for(letters.reader(request.actor), ref)
    return access.readable_ticket(request.actor, ref)


def workable_for(request: Any, ref: str) -> Ticket:
    """A ticket that the owner of the token, who is staff, may work on, or 404."""
    return access.workable_ticket(request.actor, ref)


def shown(request: Any, ticket: Ticket) -> TicketOut:
    """The ticket as this reader may see it, with its ETag."""
    tagged(request, version_of(request, ticket))
    note_look(request, ticket)
    seen: dict[str, Any] = {
        "ref": ticket.ref,
        "number": ticket.number,
        "subject": ticket.subject,
        "status": ticket.status,
        "requester": _named(ticket.requester),
        "created_at": ticket.created_at,
        "changed_at": ticket.changed_at,
        "scheduled_for": ticket.scheduled_for,
        "version": ticket.version,
    }
    return TicketOut(**seen) if request.actor.is_customer else TicketOut(**seen, **_for_staff(ticket))


def shown_again(request: Any, ticket: Ticket) -> TicketOut:
    """The ticket after a change, read anew with all that it points to."""
    return shown(request, ticket_for(request, ticket.ref))


def version_of(request: Any, ticket: Ticket) -> str:
    """The version, and what else this reader is shown: a requester's new name is no change of the ticket."""
    others = () if request.actor.is_customer else (ticket.organisation, ticket.queue, ticket.category, ticket.assignee)
    names = [row.name for row in (ticket.requester, *others) if row is not None]
    return f"{ticket.version}-{etag_of(names)[1:9]}"


def note_look(request: Any, ticket: Ticket) -> None:
    """Note that the owner of the token was shown the requester's ticket."""
    role = request.token.account.staff.role if request.actor.is_staff else "customer"
    looked_at(ticket.requester_id, about=ticket, by=request.actor, role=role)


def _for_staff(ticket: Ticket) -> dict[str, Any]:
    return {
        "priority": PRIORITIES[ticket.priority],
        "kind": ticket.kind,
        "channel": ticket.channel,
        "organisation": _named(ticket.organisation),
        "queue": _named(ticket.queue),
        "category": _named(ticket.category),
        "assignee": _named(ticket.assignee),
        "is_sender_verified": ticket.is_sender_verified,
        "due_at": ticket.due_at,
        "solved_at": ticket.solved_at,
        "closed_at": ticket.closed_at,
        "last_customer_message_at": ticket.last_customer_message_at,
        "last_staff_message_at": ticket.last_staff_message_at,
        "message_count": ticket.message_count,
        "tags": [tag.name for tag in tags_of(ticket)],
    }


def _named(row: Any) -> Named | None:
    return None if row is None else Named(ref=row.ref, name=row.name)


def _one_of(rows: list[Any], field: str, ref: str) -> Any:
    """The row that a filter names, None for no filter. Raises Problem for one that the reader does not see."""
    found = next((row for row in rows if row.ref == ref), None)
    if ref and found is None:
        raise no_such(field)
    return found


def _tag_named(name: str) -> Tag:
    """Raises Problem for a tag that does not exist."""
    found = Tag.objects.filter(key=key_of(name)).first()
    if found is None:
        raise not_valid(("tag", _("There is no tag of this name.")))
    return found


def _own_page(request: Any, whose: str, limit: int, place: str) -> Page[TicketRow]:
    me = letters.reader(request.actor)
    chosen = letters.own_cases(me) if whose == "mine" else letters.organisation_cases(me)
    found = letters.page_of(chosen, after=place, most=limit)
    rows = [
        TicketRow(
            ref=ticket.ref,
            number=ticket.number,
            subject=ticket.subject,
            status=ticket.status,  # type: ignore[arg-type] # a column with these choices
            requester=ticket.requester.name,
            changed_at=ticket.changed_at,
        )
        for ticket in found.cases
    ]
    return Page[TicketRow](items=rows, next=cursor_at(request, found.older))


def _staff_row(row: CaseRow) -> TicketRow:
    values = {name: value for name, value in row._asdict().items() if name != "id"}
    return TicketRow(**values | {"priority": PRIORITIES[row.priority]})
