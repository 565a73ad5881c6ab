"""Taking a span or a file away from a case and from all that have to do with it: a password, a scan of an ID."""

from __future__ import annotations

from collections.abc import Collection

from candor.helpdesk.holding import without_held
from candor.helpdesk.models import Attachment, Message, Ticket
from candor.helpdesk.queries.redaction import TICKET, cases_around
from candor.helpdesk.refusals import TicketIsHeld
from candor.kernel.actor import Actor
from candor.privacy.public import Removal, Spot, Variants, copies_of, redact_everywhere, remove_everywhere


def redact_around(message: Message, variants: Variants, *, by: Actor) -> None:
    """Take it away everywhere it stands. It cannot be taken back.

    Raises TicketIsHeld where a legal hold covers one of the cases, and what `redact_everywhere` raises.
    """
    redact_everywhere(variants, spot_of(message), by=by)


def remove_file_around(message: Message, removal: Removal, *, by: Actor) -> None:
    """Remove a file of the message and all its copies. It cannot be taken back.

    Raises TicketIsHeld where a legal hold covers one of the cases that have it, and what `remove_everywhere` raises.
    """
    remove_everywhere(removal, spot_of_file(message, removal), by=by)


def spot_of(message: Message) -> Spot:
    """The message and the cases around its own. Raises TicketIsHeld."""
    return _spot(message, cases_around(message.ticket))


def spot_of_file(message: Message, removal: Removal) -> Spot:
    """As `spot_of`, with every case that shares the very file. Raises TicketIsHeld."""
    cases = cases_around(message.ticket)
    copies = copies_of(removal.file, {TICKET: list(cases)})
    sharing = Attachment.objects.filter(file__in=copies).values_list("message__ticket", flat=True)
    return _spot(message, cases | set(sharing))


def _spot(message: Message, cases: Collection[int]) -> Spot:
    if without_held(Ticket.objects.filter(pk__in=cases)).count() < len(cases):
        raise TicketIsHeld
    return Spot(message, message.ref, {TICKET: list(cases)})
