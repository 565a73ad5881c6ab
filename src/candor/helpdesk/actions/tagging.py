"""Putting tags on tickets and taking them off. The one place where `use_count` moves with a ticket."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import F

from candor.helpdesk.actions.changing import hold, store
from candor.helpdesk.models import Tag, Ticket, TicketTag
from candor.helpdesk.rules.tags import key_of
from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record


@transaction.atomic
def add_tags(ticket: Ticket, names: Sequence[str], *, by: Actor) -> None:
    """Put the tags of these names on the ticket; names that are new become tags. Twice changes nothing.

    No version is compared: two people who add tags never overwrite each other.
    """
    put_on(ticket, [named(name) for name in names], by=by)


@transaction.atomic
def put_on(ticket: Ticket, tags: Iterable[Tag], *, by: Actor) -> None:
    """Put the tags on the ticket. Those it carries stay as they are."""
    hold(ticket)
    there = set(TicketTag.objects.filter(ticket=ticket).values_list("tag", flat=True))
    for tag in sorted({tag.pk: tag for tag in tags}.values(), key=lambda each: each.pk):
        if tag.pk in there:
            continue
        TicketTag.objects.create(ticket=ticket, tag=tag)
        Tag.objects.filter(pk=tag.pk).update(use_count=F("use_count") + 1)
        store(ticket)
        _forget_read(ticket)
        record("helpdesk.ticket.tagged", ticket, by=by, to=tag.pk)


@transaction.atomic
def take_off(ticket: Ticket, tags: Iterable[Tag], *, by: Actor) -> None:
    """Take the tags off the ticket. Those it does not carry are passed over."""
    hold(ticket)
    for tag in sorted(tags, key=lambda each: each.pk):
        if TicketTag.objects.filter(ticket=ticket, tag=tag).delete()[0]:
            Tag.objects.filter(pk=tag.pk).update(use_count=F("use_count") - 1)
            store(ticket)
            _forget_read(ticket)
            record("helpdesk.ticket.untagged", ticket, by=by, before=tag.pk)


def named(name: str) -> Tag:
    """The tag of this name, made where there is none yet."""
    tag, _made = Tag.objects.get_or_create(key=key_of(name), defaults={"name": name, "created_at": clock.now()})
    return tag


def _forget_read(ticket: Ticket) -> None:
    """The names that were read with the ticket (`with_tags`) are not its tags any more."""
    ticket.__dict__.pop("joined_tags", None)
