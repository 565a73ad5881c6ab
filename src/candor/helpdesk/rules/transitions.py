"""Which status may follow which, and by whom. One table; everything else asks it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from candor.helpdesk.models.tickets import Status
from candor.kernel.actor import Actor


class Who(StrEnum):
    """Who moves a ticket, as far as the table cares."""

    STAFF = "staff"
    CUSTOMER = "customer"
    HOUSE = "house"


_STAFF = frozenset({Who.STAFF})
_STAFF_OR_CUSTOMER = frozenset({Who.STAFF, Who.CUSTOMER})
_STAFF_OR_HOUSE = frozenset({Who.STAFF, Who.HOUSE})
_ANYBODY = frozenset(Who)

_PAUSED: Mapping[Status, frozenset[Who]] = {
    Status.WAITING_CUSTOMER: _STAFF,
    Status.WAITING_OTHER: _STAFF,
    Status.SCHEDULED: _STAFF,
}
_FINISHED: Mapping[Status, frozenset[Who]] = {Status.SOLVED: _STAFF, Status.CLOSED: _STAFF_OR_CUSTOMER}

TRANSITIONS: Mapping[Status, Mapping[Status, frozenset[Who]]] = {
    Status.NEW: {Status.OPEN: _STAFF, **_PAUSED, **_FINISHED},
    Status.OPEN: {**_PAUSED, **_FINISHED},
    Status.WAITING_CUSTOMER: {Status.OPEN: _STAFF_OR_CUSTOMER, **_PAUSED, **_FINISHED},
    Status.WAITING_OTHER: {Status.OPEN: _STAFF_OR_CUSTOMER, **_PAUSED, **_FINISHED},
    Status.SCHEDULED: {Status.OPEN: _ANYBODY, **_PAUSED, **_FINISHED},
    Status.SOLVED: {
        Status.OPEN: _STAFF_OR_CUSTOMER,
        Status.WAITING_CUSTOMER: _STAFF,
        Status.CLOSED: _ANYBODY,
    },
    Status.CLOSED: {Status.OPEN: _STAFF_OR_CUSTOMER},
}
"""From a status to those that may follow it, each with who may make it so. What stands nowhere may not happen."""


def may_follow(before: Status | str, after: Status | str, who: Who) -> bool:
    """May `who` move a ticket from `before` to `after`?"""
    return who in TRANSITIONS[Status(before)].get(Status(after), frozenset())


def followers(before: Status | str, who: Who) -> list[Status]:
    """The statuses that `who` may choose next, in the order of `Status`."""
    return [status for status in Status if may_follow(before, status, who)]


def after_customer_message(before: Status | str) -> Status | None:
    """Where a customer's message puts the ticket: back to us. None when the ticket is closed and takes no more."""
    match Status(before):
        case Status.NEW:
            return Status.NEW
        case Status.CLOSED:
            return None
        case _:
            return Status.OPEN


def who_is(actor: Actor) -> Who:
    """Staff, a customer (however they reached us), or the software itself."""
    if actor.is_staff:
        return Who.STAFF
    return Who.HOUSE if actor.is_the_house else Who.CUSTOMER
