"""From "status:open from:kim" to conditions of a query: only what the looker may see has a name here.

An operator that cannot be understood is left out of the search and told; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import gettext as _

from candor.helpdesk.access import WORK
from candor.helpdesk.models import Queue, Tag, TicketTag
from candor.helpdesk.rules import operators
from candor.helpdesk.rules.operators import CALLED
from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.search import matching
from candor.kernel.search.reading import Part
from candor.kernel.search.words import plain
from candor.people.public import Organisation, callers, staff_people

MOST_MEANT = 50
"""People, queues, tags or organisations that one operator stands for."""

MOST_STAFF = 500


@dataclass(frozen=True, slots=True)
class Looker:
    """Who searches, and in which time zone their days begin."""

    actor: Actor
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Problem:
    """A part that says nothing, with a sentence about it."""

    raw: str
    text: str


Reading = Callable[[str, Looker], Q | str]
"""The condition for a value, or the sentence that says why there is none."""


def conditions(parts: Iterable[Part], looker: Looker, allowed: frozenset[str]) -> tuple[list[Q], list[Problem]]:
    """What the parts with a name ask for, and those of them that ask for nothing. `allowed`: operators of this face."""
    found, problems = [], []
    for part in parts:
        if not part.name:
            continue
        read = _condition(part, looker, allowed)
        if isinstance(read, str):
            problems.append(Problem(part.raw, read))
        else:
            found.append(~read if part.is_negated else read)
    return found, problems


def _condition(part: Part, looker: Looker, allowed: frozenset[str]) -> Q | str:
    operator, value = CALLED[part.name], part.value.strip()
    if operator not in allowed:
        return _("This cannot be asked for here.")
    if not value:
        return _("There is nothing after the colon.")
    return _READINGS[operator](value, looker)


def _status(value: str, _looker: Looker) -> Q | str:
    statuses = operators.status_named(value)
    return Q(status__in=statuses) if statuses else _unknown(value, operators.STATUSES)


def _priority(value: str, _looker: Looker) -> Q | str:
    priority = operators.priority_named(value)
    return Q(priority=priority) if priority else _unknown(value, operators.PRIORITIES)


def _from(value: str, looker: Looker) -> Q | str:
    people = [person.pk for person in callers(value, by=looker.actor, most=MOST_MEANT)]
    return Q(requester__in=people) if people else _("Nobody of this name, address or number is found.")


def _organisation(value: str, looker: Looker) -> Q | str:
    visible = Organisation.objects.visible_to(looker.actor)
    found = [each.pk for each in matching("people.organisation", value, visible)[:MOST_MEANT]]
    return Q(organisation__in=found) if found else _("No organisation of this name is found.")


def _queue(value: str, looker: Looker) -> Q | str:
    names = {queue.pk: plain(queue.name) for queue in Queue.objects.visible_to(looker.actor)}
    keys = _named(value, names)
    return Q(queue__in=keys) if keys else _("No queue of this name is found.")


def _assignee(value: str, looker: Looker) -> Q | str:
    word = plain(value)
    if word in operators.ME and looker.actor.id is not None:
        return Q(assignee=looker.actor.id)
    if word in operators.NOBODY:
        return Q(assignee=None)
    names = {person.pk: plain(person.name) for person in staff_people(WORK)[:MOST_STAFF]}
    keys = _named(value, names) or [key for key, name in names.items() if word in name.split()]
    return Q(assignee__in=keys) if keys else _("No technician of this name is found.")


def _tag(value: str, _looker: Looker) -> Q | str:
    beginning = value.casefold()
    tags = Tag.objects.filter(key__gte=beginning, key__lt=f"{beginning}\uffff").order_by("key")
    keys = _named(value, {tag.pk: plain(tag.name) for tag in tags[:MOST_MEANT]})
    carrying = TicketTag.objects.filter(tag__in=keys).values("ticket")
    return Q(pk__in=carrying) if keys else _("No tag of this name is found.")


def _before(value: str, looker: Looker) -> Q | str:
    begins = _begin_of_day(value, looker)
    return Q(created_at__lt=begins) if begins else _no_day()


def _after(value: str, looker: Looker) -> Q | str:
    begins = _begin_of_day(value, looker)
    return Q(created_at__gte=begins) if begins else _no_day()


def _begin_of_day(value: str, looker: Looker) -> datetime | None:
    try:
        day = operators.day_of(value, clock.now().astimezone(looker.zone).date())
        return datetime.combine(day, time(), tzinfo=looker.zone).astimezone(ZoneInfo("UTC")) if day else None
    except OverflowError:  # a day before the year 1
        return None


def _named(value: str, names: Mapping[int, str]) -> Sequence[int]:
    """Those of exactly this name, else those whose name begins so."""
    wanted = plain(value)
    exact = [key for key, name in names.items() if name == wanted]
    return exact or [key for key, name in names.items() if name.startswith(wanted)]


def _unknown(value: str, among: Mapping[str, object]) -> str:
    meant = operators.nearest(value, among)
    if meant:
        return _("“%(value)s” is not one of its values. “%(meant)s” is.") % {"value": value, "meant": meant}
    return _("It takes one of: %(values)s.") % {"values": ", ".join(among)}


def _no_day() -> str:
    return _("This is no date. Write 2026-11-05, 5.11.2026, 2026-11, today, or 7d for seven days ago.")


_READINGS: Mapping[str, Reading] = {
    "status": _status,
    "from": _from,
    "organisation": _organisation,
    "queue": _queue,
    "assignee": _assignee,
    "tag": _tag,
    "priority": _priority,
    "before": _before,
    "after": _after,
}
EVERY_OPERATOR = frozenset(_READINGS)
