"""Start and the case list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from candor.helpdesk.access import VIEW, WORK
from candor.helpdesk.models import CallBack, Category, Priority, Queue, Stage
from candor.helpdesk.queries.call_backs import calls_today
from candor.helpdesk.queries.counters import Figures, figures_by_queue, total
from candor.helpdesk.queries.lists import CaseRow, Cursor, Show, Turn, Wish, case_page, due_next, visible_queues
from candor.helpdesk.words import PRIORITY_SHAPES, PRIORITY_WORDS, STATUS_SHAPES, STATUS_WORDS
from candor.kernel.http.request import Request
from candor.ui.public import page


def start(request: Request) -> HttpResponse:
    """What to do now: my cases due next, what nobody has taken, and how the queues stand."""
    queues = visible_queues(request.actor)
    figures = figures_by_queue([queue.pk for queue in queues], request.person.pk)
    return page(
        request,
        "helpdesk/tech/start.html",
        calls=_calls(request),
        mine=shown_rows(due_next(queues, by=request.actor, most=8)),
        unassigned=shown_rows(case_page(Wish(Show.UNASSIGNED), queues, by=request.actor, most=8).rows),
        figures=total(figures.values()),
        queues=[(queue, figures[queue.pk]) for queue in queues if queue.archived_at is None],
        sees_cases=request.actor.may(VIEW),
        may_work=request.actor.may(WORK),
    )


def _calls(request: Request) -> list[CallBack]:
    """The person's promised calls of today. Who has promised none is not asked for any."""
    has_any = request.session.row.account.staff.promised_calls  # type: ignore[attr-defined] # the middleware's row
    return calls_today(by=request.actor, zone=request.time_zone) if has_any and request.actor.may(WORK) else []


def cases(request: Request) -> HttpResponse:
    """The case list with its filters."""
    queues = visible_queues(request.actor)
    categories = list(Category.objects.filter(archived_at=None).order_by("name"))
    wish = wish_from(request.GET, queues, categories)
    found = case_page(wish, queues, by=request.actor, turn=turn_from(request.GET))
    shown = [wish.queue] if wish.queue is not None else queues
    figures = total(figures_by_queue([queue.pk for queue in shown], request.person.pk).values())
    here = link_of(wish)
    return page(
        request,
        "helpdesk/tech/cases.html",
        rows=shown_rows(found.rows),
        may_work=request.actor.may(WORK),
        chips=show_chips(wish, figures),
        wish=wish,
        total=_count_of(wish, figures),
        queue_links=_links("queue", wish, [(queue, queue.name) for queue in queues if queue.archived_at is None]),
        category_links=_links("category", wish, [(category, category.name) for category in categories]),
        priority_links=_links("priority", wish, [(Priority(key), str(text)) for key, text in PRIORITY_WORDS.items()]),
        newer_url=f"{here}&newer={found.before}" if found.before else "",
        older_url=f"{here}&older={found.after}" if found.after else "",
    )


def wish_from(asked: Mapping[str, str], queues: Sequence[Queue], categories: Sequence[Category]) -> Wish:
    """The wish that an address carries; what it names wrongly counts as not named."""
    show, priority = asked.get("show", ""), asked.get("priority", "")
    return Wish(
        show=show if show in Show.ALL else Show.OPEN,
        queue=next((queue for queue in queues if queue.ref == asked.get("queue")), None),
        category=next((category for category in categories if category.ref == asked.get("category")), None),
        priority=Priority(int(priority)) if priority in {"1", "2", "3", "4"} else None,
    )


def turn_from(asked: Mapping[str, str]) -> Turn | None:
    """The turn of the page that an address carries."""
    for name, is_back in (("newer", True), ("older", False)):
        cursor = Cursor.read(asked.get(name, ""))
        if cursor is not None:
            return Turn(cursor, is_back)
    return None


def link_of(wish: Wish, **changes: Any) -> str:
    """The address of the list for a wish, with some of it changed; None takes a filter away."""
    values = {"show": wish.show, "queue": wish.queue, "category": wish.category, "priority": wish.priority} | changes
    named = {name: getattr(value, "ref", value) for name, value in values.items() if value is not None}
    return f"{reverse('tech:cases')}?{urlencode(named)}"


def show_chips(wish: Wish, figures: Figures) -> list[dict[str, Any]]:
    """The views of the list with their figures; figures know queues only, so finer filters show none."""
    words = {
        Show.OPEN: pgettext("cases", "Open"),
        Show.MINE: pgettext("cases", "Mine"),
        Show.UNASSIGNED: pgettext("cases", "Unassigned"),
        Show.DUE: pgettext("cases", "Due next"),
        Show.WAITING: pgettext("cases", "Waiting"),
        Show.SCHEDULED: pgettext("cases", "Scheduled"),
        Show.DONE: pgettext("cases", "Solved and closed"),
    }
    return [
        {
            "label": text,
            "url": link_of(wish, show=show),
            "current": show == wish.show,
            "count": _count_of(Wish(show, wish.queue, wish.category, wish.priority), figures),
        }
        for show, text in words.items()
    ]


def shown_rows(rows: Sequence[CaseRow]) -> list[dict[str, Any]]:
    """The rows as the look draws them; addresses and words are prepared once for all of them."""
    address = reverse("tech:ticket", args=["0"]).replace("0", "{}")
    statuses = {key: str(text) for key, text in STATUS_WORDS.items()}
    priorities = {key: str(text) for key, text in PRIORITY_WORDS.items()}
    return [
        {
            "url": address.format(row.ref),
            "subject": row.subject,
            "label": row.subject,
            "number": row.number,
            "who": f"{row.requester}, {row.organisation}" if row.organisation else row.requester,
            "status": STATUS_SHAPES[row.status],
            "status_text": statuses[row.status],
            "priority": PRIORITY_SHAPES[row.priority],
            "priority_text": priorities[row.priority],
            "due_at": row.due_at,
            "at": row.changed_at,
            "assignee": row.assignee or "",
            "unread": row.awaits_our_answer,
            "count": row.message_count,
        }
        for row in rows
    ]


def _count_of(wish: Wish, figures: Figures) -> int | None:
    if wish.category is not None or wish.priority is not None:
        return None
    return {
        Show.OPEN: figures.by_stage[Stage.WITH_US],
        Show.MINE: figures.mine,
        Show.UNASSIGNED: figures.unassigned,
        Show.WAITING: figures.by_stage[Stage.WAITING],
        Show.SCHEDULED: figures.by_stage[Stage.LATER],
        Show.DONE: figures.by_stage[Stage.DONE],
    }.get(wish.show)


def _links(name: str, wish: Wish, values: Sequence[tuple[Any, str]]) -> list[dict[str, Any]]:
    """The choices of one filter as links, "all" first."""
    chosen = getattr(wish, name)
    everything = {"label": _("All"), "url": link_of(wish, **{name: None}), "current": chosen is None}
    return [
        everything,
        *({"label": text, "url": link_of(wish, **{name: value}), "current": value == chosen} for value, text in values),
    ]
