"""Programs open tickets: for a customer themselves, for staff on behalf of somebody."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from candor.helpdesk import letters
from candor.helpdesk.actions.calls import Caller, write_down_call
from candor.helpdesk.actions.opening import NewTicket, open_ticket
from candor.helpdesk.actions.uploads import taken
from candor.helpdesk.api.attachments import files_for
from candor.helpdesk.api.operations import TICKETS, WRITE
from candor.helpdesk.api.schemas import PRIORITY_BY_NAME, NewTicketIn, TicketOut
from candor.helpdesk.api.tickets import shown_again
from candor.helpdesk.forms.customer import NewCaseForm
from candor.helpdesk.forms.tech import CallForm
from candor.helpdesk.models import Ticket
from candor.kernel.actor import Channel
from candor.kernel.api.forms import cleaned
from candor.kernel.api.headers import answer_with
from candor.kernel.api.refusals import no_such
from candor.kernel.http.problems import ROOT, not_valid
from candor.people.public import Person, primary_email
from candor.privacy.public import current_notice_version

OF_STAFF = ("requester", "name", "email", "phone", "kind", "priority", "queue")
OF_CUSTOMERS = ("organisation", "follows")
EXAMPLE = {"subject": "The export stops", "text": "It stops at 200 rows.", "email": "rolf@sand.example", "name": "Rolf"}


@TICKETS.write(
    "POST",
    "tickets",
    scope=WRITE,
    response=TicketOut,
    status=201,
    summary="Open a ticket",
    is_one=False,
    problems=["conflict"],
    example=EXAMPLE,
)
def open_one(request: HttpRequest, payload: NewTicketIn) -> TicketOut:
    """Open a ticket with its first message. The requester gets the usual acknowledgement."""
    asking: Any = request
    is_customer = asking.actor.is_customer
    _refuse_of_others(payload, OF_STAFF if is_customer else OF_CUSTOMERS)
    ticket = _asked(asking, payload) if is_customer else _written_down(asking, payload)
    taken(payload.attachments, by=asking.actor)
    answer_with(request, "Location", f"{ROOT}tickets/{ticket.ref}")
    return shown_again(request, ticket)


def _refuse_of_others(payload: NewTicketIn, fields: tuple[str, ...]) -> None:
    """Raise Problem for fields that are not for this kind of user."""
    present = payload.model_dump(exclude_defaults=True)
    wrong = [field for field in fields if field in present]
    if wrong:
        raise not_valid(*((field, _("This field is not for the owner of this token.")) for field in wrong))


def _asked(request: Any, payload: NewTicketIn) -> Ticket:
    """As the Customer Center's form does it."""
    me = letters.reader(request.actor)
    form = NewCaseForm(_data(payload, text="body"), me=me)
    clean = cleaned(form, {"body": "text"})
    if payload.organisation and clean.get("organisation") is None:
        raise no_such("organisation")
    return open_ticket(
        NewTicket(
            requester=request.person,
            subject=clean["subject"],
            text=clean["body"],
            channel=Channel.API,
            category=clean["category"],
            organisation=clean.get("organisation"),
            came_from=primary_email(request.person),
            files=files_for(request, payload.attachments),
            notice_version=current_notice_version(),
            is_sender_verified=me.is_proven,
            follows=letters.case_for(me, clean["follows"]) if clean["follows"] else None,
        ),
        by=request.actor,
    )


def _written_down(request: Any, payload: NewTicketIn) -> Ticket:
    """As the Tech Center's form for a caller does it."""
    requester = _requester(request, payload.requester)
    data = _data(payload, requester="person")
    data |= {"kind": payload.kind or "question", "priority": str(int(PRIORITY_BY_NAME[payload.priority or "normal"]))}
    clean = cleaned(CallForm(data, actor=request.actor, caller=requester), {"person": "requester"})
    if requester is None and not clean["email"] and not clean["phone"]:
        raise not_valid(("requester", _("Name the requester, or write a name and an address or number.")))
    files = files_for(request, payload.attachments)

    def question(person: Person) -> NewTicket:
        return NewTicket(
            requester=person,
            subject=clean["subject"],
            text=clean["text"],
            channel=Channel.API,
            queue=clean["queue"],
            category=clean["category"],
            kind=clean["kind"],
            priority=clean["priority"],
            came_from=clean["phone"],
            files=files,
        )

    if requester is not None:
        return open_ticket(question(requester), by=request.actor)
    stranger = Caller(clean["name"], clean["phone"], clean["email"])
    return write_down_call(stranger, question, by=request.actor)


def _requester(request: Any, ref: str | None) -> Person | None:
    """The person named; None for somebody new. Raises Problem for one whom the owner does not see."""
    if ref is None:
        return None
    person = Person.objects.visible_to(request.actor).filter(ref=ref).first()
    if person is None:
        raise not_valid(("requester", _("There is nobody of this reference whom this token may read.")))
    return person


def _data(payload: NewTicketIn, **renamed: str) -> dict[str, Any]:
    """The payload as a form's data, some fields by the form's own names."""
    values = payload.model_dump(exclude={"attachments"})
    return {renamed.get(name, name): "" if value is None else value for name, value in values.items()}
