"""Taking a span away from a case and from all that have to do with it: a password, a card number."""

from __future__ import annotations

from candor.helpdesk.holding import without_held
from candor.helpdesk.models import Message, Ticket
from candor.helpdesk.queries.redaction import TICKET, cases_around
from candor.helpdesk.refusals import TicketIsHeld
from candor.kernel.actor import Actor
from candor.privacy.public import Variants, redact_everywhere


def redact_around(message: Message, variants: Variants, *, by: Actor) -> None:
    """Take it away everywhere it stands. It cannot be taken back.

    Raises TicketIsHeld where a legal hold covers one of the cases, and what `redact_everywhere` raises.
    """
    cases = cases_around(message.ticket)
    if without_held(Ticket.objects.filter(pk__in=cases)).count() < len(cases):
        raise TicketIsHeld
    redact_everywhere(variants, {TICKET: list(cases)}, asked_at=message, ref=message.ref, by=by)
