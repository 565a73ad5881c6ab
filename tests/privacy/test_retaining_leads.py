"""Leads that came to nothing end by a rule of their own, with all that hangs on them; customers' leads do not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from candor.business.actions.lead_steps import win_lead
from candor.business.actions.lead_work import NewTask, note, plan_task
from candor.business.actions.leads import NewLead, make_lead
from candor.business.actions.rights import NewRight, record_right
from candor.business.models import (
    ContactRight,
    EntryKind,
    Lead,
    LeadEntry,
    LeadTask,
    RightChannel,
    RightGround,
    TaskKind,
)
from candor.kernel import clock
from candor.kernel.actor import JOB
from candor.people.models import Person
from candor.privacy import contracts
from candor.privacy.erasing import Asked, carry_on, confirm_erasure, plan_erasure
from candor.privacy.models import ErasureState, RunState
from candor.privacy.retaining import running
from tests.cast import actor, make_person
from tests.privacy.test_retaining import LATELY, LONG_AGO, NOW, adopt, confirmed

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db]


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(contracts, "_sources", {})
    monkeypatch.setattr(running, "overwritten", lambda _places: True)
    with clock.at(NOW):
        yield


def worked_on(person: Person, by: Person) -> Lead:
    """A lead with everything that can hang on one."""
    lead = make_lead(NewLead(person, "Ten seats"), by=actor(by))
    note(lead, EntryKind.CALL, "Wants a demo.", by=actor(by))
    plan_task(lead, NewTask(TaskKind.CALL, "Call back", clock.now().date() + timedelta(days=1)), by=actor(by))
    proof = NewRight(RightChannel.PHONE, RightGround.CONSENT, clock.now().date(), "A form.")
    record_right(person, proof, by=actor(by))
    return lead


def test_leads_that_nobody_followed_up_end(paula: Person, kim: Person, sam: Person, lee: Person, clara: Person):
    with clock.at(LONG_AGO):
        worked_on(kim, clara)
        won = worked_on(lee, clara)
        win_lead(won, by=actor(clara))
    with clock.at(LATELY):
        fresh = worked_on(sam, clara)
    adopt(lead=24)
    assert confirmed(paula).state == RunState.DONE
    assert set(Lead.objects.all()) == {won, fresh}
    assert set(LeadEntry.objects.values_list("lead", flat=True)) == {won.pk, fresh.pk}
    assert LeadTask.objects.count() == 2


def test_erasing_a_person_takes_their_leads_along(clara: Person, sam: Person):
    olga = make_person("Olga Neu", "olga@neu.example")
    worked_on(olga, clara)
    other = worked_on(sam, clara)
    erasure = plan_erasure(olga, Asked(), by=JOB)
    confirm_erasure(erasure, erasure.plan_hash, by=JOB)
    assert carry_on(erasure).state == ErasureState.DONE
    assert list(Lead.objects.all()) == [other]
    assert list(ContactRight.objects.values_list("person", flat=True)) == [sam.pk]
