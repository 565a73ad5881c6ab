"""Who takes part in a ticket besides its requester: staff who follow it, people who get our replies as a copy.

A mail's Cc adds nobody. It suggests, and a technician confirms: a forged mail that names an accomplice must open
nothing, however well it is made (security.md, rows 4 and 5).
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from django.db import transaction

from candor.helpdesk.access import viewers_in
from candor.helpdesk.models import Part, Participant, Standing, Ticket
from candor.helpdesk.refusals import AlreadyTakesPart, CannotFollowIt, TooManyCopies
from candor.helpdesk.rules.texts import shortened_line
from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.mail.public import normal, ours_among
from candor.people.public import Identifier, IdentifierKind, Person, Source, find_or_add_by_email, staff_addresses

MOST_COPIES = 20
"""Copies of one ticket, suggested ones included. A mail that names more is a mailing, not a conversation."""


@transaction.atomic
def follow(ticket: Ticket, person: Person, *, by: Actor) -> None:
    """Let a member of staff follow the ticket. Raises CannotFollowIt when they may not see it. Twice is once."""
    if not viewers_in(ticket.queue).filter(pk=person.pk).exists():
        raise CannotFollowIt(person.name)
    _row, is_new = Participant.objects.get_or_create(
        ticket=ticket, person=person, part=Part.FOLLOWER, defaults={"added_by_id": by.id, "since": clock.now()}
    )
    if is_new:
        record("helpdesk.ticket.followed", ticket, by=by, person=person.pk)


@transaction.atomic
def unfollow(ticket: Ticket, person: Person, *, by: Actor) -> None:
    """End it. Doing it twice changes nothing."""
    if Participant.objects.filter(ticket=ticket, person=person, part=Part.FOLLOWER).delete()[0]:
        record("helpdesk.ticket.unfollowed", ticket, by=by, person=person.pk)


@transaction.atomic
def suggest_copies(ticket: Ticket, named: Iterable[tuple[str, str]], *, is_verified: bool, by: Actor) -> int:
    """Note whom a mail named besides us, as (name, address), for a technician to decide; how many are new.

    Our own addresses, staff, the requester and whoever was removed before are left out.
    """
    wanted = {address: name for name, written in named if (address := normal(written))}
    if not wanted.keys() - ours_among(wanted):
        return 0
    known = set(Participant.objects.filter(ticket=ticket, part=Part.COPY).values_list("address", flat=True))
    free = _free(ticket, wanted.keys() - known) if len(wanted) <= MOST_COPIES else set()
    chosen = sorted(free)[: max(0, MOST_COPIES - len(known))]
    now = clock.now()
    Participant.objects.bulk_create(
        [
            Participant(
                ticket=ticket,
                part=Part.COPY,
                standing=Standing.SUGGESTED,
                address=address,
                name=shortened_line(wanted[address], most=200),
                is_from_unverified=not is_verified,
                since=now,
            )
            for address in chosen
        ],
        ignore_conflicts=True,
    )
    if chosen:
        record("helpdesk.ticket.copies_suggested", ticket, by=by, count=len(chosen), verified=is_verified)
    return len(chosen)


@transaction.atomic
def add_copy(ticket: Ticket, name: str, address: str, *, by: Actor) -> Participant:
    """Let somebody get our replies as a copy from now on; who is new to us is written down.

    Raises AlreadyTakesPart for an address that is ours, of staff, the requester's or copied already; NotAnIdentifier,
    people's Refused, TooManyCopies.
    """
    value = normal(address)
    Ticket.objects.select_for_update().get(pk=ticket.pk)  # pressed twice at once, the second sees the first's row
    row = Participant.objects.filter(ticket=ticket, part=Part.COPY, address=value).first()
    if (row is not None and row.standing == Standing.PRESENT) or not _free(ticket, {value}):
        raise AlreadyTakesPart(address)
    if row is None and Participant.objects.filter(ticket=ticket, part=Part.COPY).count() >= MOST_COPIES:
        raise TooManyCopies
    row = row or Participant(ticket=ticket, part=Part.COPY, address=value)
    row.name = shortened_line(name, most=200) or row.name
    _make_present(row, by)
    return row


@transaction.atomic
def confirm_copy(participant: Participant, *, by: Actor) -> None:
    """A technician agrees to what a mail's Cc suggested. Confirming twice changes nothing."""
    if participant.part == Part.COPY and participant.standing == Standing.SUGGESTED:
        _make_present(participant, by)


@transaction.atomic
def remove_copy(participant: Participant, *, by: Actor) -> None:
    """End a copy or decline a suggested one: no further mail, no way to join, nothing left to read. Twice is once."""
    changed = Participant.objects.filter(pk=participant.pk, part=Part.COPY).exclude(standing=Standing.REMOVED)
    if changed.update(standing=Standing.REMOVED, added_by_id=by.id, since=clock.now()):
        record("helpdesk.ticket.copy_removed", participant.ticket, by=by, participant=participant.pk)


def _make_present(row: Participant, by: Actor) -> None:
    row.person = find_or_add_by_email(row.name, row.address, by=by, source=Source.STAFF)
    row.standing, row.added_by_id, row.since = Standing.PRESENT, by.id, clock.now()
    row.save()
    record("helpdesk.ticket.copy_added", row.ticket, by=by, participant=row.pk)


def _free(ticket: Ticket, addresses: AbstractSet[str]) -> set[str]:
    """Those that are not ours (a loop), not of staff (they follow) and not the requester's. Three queries."""
    theirs = Identifier.objects.filter(
        person=ticket.requester_id, kind=IdentifierKind.EMAIL, value__in=addresses
    ).values_list("value", flat=True)
    return set(addresses) - {""} - ours_among(addresses) - staff_addresses(addresses) - set(theirs)
