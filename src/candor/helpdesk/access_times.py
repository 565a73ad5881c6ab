"""Which records of time somebody may touch, and which a customer may answer. Everything else does not exist: 404."""

from __future__ import annotations

from django.http import Http404

from candor.helpdesk import letters
from candor.helpdesk.access import workable_ticket
from candor.helpdesk.models import RECORD, Ticket, TimeRecord
from candor.kernel.actor import Actor


def recordable_ticket(actor: Actor, ref: str) -> Ticket:
    """A ticket for which the member of staff may write time down, or 404."""
    if not actor.may(RECORD):
        raise Http404
    return workable_ticket(actor, ref)


def workable_time(actor: Actor, ref: str) -> TimeRecord:
    """A record that the member of staff may change, or 404."""
    rows = TimeRecord.objects.visible_to(actor).select_related("ticket", "worker", "edition__product")
    found = rows.filter(ref=ref).first() if actor.is_staff else None
    if found is None:
        raise Http404
    found.ticket = recordable_ticket(actor, found.ticket.ref)
    return found


def charged_case(me: letters.Reader, ref: str) -> Ticket:
    """A case whose time the reader may see and authorise: their own or their organisation's; they proved an address."""
    if not me.is_proven:
        raise Http404
    return letters.own_case_for(me, ref)


def answerable_time(me: letters.Reader, ref: str) -> TimeRecord:
    """A record that the reader may authorise or decline, or 404."""
    rows = TimeRecord.objects.visible_to(me.actor).select_related("ticket__queue", "edition__product")
    found = rows.filter(ref=ref).first() if me.is_proven else None
    if found is None:
        raise Http404
    return found
