"""Tickets, messages and attachments as programs read and write them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, Strict

from candor.helpdesk.models import Priority
from candor.helpdesk.rules.tags import LONGEST, MOST_AT_ONCE
from candor.helpdesk.rules.texts import LONGEST_SUBJECT, LONGEST_TEXT
from candor.kernel.api.schemas import REF, Input, Named, Output, Ref

KindName = Literal["problem", "question", "request", "recommendation", "other"]
StatusName = Literal["new", "open", "waiting-customer", "waiting-other", "scheduled", "solved", "closed"]
PriorityName = Literal["low", "normal", "high", "urgent"]

PRIORITIES: dict[int, PriorityName] = {
    Priority.LOW: "low",
    Priority.NORMAL: "normal",
    Priority.HIGH: "high",
    Priority.URGENT: "urgent",
}
PRIORITY_BY_NAME = {name: Priority(number) for number, name in PRIORITIES.items()}

Moment = Annotated[AwareDatetime, Strict(False), Field(examples=["2037-05-04T10:00:00Z"])]
Subject = Annotated[str, Field(min_length=1, max_length=LONGEST_SUBJECT)]
Text = Annotated[str, Field(max_length=LONGEST_TEXT)]
Files = Annotated[list[Ref], Field(max_length=10, description="References of attachments that were sent before.")]
TagName = Annotated[str, Field(min_length=1, max_length=LONGEST, pattern="^[^,]+$")]
AnyRef = Annotated[str, Field(pattern=REF)]


class TicketRow(Output):
    """One line of the list of tickets. Customers get the fields without `priority`, `due_at` and `assignee`."""

    ref: str
    number: int
    subject: str
    status: StatusName
    requester: str
    changed_at: datetime
    priority: PriorityName | None = None
    due_at: datetime | None = None
    message_count: int | None = None
    last_customer_message_at: datetime | None = None
    last_staff_message_at: datetime | None = None
    organisation: str | None = None
    assignee: str | None = None


class TicketOut(Output):
    """One ticket. The fields from `priority` on are for staff."""

    ref: str
    number: int
    subject: str
    status: StatusName
    requester: Named
    created_at: datetime
    changed_at: datetime
    scheduled_for: datetime | None
    version: int
    priority: PriorityName | None = None
    kind: KindName | None = None
    channel: str | None = None
    organisation: Named | None = None
    queue: Named | None = None
    category: Named | None = None
    assignee: Named | None = None
    is_sender_verified: bool | None = None
    due_at: datetime | None = None
    solved_at: datetime | None = None
    closed_at: datetime | None = None
    last_customer_message_at: datetime | None = None
    last_staff_message_at: datetime | None = None
    message_count: int | None = None
    tags: list[str] | None = None


class NewTicketIn(Input):
    """A question. Customers ask for themselves; staff name the requester, or write somebody new down."""

    subject: Subject
    text: Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)]
    category: AnyRef | None = None
    attachments: Files = []
    requester: AnyRef | None = Field(None, description="Staff: the person whose matter it is.")
    name: Annotated[str, Field(max_length=200)] = Field("", description="Staff: the name of somebody new.")
    email: Annotated[str, Field(max_length=254)] = Field("", description="Staff: the address of somebody new.")
    phone: Annotated[str, Field(max_length=254)] = Field("", description="Staff: the number they call from.")
    kind: KindName | None = Field(None, description="Staff. Left out: `question`.")
    priority: PriorityName | None = Field(None, description="Staff. Left out: `normal`.")
    queue: AnyRef | None = Field(None, description="Staff. Left out: the category's, else the default queue.")
    organisation: AnyRef | None = Field(None, description="Customers of several organisations: for which one.")
    follows: AnyRef | None = Field(None, description="Customers: the earlier ticket that this one goes on from.")


class TicketIn(Input):
    """What changes about a ticket; what is left out stays. `null` takes category and follow-up date away."""

    subject: Subject | None = None
    kind: KindName | None = None
    priority: PriorityName | None = None
    category: AnyRef | None = None
    due_at: Moment | None = None


class AssigneeIn(Input):
    """Who shall work the ticket; `null`: nobody yet."""

    assignee: AnyRef | None


class QueueIn(Input):
    """The queue in which the ticket shall stand."""

    queue: AnyRef


class FollowerIn(Input):
    """The colleague who shall follow the ticket."""

    person: AnyRef


class TagsIn(Input):
    """Names of tags. A name holds no comma."""

    names: Annotated[list[TagName], Field(min_length=1, max_length=MOST_AT_ONCE)]


class TagIn(Input):
    """One tag by its name."""

    tag: TagName


class ScheduleIn(Input):
    """The moment at which the ticket opens again by itself."""

    until: Moment


class FileOut(Output):
    """A file of a message."""

    ref: str
    name: str
    size: int = Field(description="In bytes.")
    content_type: str


class MessageOut(Output):
    """One message. Customers get letters only, without `address` and `delivery`."""

    ref: str
    kind: Literal["from-customer", "from-us", "internal"]
    author: str
    text: str
    quoted: str
    written_at: datetime
    attachments: list[FileOut]
    channel: str | None = None
    address: str | None = Field(None, description="Staff: the address or number it came from or went to.")
    delivery: str | None = Field(None, description="Staff: how its mail fares.")


class ReplyIn(Input):
    """A reply. Staff say where the ticket stands then; left out, it waits for the customer."""

    text: Text = ""
    attachments: Files = []
    then: Literal["waiting-customer", "open", "solved"] | None = None


class NoteIn(Input):
    """An internal note, which only staff read."""

    text: Text = ""
    attachments: Files = []


class UploadOut(FileOut):
    """A file that waits for its message until `expires_at`."""

    expires_at: datetime
