"""Leads as programs read and write them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from candor.business.actions.leads import LONGEST_INTEREST
from candor.business.api.schemas import Currency, Note, TaskOut
from candor.kernel.api.schemas import Amount, AmountIn, Input, Named, Output, Ref

OutcomeName = Literal["open", "won", "lost"]
SourceName = Literal["web", "mail", "by-hand", "import"]
EntryName = Literal["note", "call", "meeting", "enquiry", "moved", "won", "lost", "reopened", "told"]
Interest = Annotated[str, Field(pattern=r"\S", max_length=LONGEST_INTEREST)]
Line = Annotated[str, Field(max_length=200)]


class LeadRow(Output):
    """One line of the list of leads. `value` is an estimate in `currency`."""

    ref: str
    person: Named | None
    organisation: Named | None
    stage: Named
    outcome: OutcomeName
    owner: Named | None
    value: Amount | None
    currency: str
    follow_up_on: date | None = Field(description="The day of the next open task.")
    touched_at: datetime


class LeadOut(LeadRow):
    """One lead with its open tasks."""

    interest: str
    source: SourceName
    lost_reason: Named | None
    decided_at: datetime | None
    decided_by: Named | None
    notice_due_on: date | None = Field(description="By then the person has to be told where we have their data from.")
    noticed_at: datetime | None
    created_at: datetime
    tasks: list[TaskOut]
    version: int


class NewLeadIn(Input):
    """A new lead: `person` is somebody known, or else `name` with an address or a number."""

    interest: Interest
    person: Ref | None = None
    name: Line | None = None
    email: Annotated[str, Field(max_length=254)] | None = None
    phone: Annotated[str, Field(max_length=40)] | None = None
    organisation: Annotated[Line, Field(description="A company's name, for somebody new.")] | None = None
    owner: Ref | None = None
    value: AmountIn | None = None
    currency: Currency | None = None


class LeadIn(Input):
    """What shall be different; what is not sent stays, null takes an owner or a value away."""

    interest: Interest | None = None
    owner: Ref | None = None
    value: AmountIn | None = None
    currency: Currency | None = None


class StageIn(Input):
    """The stage that a lead moves to."""

    stage: Ref


class WinIn(Input):
    """The company that becomes the customer, where the lead names none."""

    organisation: Line = ""


class LoseIn(Input):
    """Why: a reason of the list, a few words, or neither."""

    reason: Ref | None = None
    text: Annotated[str, Field(max_length=5_000)] = ""


class LeadNoteIn(Input):
    """What happened."""

    kind: Literal["note", "call", "meeting"] = "note"
    text: Note


class EntryOut(Output):
    """What happened with a lead; `stage` is where it was moved to."""

    ref: str
    kind: EntryName
    text: str
    stage: Named | None
    by: Named | None = Field(description="Who of us; null for the person and for the software.")
    at: datetime
