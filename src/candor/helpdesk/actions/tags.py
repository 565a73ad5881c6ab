"""Keeping the tags themselves: renaming, merging, deleting. Large ones go in steps, each its own short transaction."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F

from candor.helpdesk.models import MacroTag, SavedView, Tag, TicketTag
from candor.helpdesk.refusals import Refused
from candor.helpdesk.rules.tags import key_of
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.jobs.queue import enqueue
from candor.kernel.jobs.tasks import task_named

STEP = 200
"""Tickets that one transaction takes a tag from: under 20 ms."""


class TagExists(Refused):
    """Another tag has this name: merge the two instead."""


@transaction.atomic
def rename_tag(tag: Tag, name: str, *, by: Actor) -> None:
    """Give the tag another name, on every ticket at once. Raises TagExists."""
    if Tag.objects.filter(key=key_of(name)).exclude(pk=tag.pk).exists():
        raise TagExists
    tag.name, tag.key = name, key_of(name)
    tag.save(update_fields=["name", "key"])
    record("helpdesk.tag.renamed", tag, by=by)


@transaction.atomic
def merge_tag(tag: Tag, into: Tag, *, by: Actor) -> None:
    """Give the tag's tickets the other tag; this one goes. What many tickets carry is moved by a job, step by step."""
    for view in SavedView.objects.all():
        definition = _with_other_tag(view.definition, tag.ref, into.ref)
        if definition != view.definition:
            SavedView.objects.filter(pk=view.pk).update(definition=definition)
    has_both = MacroTag.objects.filter(tag=into).values("macro")
    MacroTag.objects.filter(tag=tag).exclude(macro__in=has_both).update(tag=into)
    record("helpdesk.tag.merged", tag, by=by, to=into.pk)
    if tag.use_count <= STEP:
        move_all(tag.pk, into.pk)
    else:
        enqueue(task_named("helpdesk.move_tag"), tag.pk, into.pk)


@transaction.atomic
def delete_tag(tag: Tag, *, by: Actor) -> None:
    """Take the tag off all tickets and forget it. What many tickets carry is taken off by a job, step by step."""
    record("helpdesk.tag.deleted", tag, by=by, uses=tag.use_count)
    if tag.use_count <= STEP:
        drop_all(tag.pk)
    else:
        enqueue(task_named("helpdesk.drop_tag"), tag.pk)


def move_all(tag_id: int, into_id: int) -> None:
    """Move all of the tag's tickets to the other tag. May run twice."""
    while move_some(tag_id, into_id):
        pass


def drop_all(tag_id: int) -> None:
    """Take the tag off all tickets. May run twice."""
    while drop_some(tag_id):
        pass


@transaction.atomic
def move_some(tag_id: int, into_id: int) -> bool:
    """Move the tag's next tickets to the other tag; False when none is left and the tag itself is gone."""
    tickets = _take_some(tag_id)
    if not tickets:
        Tag.objects.filter(pk=tag_id).delete()
        return False
    there = set(TicketTag.objects.filter(tag=into_id, ticket__in=tickets).values_list("ticket", flat=True))
    TicketTag.objects.bulk_create(TicketTag(tag_id=into_id, ticket_id=key) for key in tickets if key not in there)
    Tag.objects.filter(pk=into_id).update(use_count=F("use_count") + len(tickets) - len(there))
    return True


@transaction.atomic
def drop_some(tag_id: int) -> bool:
    """Take the tag from its next tickets; False when none is left and the tag itself is gone."""
    if _take_some(tag_id):
        return True
    Tag.objects.filter(pk=tag_id).delete()
    return False


def _take_some(tag_id: int) -> list[int]:
    """Take the tag off its next tickets and say which they were."""
    rows = list(TicketTag.objects.select_for_update().filter(tag=tag_id).order_by("ticket")[:STEP])
    TicketTag.objects.filter(pk__in=[row.pk for row in rows]).delete()
    Tag.objects.filter(pk=tag_id).update(use_count=F("use_count") - len(rows))
    return [row.ticket_id for row in rows]


def _with_other_tag(value: Any, ref: str, other: str) -> Any:
    """A definition that names another tag wherever it named this one."""
    if isinstance(value, dict):
        return {key: _with_other_tag(part, ref, other) for key, part in value.items()}
    if isinstance(value, list):
        return (
            list(dict.fromkeys(other if part == ref else part for part in value))
            if ref in value
            else [_with_other_tag(part, ref, other) for part in value]
        )
    return value
