"""Start and the case list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from candor.helpdesk.access import VIEW, WORK
from candor.helpdesk.models import Audience, CallBack, Category, Priority, Queue, Stage, Tag
from candor.helpdesk.queries.call_backs import calls_today
from candor.helpdesk.queries.categories import active_tree
from candor.helpdesk.queries.counters import Figures, figures_by_queue, total
from candor.helpdesk.queries.lists import CaseRow, Show, Wish, case_page, due_next, visible_queues
from candor.helpdesk.queries.paging import Order
from candor.helpdesk.queries.views import OfferedView, views_for
from candor.helpdesk.rules.texts import clean_line
from candor.helpdesk.views.tech.notices import notice_context
from candor.helpdesk.views.tech.tables import Sorting, sorting_from, table, turn_from
from candor.helpdesk.words import PRIORITY_SHAPES, PRIORITY_WORDS, STATUS_SHAPES, STATUS_WORDS
from candor.kernel.http.addresses import path_to
from candor.kernel.http.request import Request
from candor.kernel.registries.panels import panels_at
from candor.ui.public import page

NEWEST_SORTED, DUE_SORTED = Sorting("changed", falls=True), Sorting("due", falls=False)
VIEW_ICONS = {Audience.MINE.value: "user", Audience.SHARED.value: "users", Audience.QUEUE.value: "inbox"}


def start(request: Request) -> HttpResponse:
    """What to do now: my cases due next, what nobody has taken, and how the queues stand."""
    queues = visible_queues(request.actor)
    figures = figures_by_queue([queue.pk for queue in queues], request.actor)
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
        panels=panels_at("tech.start", request.actor, None),
    )


def _calls(request: Request) -> list[CallBack]:
    """The person's promised calls of today. Who has promised none is not asked for any."""
    has_any = request.session.row.account.staff.promised_calls  # type: ignore[attr-defined] # the middleware's row
    return calls_today(by=request.actor, zone=request.time_zone) if has_any and request.actor.may(WORK) else []


def cases(request: Request) -> HttpResponse:
    """The case list with its filters; without any, the view that the person wants to see first."""
    views = views_for(request.actor)
    first = next((view for view in views if view.is_default), None)
    if first is not None and not request.GET:
        return HttpResponseRedirect(path_to("tech:view", first.ref))
    queues = visible_queues(request.actor)
    wish = wish_from(request.GET, queues)
    sorting = sorting_from(request.GET, DUE_SORTED if wish.show == Show.DUE else NEWEST_SORTED)
    found = case_page(wish, queues, by=request.actor, turn=turn_from(request.GET), order=_order(sorting))
    shown = [wish.queue] if wish.queue is not None else queues
    figures = total(figures_by_queue([queue.pk for queue in shown], request.actor).values())
    return page(
        request,
        "helpdesk/tech/cases.html",
        **table(found, shown_rows(found.rows), address=link_of(wish), sorting=sorting),
        may_work=request.actor.may(WORK),
        chips=show_chips(wish, figures),
        views=view_links(views),
        wish=wish,
        scope=parameters_of(wish),
        total=_count_of(wish, figures),
        queue_links=_links("queue", wish, [(queue, queue.name) for queue in queues if queue.archived_at is None]),
        priority_links=_links("priority", wish, [(Priority(key), str(text)) for key, text in PRIORITY_WORDS.items()]),
        categories_url=f"{path_to('tech:list-categories')}?{urlencode(parameters_of(wish))}",
        save_url=f"{path_to('tech:new-view')}?{urlencode(parameters_of(wish) | sorting.parameters)}",
        without_tag=link_of(wish, tag=None),
        **notice_context(request),
    )


def list_categories(request: Request) -> HttpResponse:
    """The categories as filters of the list, fetched when somebody opens their menu."""
    wish = wish_from(request.GET, visible_queues(request.actor))
    named = [(branch.category, branch.full_name) for branch in active_tree()]
    return page(request, "helpdesk/tech/list_categories.html", links=_links("category", wish, named))


def wish_from(asked: Mapping[str, str], queues: Sequence[Queue]) -> Wish:
    """The wish that an address carries; what it names wrongly counts as not named."""
    show, priority = asked.get("show", ""), asked.get("priority", "")
    category, tag = asked.get("category", ""), asked.get("tag", "")
    return Wish(
        show=show if show in Show.ALL else Show.OPEN,
        queue=next((queue for queue in queues if queue.ref == asked.get("queue")), None),
        category=Category.objects.filter(ref=clean_line(category[:16])).first() if category else None,
        priority=Priority(int(priority)) if priority in {"1", "2", "3", "4"} else None,
        tag=Tag.objects.filter(ref=clean_line(tag[:16])).first() if tag else None,
    )


def parameters_of(wish: Wish, **changes: Any) -> dict[str, Any]:
    """A wish as the address of the list carries it, with some of it changed; None takes a filter away."""
    values = {name: getattr(wish, name) for name in ("show", "queue", "category", "priority", "tag")} | changes
    return {
        name: int(value) if name == "priority" else getattr(value, "ref", value)
        for name, value in values.items()
        if value is not None
    }


def link_of(wish: Wish, **changes: Any) -> str:
    """The address of the list for a wish, with some of it changed; None takes a filter away."""
    return f"{path_to('tech:cases')}?{urlencode(parameters_of(wish, **changes))}"


def view_links(views: Sequence[OfferedView], current: str = "") -> list[dict[str, Any]]:
    """The saved views as the list beside the cases shows them."""
    return [
        {
            "label": view.name,
            "url": path_to("tech:view", view.ref),
            "current": view.ref == current,
            "icon": "star" if view.is_pinned else VIEW_ICONS[view.audience],
            "queue": view.queue or "",
        }
        for view in views
    ]


def show_chips(wish: Wish, figures: Figures | None = None) -> list[dict[str, Any]]:
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
            "count": _count_of(replace(wish, show=show), figures) if figures is not None else None,
        }
        for show, text in words.items()
    ]


def shown_rows(rows: Sequence[CaseRow]) -> list[dict[str, Any]]:
    """The rows as the look draws them; words are prepared once for all of them."""
    statuses = {key: str(text) for key, text in STATUS_WORDS.items()}
    priorities = {key: str(text) for key, text in PRIORITY_WORDS.items()}
    return [
        {
            "url": path_to("tech:ticket", row.ref),
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
    if wish.category is not None or wish.priority is not None or wish.tag is not None:
        return None
    return {
        Show.OPEN: figures.by_stage[Stage.WITH_US],
        Show.MINE: figures.mine,
        Show.UNASSIGNED: figures.unassigned,
        Show.WAITING: figures.by_stage[Stage.WAITING],
        Show.SCHEDULED: figures.by_stage[Stage.LATER],
        Show.DONE: figures.by_stage[Stage.DONE],
    }.get(wish.show)


def _order(sorting: Sorting) -> Order | None:
    return sorting.order if sorting.is_chosen else None


def _links(name: str, wish: Wish, values: Sequence[tuple[Any, str]]) -> list[dict[str, Any]]:
    """The choices of one filter as links, "all" first."""
    chosen = getattr(wish, name)
    everything = {"label": _("All"), "url": link_of(wish, **{name: None}), "current": chosen is None}
    return [
        everything,
        *({"label": text, "url": link_of(wish, **{name: value}), "current": value == chosen} for value, text in values),
    ]
