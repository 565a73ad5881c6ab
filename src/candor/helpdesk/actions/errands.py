"""Cases that the floors below open: a wish that a person expressed with a button instead of a letter."""

from __future__ import annotations

from candor.helpdesk.actions.opening import NewTicket, open_ticket
from candor.helpdesk.models import Kind
from candor.kernel.actor import Actor, Channel
from candor.people.public import Person


def open_case(person: Person, subject: str, text: str, *, by: Actor) -> None:
    """Open a request in the person's name, in the caller's transaction."""
    open_ticket(NewTicket(person, subject, text, Channel.WEB, kind=Kind.REQUEST), by=by)
