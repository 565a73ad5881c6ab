"""Being at a case: noted for half a minute, so that two people do not answer at once. Nobody's act, so no facts."""

from __future__ import annotations

from django.db import transaction

from candor.helpdesk.models import Presence, Ticket
from candor.helpdesk.rules.presence import COUNTS_FOR, NOTED_EVERY
from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.db.spare import passing
from candor.people.public import Person


def note_presence(ticket: Ticket, person: Person, *, is_writing: bool) -> list[Presence]:
    """Note that the person is at the ticket; who else is there now. One query, and a write where the row grows old.

    While others write so much that it would have to wait, it is left to the next time the page asks.
    """
    now = clock.now()
    rows = list(Presence.objects.filter(ticket=ticket).select_related("person").order_by("person__name", "pk"))
    own = next((row for row in rows if row.person_id == person.pk), None)
    if own is None or own.is_writing != is_writing or own.seen_at < now - NOTED_EVERY:
        with passing("presence"):
            Presence.objects.bulk_create(
                [Presence(ticket=ticket, person=person, seen_at=now, is_writing=is_writing)],
                update_conflicts=True, unique_fields=["ticket", "person"], update_fields=["seen_at", "is_writing"],
            )  # fmt: skip
    return [row for row in rows if row.person_id != person.pk and row.seen_at > now - COUNTS_FOR]


def leave(ticket: Ticket, *, by: Actor) -> None:
    """The actor has closed the page. Doing it twice changes nothing."""
    with transaction.atomic():
        Presence.objects.filter(ticket=ticket, person=by.id).delete()
