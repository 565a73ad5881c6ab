"""Programs of the privacy office read who gets people's data, what went there, and what recipients were told."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from ninja import Query
from pydantic import Field

from candor.kernel.api.looks import note_people
from candor.kernel.api.paging import After, Limit, Page, cursor_at, page_by, place_in
from candor.kernel.api.schemas import REF, Named, Output, PathRef
from candor.people.public import Person
from candor.privacy import access
from candor.privacy.api.operations import RECIPIENTS
from candor.privacy.models import Disclosure, Recipient, RecipientTask
from candor.privacy.queries.recipients import people_of, with_people

READ = "recipients:read"
PLAIN = (
    "ref", "right", "state", "details", "opened_at", "answer_by", "mails", "told_on", "told_how", "answered_at",
    "answer",
)  # fmt: skip
"""What a task's row says in the words of the answer."""
ALL, DISCLOSURES, TASKS = "recipients", "disclosures", "recipient-tasks"

Wanted = Annotated[str, Query("", pattern=f"{REF}|^$", description="A reference; empty: any.")]


class RecipientOut(Output):
    """One entry of the register. `groups` are what they get of the Account Manager's groups; none means all."""

    ref: str
    name: str
    kind: str
    purpose: str
    groups: list[str]
    is_processor: bool
    gets_everything: bool
    country: str
    transfer: str
    contact_name: str
    address: str
    postal_address: str
    language: str
    feeds_from: str
    noted_at: datetime
    ended_at: datetime | None


class DisclosureOut(Output):
    """That data of some people went there. `source` is the work of the house that handed it out; "" by hand."""

    ref: str
    recipient: Named
    on: date
    what: str
    purpose: str
    ground: str
    way: str
    groups: list[str]
    source: str
    number_of_people: int
    noted_at: datetime


class DisclosedOut(Output):
    """One of its people; null where they are erased here and only the number of people tells of them."""

    person: Named | None


class RecipientTaskOut(Output):
    """What a recipient is told, by mail or otherwise, and its answer, which is the proof. `request` is what was asked.

    `name` and `address` are what the recipient knows the person by; `person` is null when they are erased here.
    """

    ref: str
    recipient: Named
    right: str
    state: str
    request: str | None = Field(description="The reference of the request that was carried out.")
    person: Named | None
    name: str
    address: str
    details: str
    opened_at: datetime
    answer_by: date
    mails: int
    told_on: date | None
    told_how: str
    answered_at: datetime | None
    answer: str
    answered_by_recipient: bool


@RECIPIENTS.read(ALL, scope=READ, response=Page[RecipientOut], summary="List recipients", is_one=False)
def list_recipients(
    request: HttpRequest, show: Literal["standing", "ended", "all"] = "standing", limit: Limit = 50, cursor: After = ""
) -> Any:
    """Whoever outside gets people's data, by name."""
    asking: Any = request
    rows = Recipient.objects.visible_to(asking.actor)
    if show != "all":
        rows = rows.filter(ended_at__isnull=show == "standing")
    page, later = page_by(request, rows, ("name", "id"), limit, cursor)
    return Page[RecipientOut](items=[_recipient(row) for row in page], next=later)


@RECIPIENTS.read(f"{ALL}/{{slug:ref}}", scope=READ, response=RecipientOut, summary="Read a recipient")
def read_recipient(request: HttpRequest, ref: PathRef) -> RecipientOut:
    """One entry of the register."""
    asking: Any = request
    return _recipient(access.recipient(asking.actor, ref))


@RECIPIENTS.read(DISCLOSURES, scope=READ, response=Page[DisclosureOut], summary="List disclosures")
def list_disclosures(
    request: HttpRequest, recipient: Wanted = "", person: Wanted = "", limit: Limit = 50, cursor: After = ""
) -> Any:
    """What of people went to whom, the last first: all, to one recipient, or of one person, who sees the look."""
    asking: Any = request
    rows = Disclosure.objects.visible_to(asking.actor)
    if recipient:
        rows = rows.filter(recipient=access.recipient(asking.actor, recipient))
    if person:
        rows = rows.of_person(_person(request, person).pk)
    page, later = page_by(request, rows.select_related("recipient"), ("-on", "-id"), limit, cursor)
    return Page[DisclosureOut](items=[_disclosure(row) for row in page], next=later)


@RECIPIENTS.read(f"{DISCLOSURES}/{{slug:ref}}", scope=READ, response=DisclosureOut, summary="Read a disclosure")
def read_disclosure(request: HttpRequest, ref: PathRef) -> DisclosureOut:
    """One, without its people."""
    asking: Any = request
    return _disclosure(access.disclosure(asking.actor, ref))


@RECIPIENTS.read(
    f"{DISCLOSURES}/{{slug:ref}}/people",
    scope=READ,
    response=Page[DisclosedOut],
    summary="List the people of a disclosure",
)
def list_disclosed_people(request: HttpRequest, ref: PathRef, limit: Limit = 50, cursor: After = "") -> Any:
    """Whose data it was. The look is noted for each of them."""
    asking: Any = request
    place = place_in(request, cursor)
    rows, further = people_of(access.disclosure(asking.actor, ref), after=int(place or 0), most=limit)
    note_people(request, _alive(person.pk for _row, person in rows if person is not None))
    later = cursor_at(request, str(further or ""))
    return Page[DisclosedOut](items=[DisclosedOut(person=_named(person)) for _row, person in rows], next=later)


@RECIPIENTS.read(TASKS, scope=READ, response=Page[RecipientTaskOut], summary="List recipients' tasks")
def list_recipient_tasks(  # noqa: PLR0913 - each is a filter of the address
    request: HttpRequest,
    recipient: Wanted = "",
    person: Wanted = "",
    show: Literal["waiting", "settled", "all"] = "waiting",
    limit: Limit = 50,
    cursor: After = "",
) -> Any:
    """What recipients are told, by the day of the answer: what waits for a proof, what is settled, or both."""
    asking: Any = request
    rows = RecipientTask.objects.visible_to(asking.actor)
    if show != "all":
        rows = rows.waiting() if show == "waiting" else rows.exclude(pk__in=rows.waiting().values("pk"))
    if recipient:
        rows = rows.filter(recipient=access.recipient(asking.actor, recipient))
    if person:
        rows = rows.of_person(_person(request, person).pk)
    known = rows.select_related("recipient", "request")
    page, later = page_by(request, known, ("answer_by", "id"), limit, cursor)
    return Page[RecipientTaskOut](items=_tasks(request, page), next=later)


@RECIPIENTS.read(f"{TASKS}/{{slug:ref}}", scope=READ, response=RecipientTaskOut, summary="Read a recipient's task")
def read_recipient_task(request: HttpRequest, ref: PathRef) -> RecipientTaskOut:
    """One, with what the recipient confirmed or refused."""
    asking: Any = request
    return _tasks(request, [access.recipient_task(asking.actor, ref)])[0]


def _person(request: HttpRequest, ref: str) -> Person:
    asking: Any = request
    found = access.person(asking.actor, ref)
    if found is None:
        raise Http404
    note_people(request, _alive([found.pk]))
    return found


def _alive(numbers: Any) -> QuerySet[Person]:
    return Person.objects.filter(pk__in=list(numbers), erased_at=None)


def _named(row: Person | Recipient | None) -> Named | None:
    return Named(ref=row.ref, name=row.name) if row is not None else None


def _recipient(row: Recipient) -> RecipientOut:
    return RecipientOut(**{name: getattr(row, name) for name in RecipientOut.model_fields})


def _disclosure(row: Disclosure) -> DisclosureOut:
    facts = {name: getattr(row, name) for name in DisclosureOut.model_fields if name != "recipient"}
    return DisclosureOut(**facts, recipient=Named(ref=row.recipient.ref, name=row.recipient_name))


def _tasks(request: HttpRequest, tasks: list[RecipientTask]) -> list[RecipientTaskOut]:
    """One query for their people, whose looks are noted."""
    rows = with_people(tasks)
    note_people(request, _alive(row.person.pk for row in rows if row.person is not None))
    return [
        RecipientTaskOut(
            **{name: getattr(row.task, name) for name in PLAIN},
            recipient=Named(ref=row.task.recipient.ref, name=row.task.recipient.name),
            request=row.task.request.ref if row.task.request else None,
            person=_named(row.person),
            name=row.task.person_name,
            address=row.task.person_address,
            answered_by_recipient=row.task.answered_at is not None and row.task.answered_by_id is None,
        )
        for row in rows
    ]
