"""Subscriptions as programs read and write them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from candor.business.api.schemas import Currency
from candor.business.forms_quotes import LONGEST_NOTE
from candor.business.forms_subscriptions import LONGEST_NOTICE, LONGEST_TERM, MOST
from candor.kernel.api.schemas import Amount, AmountIn, Day, Input, Named, Output, Ref

StateName = Literal["active", "cancelled", "ended"]
TermUnit = Literal["month", "year"]
NoticeUnit = Literal["day", "month"]
Quantity = Annotated[int, Field(ge=1, le=MOST)]
TermCount = Annotated[int, Field(ge=1, le=LONGEST_TERM)]
NoticeCount = Annotated[int, Field(ge=0, le=LONGEST_NOTICE)]
Reason = Annotated[str, Field(max_length=LONGEST_NOTE)]
Price = Annotated[
    AmountIn | None, Field(description="Net, for one and a whole term; null follows the price list of the renewal.")
]


class TermSpan(Output):
    """How long a term is."""

    count: int
    unit: TermUnit


class NoticeSpan(Output):
    """How long before the renewal notice is given; 0 is none."""

    count: int
    unit: NoticeUnit


class SubscriptionRow(Output):
    """One line of the list. It belongs to `organisation` where one is named, with `person` as whom we write to."""

    ref: str
    number: str
    person: Named | None
    organisation: Named | None
    owner: Named | None = Field(description="Who of us sees to it.")
    edition: Named
    quantity: int
    price: Amount | None
    currency: str
    term: TermSpan
    renews_on: date
    renews_itself: bool
    state: StateName
    ends_on: date | None
    is_overdue: bool


class TermOut(Output):
    """A term that was agreed, and how."""

    begins_on: date
    ends_on: date
    quantity: int
    price: Amount | None
    way: Literal["begun", "hand", "quote", "itself"]
    quote: Named | None
    paid_at: datetime | None


class ReminderOut(Output):
    """A step of reminding that was taken: `step` are days before the renewal, below nought after it."""

    step: int
    fate: Literal["sent", "nowhere", "late"]
    at: datetime


class CancellationOut(Output):
    """The declaration that stands."""

    kind: Literal["ordinary", "extraordinary"]
    way: Literal["account", "staff"]
    name: str
    reason: str
    received_at: datetime
    ends_on: date


class SubscriptionOut(SubscriptionRow):
    """One with its terms, the latest first, and the reminders of the coming renewal."""

    starts_on: date
    notice: NoticeSpan
    last_notice_day: date = Field(description="The last day on which notice still ends it before it renews.")
    next_price: Amount | None = Field(description="What one costs for the next term; null while no price is known.")
    next_quantity: int | None
    next_quantity_on: date | None
    licence: Named | None = Field(description="The licence whose maintenance goes on once a term is paid.")
    order: Named | None
    quote: Named | None = Field(description="The quote for the coming renewal.")
    cancellation: CancellationOut | None
    terms: list[TermOut]
    reminders: list[ReminderOut]
    version: int


class NewSubscriptionIn(Input):
    """A subscription of somebody known. `edition` is one that is sold; its licence, if any, is theirs already."""

    person: Ref
    is_of_organisation: bool = Field(True, description="Whether their organisation buys it, where they have one.")
    edition: Ref
    quantity: Quantity = 1
    price: Price = None
    currency: Currency
    term_count: TermCount = 1
    term_unit: TermUnit = "year"
    notice_count: NoticeCount = 0
    notice_unit: NoticeUnit = "month"
    renews_itself: bool = False
    starts_on: Annotated[Day | None, Field(description="Today where none is named; at most a year ahead.")] = None
    licence: Ref | None = None


class SubscriptionIn(Input):
    """What shall be different from the next renewal on; what is not sent stays, null takes away."""

    price: Price = None
    notice_count: NoticeCount | None = None
    notice_unit: NoticeUnit | None = None
    renews_itself: bool | None = None
    owner: Ref | None = None
    licence: Ref | None = None


class RenewalIn(Input):
    """The renewal that is meant, by its day: one that took place meanwhile is not renewed twice."""

    renews_on: Day
    quantity: Quantity | None = Field(None, description="For how many; null: as many as now, or as was planned.")
    is_paid: bool = Field(False, description="Whether the term is paid: the licence's maintenance goes on at once.")


class QuantityIn(Input):
    """How many, and from which day on; today counts at once."""

    quantity: Quantity
    counts_from: Day


class EndIn(Input):
    """What was declared. Without a day it ends at the earliest that was agreed."""

    ends_on: Day | None = None
    reason: Reason = ""
    tells: bool = Field(True, description="Whether it is confirmed to the customer by mail.")


class YearlyContact(Output):
    """Whom we ask once a year about support and upgrades."""

    subscription: Named
    person: Named | None
    email: str
    renews_on: date
