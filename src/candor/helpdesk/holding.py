"""Cases under a legal hold: how the privacy office finds one, and which must not be purged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.urls import reverse

from candor.helpdesk.models import Ticket
from candor.helpdesk.models.tickets import TicketQuerySet
from candor.kernel.actor import Actor
from candor.privacy.public import Shown, held_objects, held_organisations, held_people

CASE = "helpdesk.ticket"
LONGEST_NUMBER = 12


def find_case(actor: Actor, typed: str) -> int | None:
    """The case with the number that somebody typed, with or without its hash; None where they see no such one."""
    digits = typed.strip().lstrip("#")
    if not digits.isascii() or not digits.isdigit() or len(digits) > LONGEST_NUMBER:
        return None
    return Ticket.objects.visible_to(actor).filter(number=int(digits)).values_list("pk", flat=True).first()


def is_case_of(person: int, typed: str) -> bool:
    """Whether the number that somebody typed is that of a case of this person's own. One query."""
    digits = typed.strip().lstrip("#")
    if not digits.isascii() or not digits.isdigit() or len(digits) > LONGEST_NUMBER:
        return False
    return Ticket.objects.filter(requester=person, number=int(digits)).exists()


def shown_cases(actor: Actor, ids: Iterable[int]) -> Mapping[int, Shown]:
    """Cases as a list of holds shows them."""
    rows = Ticket.objects.visible_to(actor).filter(pk__in=list(ids)).values_list("pk", "ref", "number", "subject")
    return {
        number: Shown(f"#{shown} {subject}", reverse("tech:ticket", args=[ref])) for number, ref, shown, subject in rows
    }


def without_held(tickets: TicketQuerySet) -> TicketQuerySet:
    """Those that no legal hold covers: neither themselves nor their requester nor their organisation."""
    return (
        tickets.exclude(pk__in=held_objects(CASE))
        .exclude(requester__in=held_people())
        .exclude(organisation__in=held_organisations())
    )
