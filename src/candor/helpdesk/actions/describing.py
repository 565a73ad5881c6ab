"""Saying what a ticket is: priority, kind, category, subject."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from candor.helpdesk.actions.changing import hold, store
from candor.helpdesk.models import Category, Kind, Priority, Ticket
from candor.helpdesk.refusals import EmptyMessage
from candor.helpdesk.rules.texts import clean_line
from candor.kernel import search
from candor.kernel.actor import Actor
from candor.kernel.audit import Detail, record


@transaction.atomic
def set_priority(ticket: Ticket, priority: Priority, *, by: Actor, expected_version: int | None = None) -> None:
    """Setting the present priority again changes nothing."""
    hold(ticket, expected_version)
    _describe(ticket, "priority", priority, "helpdesk.ticket.prioritised", by, to=int(priority))


@transaction.atomic
def set_kind(ticket: Ticket, kind: Kind, *, by: Actor, expected_version: int | None = None) -> None:
    """Setting the present kind again changes nothing."""
    hold(ticket, expected_version)
    _describe(ticket, "kind", kind, "helpdesk.ticket.kind_set", by, to=kind.value)


@transaction.atomic
def set_category(ticket: Ticket, category: Category | None, *, by: Actor, expected_version: int | None = None) -> None:
    """Say what the ticket is about; None: nothing in particular. Its queue stays."""
    hold(ticket, expected_version)
    key = category.pk if category is not None else None
    _describe(ticket, "category_id", key, "helpdesk.ticket.categorised", by, to=key)


@transaction.atomic
def change_subject(ticket: Ticket, subject: str, *, by: Actor, expected_version: int | None = None) -> None:
    """Give the ticket a better subject. Raises EmptyMessage or TextTooLong. The log keeps that it changed, not how."""
    hold(ticket, expected_version)
    clean = clean_line(subject)
    if not clean:
        raise EmptyMessage
    if _describe(ticket, "subject", clean, "helpdesk.ticket.renamed", by):
        search.changed("helpdesk.ticket", ticket.pk)


def _describe(ticket: Ticket, column: str, value: Any, fact: str, by: Actor, **details: Detail) -> bool:
    """Store one changed column of a held ticket and its fact; False when it had that value already."""
    if getattr(ticket, column) == value:
        return False
    store(ticket, **{column: value})
    record(fact, ticket, by=by, **details)
    return True
