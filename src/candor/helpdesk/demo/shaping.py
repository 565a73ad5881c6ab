"""The demo's prepared words and steps, and what its cases have to do with each other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from candor.helpdesk.actions.later import Plan, plan_reply
from candor.helpdesk.actions.linking import link, make_child
from candor.helpdesk.actions.merging import merge
from candor.helpdesk.actions.prepared import (
    MacroDetails,
    Place,
    TemplateDetails,
    create_macro,
    create_template,
)
from candor.helpdesk.actions.signatures import change_queue_signature
from candor.helpdesk.actions.writing import NewMessage
from candor.helpdesk.demo import story
from candor.helpdesk.demo.company import Cast
from candor.helpdesk.demo.story import Entry
from candor.helpdesk.models import LinkKind, Priority, ReplyTemplate, Status, Ticket
from candor.helpdesk.rules.snooze import morning_of
from candor.kernel import clock, instance
from candor.kernel.actor import SYSTEM

PRIORITIES = {"low": Priority.LOW, "normal": Priority.NORMAL, "high": Priority.HIGH, "urgent": Priority.URGENT}


def shape(cast: Cast, tickets: Mapping[str, Ticket]) -> None:
    """Prepare words and steps, then merge, link and group the cases that the texts name by their subjects."""
    company = story.company()
    for entry in company["queue"]:
        if "signature" in entry:
            change_queue_signature(cast.queues[entry["key"]], _worded(entry["signature"]), by=SYSTEM)
    templates = {entry["key"]: _make_template(entry, cast) for entry in company["template"]}
    for entry in company["macro"]:
        _make_macro(entry, cast, templates)
    for ticket in tickets.values():
        ticket.refresh_from_db()
    _relate(company, cast, tickets)
    _plan_replies(company, cast, tickets)


def _relate(company: Entry, cast: Cast, tickets: Mapping[str, Ticket]) -> None:
    for entry in company["merge"]:
        merge(tickets[entry["source"]], tickets[entry["target"]], by=cast.actors[entry["by"]])
    for entry in company["parent"]:
        for child in entry["children"]:
            make_child(tickets[child], tickets[entry["subject"]], by=cast.actors[entry["by"]])
    for entry in company["link"]:
        kind, by = LinkKind(entry["kind"]), cast.actors[entry["by"]]
        link(tickets[entry["subject"]], tickets[entry["other"]], kind, by=by)


def _plan_replies(company: Entry, cast: Cast, tickets: Mapping[str, Ticket]) -> None:
    """Replies that leave tomorrow at nine."""
    now = clock.now()
    morning = morning_of(now.date() + timedelta(days=1), ZoneInfo(instance.current().time_zone))
    for entry in company["later"]:
        ticket, words = tickets[entry["subject"]], NewMessage(entry["text"].strip())
        ticket.refresh_from_db()
        plan_reply(ticket, words, Plan(morning), by=cast.actors[entry["by"]])


def _make_template(entry: Entry, cast: Cast) -> ReplyTemplate:
    owner = cast.people[entry["owner"]] if "owner" in entry else None
    place = Place(owner, cast.queues[entry["queue"]] if "queue" in entry else None)
    texts = {language: entry[language] for language in ("en", "de")}
    by = cast.actors[entry["owner"]] if "owner" in entry else SYSTEM
    return create_template(TemplateDetails(_worded(entry["name"]), place, texts), by=by)


def _make_macro(entry: Entry, cast: Cast, templates: Mapping[str, ReplyTemplate]) -> None:
    details = MacroDetails(
        name=_worded(entry["name"]),
        place=Place(),
        template=templates[entry["template"]] if "template" in entry else None,
        note=_worded(entry["note"]) if "note" in entry else "",
        status=Status(entry["status"]) if "status" in entry else None,
        priority=PRIORITIES[entry["priority"]] if "priority" in entry else None,
        to_queue=cast.queues[entry["to_queue"]] if "to_queue" in entry else None,
        assigns=entry.get("assigns", ""),
        follow_up_days=entry.get("follow_up_days"),
        tags_on=entry.get("tags_on", ()),
    )
    create_macro(details, by=SYSTEM)


def _worded(words: Mapping[str, str]) -> str:
    """The words in the instance's language."""
    return words.get(settings.LANGUAGE_CODE, words["en"])
