"""The transition table, cell by cell: 7 statuses by 7 statuses by 3 kinds of people."""

from __future__ import annotations

from itertools import product

import pytest

from candor.helpdesk.models import Status
from candor.helpdesk.rules.transitions import Who, after_customer_message, followers, may_follow, who_is
from candor.kernel.actor import ANONYMOUS, JOB, SYSTEM, Actor, ActorKind

# Rows: from. Columns: to, in the same order, which is that of Status.
# s staff, c customer, h house, - nobody.
TABLE = """
new               -  s    s   s   s   s  sc
open              -  -    s   s   s   s  sc
waiting-customer  -  sc   s   s   s   s  sc
waiting-other     -  sc   s   s   s   s  sc
scheduled         -  sch  s   s   s   s  sc
solved            -  sc   s   -   -   -  sch
closed            -  sc   -   -   -   -  -
"""
LETTERS = {Who.STAFF: "s", Who.CUSTOMER: "c", Who.HOUSE: "h"}


def expected() -> dict[tuple[Status, Status, Who], bool]:
    cells = {}
    for line in TABLE.strip().splitlines():
        before, *columns = line.split()
        for (after, letters), who in product(zip(Status, columns, strict=True), Who):
            cells[Status(before), after, who] = LETTERS[who] in letters
    return cells


def test_the_table_is_what_the_drawing_says():
    drawn = expected()

    asked = {cell: may_follow(*cell) for cell in product(Status, Status, Who)}

    assert asked == drawn


def test_followers_are_the_cells_of_one_row():
    assert followers(Status.CLOSED, Who.CUSTOMER) == [Status.OPEN]
    assert followers(Status.OPEN, Who.CUSTOMER) == [Status.CLOSED]
    assert followers(Status.SCHEDULED, Who.HOUSE) == [Status.OPEN]


def test_nothing_ever_becomes_new_again():
    assert not any(may_follow(before, Status.NEW, who) for before, who in product(Status, Who))


def test_from_every_status_staff_can_reach_every_other_but_new():
    for start in Status:
        reached, edge = {start}, {start}
        while edge:
            edge = {after for before in edge for after in followers(before, Who.STAFF)} - reached
            reached |= edge
        assert reached - {start} == set(Status) - {start, Status.NEW}


@pytest.mark.parametrize("status", Status)
def test_a_customers_message_brings_a_ticket_back_to_us_unless_it_is_closed(status):
    after = after_customer_message(status)

    if status == Status.CLOSED:
        assert after is None
    else:
        assert after == (Status.NEW if status == Status.NEW else Status.OPEN)
        assert after == status or may_follow(status, after, Who.CUSTOMER)


def test_who_is_who():
    assert who_is(Actor(ActorKind.STAFF, 1)) is Who.STAFF
    assert who_is(Actor(ActorKind.MAIL_SENDER, 1)) is Who.CUSTOMER
    assert who_is(ANONYMOUS) is Who.CUSTOMER
    assert who_is(JOB) is Who.HOUSE
    assert who_is(SYSTEM) is Who.HOUSE
