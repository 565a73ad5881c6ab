"""Time and costs as programs read and write them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, Strict

from candor.helpdesk.api.schemas import AnyRef
from candor.helpdesk.forms.times import LONGEST_NOTE
from candor.helpdesk.rules.texts import LONGEST_SUBJECT
from candor.kernel.api.schemas import Input, Named, Output

Day = Annotated[date, Strict(False), Field(examples=["2026-03-02"])]
TimeKindName = Literal["estimate", "done"]
StandingName = Literal["not-asked", "asked", "authorised", "declined"]
Figure = Annotated[str, Field(pattern=r"^\d{1,6}(\.\d{1,4})?$", examples=["2"])]


class TimeAnswerOut(Output):
    """What a customer said to a version."""

    version: int
    is_authorised: bool
    name: str
    reason: str
    at: datetime


class TimeOut(Output):
    """One record. `price` is net, of an hour or of one, null for those who see no prices; `text` what the customer
    reads and authorises. Customers are not told who worked.
    """

    ref: str
    ticket: str
    version: int
    kind: TimeKindName
    work: str
    day: date
    minutes: int | None
    charged_minutes: int | None
    quantity: Decimal | None
    price: Decimal | None
    currency: str
    note: str
    is_billable: bool
    is_internal: bool
    standing: StandingName
    text: str
    worker: Named | None
    answers: list[TimeAnswerOut]


class TimeIn(Input):
    """Time or costs. `duration` as people write it: 1:30, 90m, 1.5h. `price` counts for those who see prices."""

    kind: TimeKindName = "done"
    work: AnyRef | None = None
    duration: Annotated[str, Field(min_length=1, max_length=20)] | None = None
    quantity: Figure | None = None
    price: Figure | None = None
    day: Day
    worker: AnyRef | None = None
    note: Annotated[str, Field(max_length=LONGEST_NOTE)] = ""
    is_billable: bool = True
    is_internal: bool = False
    asks: Annotated[bool, Field(description="The customer is asked to authorise it.")] = False


class TimeWordIn(Input):
    """Whose word it is, and which version they read."""

    version: Annotated[int, Field(ge=0, le=2**31 - 1)]
    name: Annotated[str, Field(pattern=r"\S", max_length=200)]


class DecliningIn(TimeWordIn):
    reason: Annotated[str, Field(max_length=LONGEST_SUBJECT)] = ""
