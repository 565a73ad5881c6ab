"""Numbers without a gap: fifty at once, and whoever is killed before the commit."""

from __future__ import annotations

import contextlib
from unittest import mock

import pytest

from candor.business.actions import issuing
from candor.business.actions.issuing import issue
from candor.business.models import Invoice, InvoiceDraft
from candor.business.tests.stories_invoices import drafted
from candor.kernel.actor import SYSTEM
from candor.kernel.db.sqlite.base import DatabaseBusy
from candor.kernel.tests.threads import at_once
from candor.people.models import Person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db]

CROWD = 50


class Killed(BaseException):
    """What nobody catches: the process is gone."""


def issue_as_soon_as_possible(draft: InvoiceDraft) -> None:
    """As a person does whom SQLite tells that others are writing: press again."""
    for _attempt in range(20):
        with contextlib.suppress(DatabaseBusy):
            issue(draft, 0, by=SYSTEM)
            return


def numbers() -> list[int]:
    return sorted(int(number[-4:]) for number in Invoice.objects.values_list("number", flat=True))


def test_fifty_at_once_take_fifty_numbers_in_a_row(kim: Person):
    drafts = [drafted(kim) for _each in range(CROWD)]
    at_once(CROWD, lambda number: issue_as_soon_as_possible(drafts[number]))
    assert numbers() == list(range(1, CROWD + 1))


def test_the_same_button_pressed_by_ten_at_once_issues_one(kim: Person):
    draft = drafted(kim)
    made = at_once(10, lambda _number: issue(draft, 0, by=SYSTEM).pk)
    assert len(set(made)) == 1
    assert numbers() == [1]


@pytest.mark.parametrize("place", ["_write_lines", "enqueue"])
def test_who_is_killed_before_the_commit_takes_no_number(kim: Person, place: str):
    draft = drafted(kim)
    with mock.patch.object(issuing, place, side_effect=Killed), pytest.raises(Killed):
        issue(draft, 0, by=SYSTEM)
    assert InvoiceDraft.objects.filter(pk=draft.pk).exists()
    issue(drafted(kim), 0, by=SYSTEM)
    issue(draft, 0, by=SYSTEM)
    assert numbers() == [1, 2]
