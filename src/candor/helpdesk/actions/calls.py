"""Writing down what somebody says on the telephone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.db import transaction

from candor.helpdesk.actions.opening import NewTicket, open_ticket
from candor.helpdesk.actions.writing import written_already
from candor.helpdesk.models import Ticket
from candor.kernel.actor import Actor
from candor.people.public import NewPerson, Person, Source, add_person, find_or_add_by_email


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody whom we do not know yet, as they say it on the telephone."""

    name: str
    phone: str = ""
    email: str = ""


@transaction.atomic
def write_down_call(
    caller: Caller, question: Callable[[Person], NewTicket], *, by: Actor, submission_key: str | None = None
) -> Ticket:
    """Write the new caller down and open the ticket that `question` makes of them, both or neither.

    Who is known by the address they give is not written down twice, and neither is anybody by a form sent twice.
    """
    earlier = written_already(submission_key, by)
    if earlier is not None:
        return earlier.ticket
    person = _person_behind(caller, by)
    ticket = open_ticket(replace(question(person), submission_key=submission_key), by=by)
    if ticket.requester_id != person.pk:
        # The same form, sent twice at one moment: the other request wrote the caller down.
        transaction.set_rollback(True)
    return ticket


def _person_behind(caller: Caller, by: Actor) -> Person:
    if caller.email:
        return find_or_add_by_email(caller.name, caller.email, by=by, source=Source.PHONE)
    return add_person(NewPerson(caller.name, phone=caller.phone, source=Source.PHONE), by=by)
