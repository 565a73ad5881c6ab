"""Work that waits to be invoiced. The floor above that keeps records of it says so in `panels.py`.

register_work(WorkSource(customers, of_customer, take, in_period))

Business knows no case: it learns what an invoice says, and gives back which records stand on one
(`models.work.is_on_paper`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from candor.kernel.actor import Actor


class Customer(NamedTuple):
    """Whose work it is: the organisation where there is one, else the person."""

    person: int | None
    organisation: int | None


@dataclass(frozen=True, slots=True)
class Work:
    """One record as an invoice would say it. `minutes` were worked and `billed_minutes` are charged, None of a cost;
    `quantity` is of `unit`; `price` is net, None where nobody knew one. `version` is what the page showed.
    """

    ref: str
    version: int
    case: int
    customer: Customer
    contact: int
    day: date
    name: str
    note: str
    minutes: int | None
    billed_minutes: int | None
    quantity: Decimal
    unit: str
    price: Decimal | None
    currency: str
    tax: str
    worker: str = ""
    kind: str = ""
    standing: str = ""
    is_billable: bool = True
    authorised: str = ""
    """Who authorised it, and when, in words."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits of one customer, over all currencies."""

    customer: Customer
    name: str
    ref: str
    records: int
    minutes: int
    since: date


class WorkSource(NamedTuple):
    """`take` locks the records and answers those that can still be charged as they were shown, in the order of days."""

    customers: Callable[[Actor], Sequence[Waiting]]
    of_customer: Callable[[Actor, Customer], Sequence[Work]]
    take: Callable[[Actor, Customer, Collection[tuple[str, int]]], Sequence[Work]]
    in_period: Callable[[Actor, date, date], Sequence[Work]]


_sources: list[WorkSource] = []


def register_work(source: WorkSource) -> None:
    """There is one at most: the one told last."""
    _sources[:] = [source]


def work_source() -> WorkSource | None:
    return _sources[0] if _sources else None
