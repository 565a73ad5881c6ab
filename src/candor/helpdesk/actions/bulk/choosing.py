"""Taking a selection: which tickets, and the version of each that was seen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from django.db import transaction

from candor.helpdesk.models import Bulk, BulkRow, Ticket
from candor.helpdesk.models.tickets import TicketQuerySet
from candor.helpdesk.refusals import Refused
from candor.kernel import clock
from candor.kernel.actor import Actor

MOST = 10_000
"""Tickets in one bulk. What lies beyond is not taken, and the page says so."""

STEP = 250
"""Rows that one transaction writes: a few milliseconds."""


class NoCaseSelected(Refused):
    """No ticket is selected, or none that the actor may see."""


def choose(seen: Iterable[tuple[str, int]], *, by: Actor) -> Bulk:
    """A bulk of the tickets of these references, at the versions that the list showed. Raises NoCaseSelected.

    Tickets that the actor may not see are passed over as if they did not exist.
    """
    versions = dict(islice(seen, MOST))
    found = Ticket.objects.visible_to(by).filter(ref__in=list(versions)).values_list("pk", "ref")
    return _bulk_of(((key, versions[ref]) for key, ref in found), by)


def choose_all(tickets: TicketQuerySet, *, by: Actor) -> Bulk:
    """A bulk of the first tickets of a list as it stands now, ten thousand at most. Raises NoCaseSelected.

    `tickets` begins with `visible_to`, in the order of the list.
    """
    return _bulk_of(iter(list(tickets.values_list("pk", "version")[:MOST])), by)


def _bulk_of(rows: Iterator[tuple[int, int]], by: Actor) -> Bulk:
    """The rows are written in steps, so that no other writer waits for ten thousand of them."""
    if by.id is None:
        raise NoCaseSelected
    bulk = Bulk(owner_id=by.id, created_at=clock.now())
    while part := list(islice(rows, STEP)):
        with transaction.atomic():
            if bulk.pk is None:
                bulk.save(force_insert=True)
            BulkRow.objects.bulk_create(
                BulkRow(bulk=bulk, ticket_id=key, seen_version=version) for key, version in part
            )
            bulk.total += len(part)
            bulk.save(update_fields=["total"])
    if bulk.pk is None:
        raise NoCaseSelected
    return bulk
