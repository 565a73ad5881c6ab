"""Segments as audiences: whom a letter is for that goes to many. The choice is frozen, the people are asked anew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from candor.business.models import Segment
from candor.business.rules.segments import About, Condition, Group, Node, NotASegment, picked, read, written
from candor.business.segment_fields import ME
from candor.kernel.actor import JOB, Actor
from candor.people.public import Membership, Organisation, Person


class BrokenAudience(Exception):
    """It asks for something that there is no longer."""


def audience_of(segment: Segment, actor: Actor) -> dict[str, Any]:
    """The segment's conditions to be kept; "me" becomes whoever chooses it now. Raises BrokenAudience."""
    try:
        node = read(segment.conditions, About(segment.about))
    except NotASegment as trouble:
        raise BrokenAudience from trouble
    own = Person.objects.filter(pk=actor.id or 0).values_list("ref", flat=True).first() or ""
    return {"about": segment.about, "conditions": written(_without_me(node, own))}


def people_in(audience: Mapping[str, Any]) -> QuerySet[Person]:
    """Whom it means today: people, or all who belong to its organisations. Raises BrokenAudience."""
    try:
        about = About(audience["about"])
        node = read(audience["conditions"], about)
    except (NotASegment, KeyError, ValueError) as trouble:
        raise BrokenAudience from trouble
    chosen = picked(node, about, JOB)
    if about is About.PEOPLE:
        return Person.objects.filter(chosen, erased_at=None)
    members = Membership.objects.filter(organisation__in=Organisation.objects.filter(chosen), ended_on=None)
    return Person.objects.filter(pk__in=members.values("person"), erased_at=None)


def _without_me(node: Node, own: str) -> Node:
    if isinstance(node, Group):
        return Group(node.how, tuple(_without_me(part, own) for part in node.parts))
    is_me = node.field == "owner" and node.value == ME
    return Condition(node.field, own, node.operator) if is_me else node
