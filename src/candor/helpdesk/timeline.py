"""What the help desk tells in the timelines: cases opened and solved, and the messages in them, never their text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from candor.helpdesk.access import VIEW
from candor.helpdesk.models import Message, MessageKind, Ticket
from candor.helpdesk.models.tickets import TicketQuerySet
from candor.helpdesk.restricting import restricted_name, told_to
from candor.kernel.actor import Actor, Channel
from candor.kernel.registries.timeline import Entry, Window, register
from candor.people.public import Organisation, Person

CASES_TOLD = 200
"""The cases changed last whose stories are told. A person has fewer; a customer with 70,000 has the list of cases."""

MESSAGES, OPENED, SOLVED = "helpdesk.message", "helpdesk.opened", "helpdesk.solved"

MESSAGE_TELLINGS: Mapping[str, tuple[str, Promise]] = {
    MessageKind.FROM_CUSTOMER: ("message-square", _("wrote to us")),
    MessageKind.FROM_US: ("reply", _("answered")),
    MessageKind.INTERNAL: ("lock", _("wrote an internal note")),
}
CALLED: tuple[str, Promise] = ("phone", _("called"))


def cases_of_person(actor: Actor, person: Person, window: Window) -> Sequence[Entry]:
    return _stories(actor, Ticket.objects.visible_to(actor).filter(requester=person.pk), window)


def cases_of_organisation(actor: Actor, organisation: Organisation, window: Window) -> Sequence[Entry]:
    return _stories(actor, Ticket.objects.visible_to(actor).filter(organisation=organisation.pk), window)


def _stories(actor: Actor, tickets: TicketQuerySet, window: Window) -> Sequence[Entry]:
    """Two queries. A case opened after the mark has no story before it."""
    if not actor.may(VIEW):
        return []
    if window.mark is not None:
        tickets = tickets.filter(created_at__lte=window.mark[0])
    cases = {case.pk: case for case in tickets.select_related("requester").order_by("-changed_at", "-id")[:CASES_TOLD]}
    messages = told_to(Message.objects.filter(ticket__in=cases), actor).select_related("author")
    told = [_message(row, cases[row.ticket_id]) for row in window.cut(messages, MESSAGES, "created_at")]
    return [*told, *(entry for entry in _milestones(cases.values()) if window.holds(entry.place))]


def _milestones(cases: Iterable[Ticket]) -> Iterator[Entry]:
    for case in cases:
        about, url = str(case), _page_of(case)
        yield Entry(case.created_at, OPENED, case.pk, "plus", str(_("opened a case")), case.requester.name, about, url)
        if case.solved_at is not None:
            yield Entry(case.solved_at, SOLVED, case.pk, "circle-check", str(_("The case was solved")), "", about, url)


def _message(row: Message, case: Ticket) -> Entry:
    by_phone = row.kind == MessageKind.FROM_CUSTOMER and row.channel == Channel.PHONE
    icon, text = CALLED if by_phone else MESSAGE_TELLINGS[row.kind]
    author = "" if row.author is None else row.author.name
    who = restricted_name() if getattr(row, "is_restricted", False) else author
    return Entry(row.created_at, MESSAGES, row.pk, icon, str(text), who, str(case), _page_of(case))


def _page_of(case: Ticket) -> str:
    return reverse("tech:ticket", args=[case.ref])


register("helpdesk.person", place="people.person", source=cases_of_person)
register("helpdesk.organisation", place="people.organisation", source=cases_of_organisation)
