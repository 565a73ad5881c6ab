"""One list of what is due in the privacy office, read in one query however much there is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from candor.kernel import clock
from candor.people.models import Organisation, Person
from candor.privacy import due
from candor.privacy.actions.holds import Target, set_hold
from candor.privacy.due import MOST_EACH, whats_due
from candor.privacy.models import Hold, HoldReason, ProcessingAgreement, RetentionRun, RunState
from tests.cast import actor, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]
PAGE = "/tech/privacy-office/"
NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


def run_that_waits() -> RetentionRun:
    return RetentionRun.objects.create(
        state=RunState.WAITING, as_of=clock.now().date(), rules="x", share=5, floor=50, asked_at=clock.now()
    )


def test_what_is_due_stands_in_one_list_the_most_urgent_on_top(
    paula: Person, anna: Person, kim: Person, nordlicht: Organisation, django_assert_num_queries: object
) -> None:
    by = actor(paula)
    with clock.at(NOW):
        assert "Nothing is due" in signed_in(paula).get(PAGE).content.decode()
        set_hold(Target(person=kim.pk), HoldReason.AUDIT, NOW.date() + timedelta(days=3), by=by)
        set_hold(Target(person=anna.pk), HoldReason.CLAIM, NOW.date() + timedelta(days=60), by=by)
        ProcessingAgreement.objects.create(
            organisation=nordlicht, begins_on=NOW.date(), ends_on=NOW.date() + timedelta(days=9), noted_at=NOW
        )
        run = run_that_waits()
        with django_assert_num_queries(1):  # type: ignore[operator] # a fixture of pytest-django
            found = whats_due(by)
        assert [(row.title, row.words, row.waits, row.is_late) for row in found.rows] == [
            ("A legal hold is due for review", "Tax audit", False, False),
            ("A processing agreement ends", "Nordlicht GmbH", False, False),
            ("A retention run waits for you", "Look at what it would delete", True, False),
        ]
        assert found.rows[2].url == reverse("tech:privacy-retention-run", args=[run.ref])
        assert [row.icon for row in whats_due(actor(anna)).rows] == ["building-2"], (
            "who keeps organisations sees theirs"
        )
        assert signed_in(anna).get(PAGE).status_code == 404
    with clock.at(NOW + timedelta(days=4)):
        assert whats_due(by).late == 1
        browser = signed_in(paula)
        assert "overdue" in browser.get(PAGE).content.decode()
        assert "Nordlicht GmbH" in browser.get(f"{PAGE}due/print/").content.decode()


def test_of_one_kind_no_more_is_shown_than_anybody_reads(
    paula: Person, nordlicht: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = {"organisation": nordlicht, "reason": HoldReason.CLAIM, "review_on": NOW.date(), "set_at": NOW}
    Hold.objects.bulk_create(Hold(**said) for _number in range(MOST_EACH + 3))
    found = whats_due(actor(paula))
    assert len(found.rows) == MOST_EACH
    assert found.more == ["A legal hold is due for review"]
    monkeypatch.setattr(due, "_sources", {})
    nobodys = Hold.objects.none()
    due.register_due("test.none", title="None", icon="user", rows=lambda _actor: nobodys, by="review_on", page=str)
    assert not whats_due(actor(paula)).rows
