"""From a view's definition to a query: always among what the looker may see, never anything that somebody typed as SQL.

What a view names and the looker may not see, or what is gone, finds nothing and is told (`Missing`), never shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import reduce
from operator import and_, or_

from django.db.models import Q

from candor.helpdesk.models import Category, Participant, Queue, Tag, Ticket, TicketTag
from candor.helpdesk.models.tickets import TicketQuerySet
from candor.helpdesk.rules import filters
from candor.helpdesk.rules.filters import Condition, Definition
from candor.helpdesk.search import KIND
from candor.kernel.actor import Actor
from candor.kernel.search import ids_matching
from candor.people.public import Organisation, Person

NOTHING = Q(pk__in=[])
EVERYTHING = ~NOTHING


class Missing(StrEnum):
    """What a view names and the looker does not find."""

    QUEUE = "queue"
    PERSON = "person"
    ORGANISATION = "organisation"
    CATEGORY = "category"
    TAG = "tag"


KINDS: Mapping[str, Missing] = {
    "queue": Missing.QUEUE,
    "assignee": Missing.PERSON,
    "follower": Missing.PERSON,
    "requester": Missing.PERSON,
    "organisation": Missing.ORGANISATION,
    "category": Missing.CATEGORY,
    "tags": Missing.TAG,
}


@dataclass(frozen=True, slots=True)
class Reference:
    """What a reference stands for: its key, its name, and for a category those at or below it."""

    key: int
    name: str
    keys: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class References:
    """Everything that some definitions name and the looker may see, by kind and reference."""

    found: Mapping[Missing, Mapping[str, Reference]] = field(default_factory=dict)

    def get(self, name: str, ref: str) -> Reference | None:
        return self.found.get(KINDS[name], {}).get(ref)

    def missing(self, definition: Definition) -> set[Missing]:
        """The kinds of which the definition names something that is not found."""
        return {KINDS[name] for name in KINDS for ref in definition.refs(name) if self.get(name, ref) is None}


def references(definitions: Iterable[Definition], actor: Actor) -> References:
    """What the definitions name, as far as the actor sees it. One query for each kind that is named at all."""
    wanted: dict[Missing, set[str]] = {kind: set() for kind in Missing}
    for definition in definitions:
        for name, kind in KINDS.items():
            wanted[kind] |= definition.refs(name)
    return References({kind: _FINDERS[kind](refs, actor) for kind, refs in wanted.items() if refs})


def tickets_of(definition: Definition, actor: Actor, known: References, now: datetime) -> TicketQuerySet:
    """The tickets that the actor may see and that the definition describes, in no order yet."""
    parts = [_part(condition, actor, known, now) for condition in definition.conditions]
    visible = Ticket.objects.visible_to(actor)
    if not parts:
        return visible
    if definition.match == "any":
        return visible.filter(reduce(or_, parts))
    ends = definition.finished
    return visible.filter(reduce(and_, parts if ends is None else [Q(is_unfinished__in=[not ends]), *parts]))


def _part(condition: Condition, actor: Actor, known: References, now: datetime) -> Q:
    return _PARTS[condition.field](condition, actor, known, now)


def _either(condition: Condition, found: Q) -> Q:
    return ~found if condition.op == filters.NONE_OF else found


def _plain(column: str) -> Part:
    """A field whose values are those of its column."""
    return lambda condition, _actor, _known, _now: Q(**{f"{column}__in": sorted(condition.allowed)})


def _by_reference(column: str) -> Part:
    """A field whose values name rows. With none of them in sight nothing is found, and nothing is left out."""

    def part(condition: Condition, _actor: Actor, known: References, _now: datetime) -> Q:
        found = [known.get(condition.field, ref) for ref in condition.values]
        keys = [key for each in found if each is not None for key in each.keys or (each.key,)]
        return _either(condition, Q(**{f"{column}__in": keys}) if keys else NOTHING)

    return part


def _assignee(condition: Condition, actor: Actor, known: References, _now: datetime) -> Q:
    parts = []
    keys = [each.key for ref in condition.values if (each := known.get("assignee", ref)) is not None]
    if filters.ME in condition.values and actor.id is not None:
        keys.append(actor.id)
    if keys:
        parts.append(Q(assignee__in=keys))
    if filters.NOBODY in condition.values:
        parts.append(Q(assignee=None))
    return _either(condition, reduce(or_, parts) if parts else NOTHING)


def _follower(condition: Condition, actor: Actor, known: References, _now: datetime) -> Q:
    keys = [each.key for ref in condition.values if (each := known.get("follower", ref)) is not None]
    if filters.ME in condition.values and actor.id is not None:
        keys.append(actor.id)
    followed = Participant.objects.followers().filter(person__in=keys).values("ticket")
    return _either(condition, Q(pk__in=followed) if keys else NOTHING)


def _tags(condition: Condition, _actor: Actor, known: References, _now: datetime) -> Q:
    found = [known.get("tags", ref) for ref in condition.values]
    keys = [each.key for each in found if each is not None]
    if condition.op == filters.ALL_OF:
        if len(keys) < len(found):
            return NOTHING
        return reduce(and_, (_carrying([key]) for key in keys))
    return _either(condition, _carrying(keys) if keys else NOTHING)


def _carrying(tags: list[int]) -> Q:
    return Q(pk__in=TicketTag.objects.filter(tag__in=tags).values("ticket"))


def _due(condition: Condition, _actor: Actor, _known: References, now: datetime) -> Q:
    match condition.values[0]:
        case filters.OVERDUE:
            return Q(due_at__lt=now)
        case filters.NO_DATE:
            return Q(due_at=None)
        case filters.ANY_DATE:
            return Q(due_at__isnull=False)
        case span:
            return Q(due_at__lt=now + filters.SPANS[span])


def _since(column: str) -> Part:
    def part(condition: Condition, _actor: Actor, _known: References, now: datetime) -> Q:
        begin = now - filters.SPANS[condition.values[0]]
        return Q(**{f"{column}__gte" if condition.op == filters.WITHIN else f"{column}__lt": begin})

    return part


def _text(condition: Condition, _actor: Actor, _known: References, _now: datetime) -> Q:
    ids = ids_matching(KIND, condition.values[0])
    return NOTHING if ids is None else Q(pk__in=ids)


Part = Callable[[Condition, Actor, References, datetime], Q]

_PARTS: Mapping[str, Part] = {
    "stage": _plain("stage"),
    "status": _plain("status"),
    "queue": _by_reference("queue"),
    "assignee": _assignee,
    "follower": _follower,
    "category": _by_reference("category"),
    "tags": _tags,
    "priority": _plain("priority"),
    "kind": _plain("kind"),
    "channel": _plain("channel"),
    "due": _due,
    "created": _since("created_at"),
    "changed": _since("changed_at"),
    "requester": _by_reference("requester"),
    "organisation": _by_reference("organisation"),
    "text": _text,
}


def _queues(refs: set[str], actor: Actor) -> dict[str, Reference]:
    rows = Queue.objects.visible_to(actor).filter(ref__in=refs).values_list("ref", "pk", "name")
    return {ref: Reference(key, name) for ref, key, name in rows}


def _people(refs: set[str], actor: Actor) -> dict[str, Reference]:
    rows = Person.objects.visible_to(actor).filter(ref__in=refs).values_list("ref", "pk", "name")
    return {ref: Reference(key, name) for ref, key, name in rows}


def _organisations(refs: set[str], actor: Actor) -> dict[str, Reference]:
    rows = Organisation.objects.visible_to(actor).filter(ref__in=refs).values_list("ref", "pk", "name")
    return {ref: Reference(key, name) for ref, key, name in rows}


def _tags_named(refs: set[str], _actor: Actor) -> dict[str, Reference]:
    return {
        ref: Reference(key, name)
        for ref, key, name in Tag.objects.filter(ref__in=refs).values_list("ref", "pk", "name")
    }


def _categories(refs: set[str], _actor: Actor) -> dict[str, Reference]:
    """With those below each: the tree is small, so it is read whole in one query."""
    rows = list(Category.objects.values_list("ref", "pk", "name", "path"))
    return {
        ref: Reference(key, name, tuple(other for _r, other, _n, path in rows if other == key or f"/{key}/" in path))
        for ref, key, name, _path in rows
        if ref in refs
    }


_FINDERS: Mapping[Missing, Callable[[set[str], Actor], dict[str, Reference]]] = {
    Missing.QUEUE: _queues,
    Missing.PERSON: _people,
    Missing.ORGANISATION: _organisations,
    Missing.CATEGORY: _categories,
    Missing.TAG: _tags_named,
}
