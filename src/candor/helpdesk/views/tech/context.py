"""What the templates of one case are given, by the whole page and by its fragments alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import BigIntegerField, QuerySet, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from candor.helpdesk import outgoing
from candor.helpdesk.access import WORK, workers, workers_in, workers_in_closed
from candor.helpdesk.actions.merging import undo_is_open
from candor.helpdesk.actions.sending import waiting_files
from candor.helpdesk.models import Queue, Ticket
from candor.helpdesk.queries.activity import Happening, activity_of
from candor.helpdesk.queries.beside import Beside, beside
from candor.helpdesk.queries.case import Saying, answer_address, contact_of, conversation, other_cases
from candor.helpdesk.queries.categories import active_names
from candor.helpdesk.queries.later import waiting_replies
from candor.helpdesk.queries.tags import tags_of
from candor.helpdesk.queries.variables import signature_for
from candor.helpdesk.rules.snooze import When, presets
from candor.helpdesk.rules.transitions import followers, who_is
from candor.helpdesk.views.tech.along import way_of
from candor.helpdesk.views.tech.lists import shown_rows
from candor.helpdesk.words import (
    CHANNEL_WORDS,
    KIND_WORDS,
    PRIORITY_SHAPES,
    PRIORITY_WORDS,
    STATUS_SHAPES,
    STATUS_WORDS,
)
from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.db.prepared import Given, Prepared, anyone_like
from candor.kernel.http.request import Request
from candor.kernel.ids import new_ref
from candor.kernel.registries.panels import panels_at

LOCAL = "%Y-%m-%dT%H:%M"
"""A moment as the browser's control for day and time writes it."""


def zone_of(request: Request) -> timezone.override:
    """The zone in which this person reads and writes times: their own, else the instance's."""
    return timezone.override(ZoneInfo(request.time_zone))


def case_context(request: Request, case: Ticket, **more: Any) -> dict[str, Any]:
    """Everything the case page shows. `more` overrides: what a refused form brings back."""
    whole = request.GET.get("whole") == "yes"
    sayings = conversation(case, by=request.actor, whole=whole)
    around, contact = beside(case, by=request.actor), contact_of(case.requester_id)
    kept = around.draft
    state = state_context(request, case)
    return {
        **state,
        **_together(request, around, state["choices"], answer_address(case, sayings, contact)),
        "talk": talk_of(sayings, state["activity"], from_the_start=whole or len(sayings) >= case.message_count),
        "earlier": 0 if whole else max(0, case.message_count - len(sayings)),
        "may_see_people": request.actor.may("people.person.view"),
        "newest": sayings[-1].ref if sayings else "",
        "contact": contact,
        "others": shown_rows(other_cases(case, by=request.actor)),
        "panels": panels_at("helpdesk.ticket.tech", request.actor, case),
        "files": [file for saying in sayings for file in saying.files],
        "body": kept.words if kept is not None else "",
        "saved_at": kept.at if kept is not None else None,
        "mode": "note" if kept is not None and kept.number else "reply",
        "later": waiting_replies(case, around, sayings),
        "key": new_ref(),
        "upload_limit": settings.INSTANCE.upload_mb * 1_000_000,
        "writing_problem": "",
        "lost_files": False,
        "send_at": "",
        "kept_files": waiting_files(case, by=request.actor) if kept is not None else [],
        "signature": signature_for(case, request.person, own_signature(request)),
        **merged_context(request, case),
        **more,
    }


def merged_context(request: Request, case: Ticket) -> dict[str, Any]:
    """Where a merged case lives on, as far as the actor sees it, and whether the merge can be undone."""
    if case.merged_into is None:
        return {"sees_target": False, "may_undo": False}
    sees = Ticket.objects.visible_to(request.actor).filter(pk=case.merged_into.pk).exists()
    return {"sees_target": sees, "may_undo": sees and request.actor.may(WORK) and undo_is_open(case)}


def own_signature(request: Request) -> str:
    """The technician's own part of the signature; it came with the session."""
    row = getattr(request.session, "row", None)
    return row.account.staff.signature if row is not None and request.actor.is_staff else ""


def state_context(request: Request, case: Ticket, **more: Any) -> dict[str, Any]:
    """The case's values, what may be chosen for them, and what happened: the parts that every verb draws anew."""
    may_work = request.actor.may(WORK) and case.merged_into_id is None
    choices = _choices(request, case) if may_work else {}
    return {
        "ticket": case,
        "way": way_of(request, case),
        "may_work": may_work,
        "may_mark_request": may_work or request.actor.may("privacy.office"),
        "is_mine": case.assignee_id == request.person.pk,
        "next": {status.name for status in followers(case.status, who_is(request.actor))} if may_work else set(),
        "choices": choices,
        "status_text": str(STATUS_WORDS[case.status]),
        "status_shape": STATUS_SHAPES[case.status],
        "priority_text": str(PRIORITY_WORDS[case.priority]),
        "priority_shape": PRIORITY_SHAPES[case.priority],
        "kind_text": str(KIND_WORDS[case.kind]),
        "category_text": _category_text(case, choices),
        "tags": tags_of(case),
        "channel_text": str(CHANNEL_WORDS[case.channel]),
        "activity": activity_of(case, by=request.actor),
        "moments": _moments(request) if may_work else [],
        "problem": "",
        "typed": {},
        "clash": False,
        "oob": False,
        **more,
    }


def together_context(request: Request, case: Ticket, **more: Any) -> dict[str, Any]:
    """Who takes part, for the fragment that draws it and the composer's recipients anew."""
    may_work = request.actor.may(WORK)
    contact = contact_of(case.requester_id)
    colleagues = {"assignee": _menu(workers_in(case.queue).values_list("ref", "name"), "")}
    return {
        "ticket": case,
        "may_work": may_work,
        **_together(request, beside(case, by=request.actor), colleagues, outgoing.address_for(case) or contact.email),
        "typed": {},
        "oob": False,
        **more,
    }


def _together(request: Request, around: Beside, choices: Mapping[str, Any], to_address: str) -> dict[str, Any]:
    return {
        "around": around,
        "i_follow": any(each.person_id == request.person.pk for each in around.followers),
        "colleagues": [(entry["value"], entry["text"]) for entry in choices.get("assignee", ())],
        "to_address": to_address,
        "chosen_copies": None,
        "together_problem": "",
        "call_problem": "",
        "in_an_hour": (clock.now() + timedelta(hours=1)).isoformat(timespec="minutes"),
    }


def talk_of(sayings: Sequence[Saying], activity: Sequence[Happening], *, from_the_start: bool) -> list[dict[str, Any]]:
    """Messages and big happenings in the order of time; with earlier messages left out, their happenings too."""
    begin = None if from_the_start or not sayings else sayings[0].at
    lines: list[tuple[datetime, dict[str, Any]]] = [(saying.at, {"saying": saying}) for saying in sayings]
    lines += [
        (happening.at, {"happening": happening})
        for happening in activity
        if happening.is_big and (begin is None or happening.at >= begin)
    ]
    return [line for _at, line in sorted(lines, key=itemgetter(0))]


def _choices(request: Request, case: Ticket) -> dict[str, list[dict[str, Any]]]:
    """What each of the case's values could be, for the menus. Two queries."""
    people, queues = _people_and_queues(request, case)
    return {
        "assignee": _menu(people, case.assignee.ref if case.assignee is not None else ""),
        "queue": _menu(queues, case.queue.ref),
        "category": _menu(active_names(), case.category.ref if case.category is not None else ""),
        "priority": _menu(((str(key), text) for key, text in PRIORITY_WORDS.items()), str(case.priority)),
        "kind": _menu(KIND_WORDS.items(), case.kind),
    }


def _people_and_queues(request: Request, case: Ticket) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Who could take the case and where it could go, as (reference, name) by name. One query for both."""
    shape = anyone_like(request.actor), case.queue.is_open_to_all, clock.now().date()
    found = sorted(WHO_AND_WHERE.rows(*shape, me=request.actor.id, queue=case.queue_id), key=itemgetter(2, 1))
    return [row[1:] for row in found if row[0] == "person"], [row[1:] for row in found if row[0] == "queue"]


def _who_and_where(by: Actor, is_open_to_all: bool, _today: date) -> QuerySet[Any, Any]:  # noqa: FBT001 - a shape
    """Who works here depends on the day, so the statement is composed anew each day."""
    people = workers() if is_open_to_all else workers_in_closed(Given("queue", BigIntegerField()))
    queues = Queue.objects.visible_to(by).active().values_list(Value("queue"), "ref", "name")
    return people.order_by().values_list(Value("person"), "ref", "name").union(queues, all=True)


WHO_AND_WHERE = Prepared(_who_and_where)


def _category_text(case: Ticket, choices: Mapping[str, list[dict[str, Any]]]) -> str:
    """The category with those above it where they are known anyhow."""
    if case.category is None:
        return ""
    return next((item["text"] for item in choices.get("category", ()) if item["current"]), case.category.name)


def _menu(values: Iterable[tuple[str, Any]], current: str) -> list[dict[str, Any]]:
    return [{"value": value, "text": str(text), "current": value == current} for value, text in values]


def _moments(request: Request) -> list[dict[str, str]]:
    """Handy moments for putting a case away: `value` as a button sends it, `local` as the control shows it."""
    words = {
        When.SOON: _("In three hours"),
        When.TOMORROW: _("Tomorrow at nine"),
        When.MONDAY: _("On Monday at nine"),
    }
    found = [(words[preset.when], preset.moment) for preset in presets(clock.now(), ZoneInfo(request.time_zone))]
    return [{"text": text, "value": moment.isoformat(), "local": f"{moment:{LOCAL}}"} for text, moment in found]
