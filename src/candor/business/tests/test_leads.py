"""Leads: how they come to be, how they move, who sees them, and by which right people are approached."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candor.business.actions import lead_steps, lead_work, pipeline, rights
from candor.business.actions.lead_work import NewTask, NoRight
from candor.business.actions.leads import (
    ChangedMeanwhile,
    LeadDetails,
    MayNotBeUsed,
    NewLead,
    Stranger,
    change_lead,
    lead_of_mail,
    make_lead,
    write_down,
)
from candor.business.actions.rights import DoesNotFit, NewRight, Suppressed
from candor.business.models import (
    EntryKind,
    Lead,
    LeadSource,
    LeadTask,
    LostReason,
    Outcome,
    RightChannel,
    RightGround,
    Stage,
    TaskKind,
)
from candor.business.rules.leads import last_day_of_notice, moved
from candor.business.tests.stories import written
from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import facts_about
from candor.people.models import Import, Membership, Organisation, Person
from candor.privacy.public import LockGround, NewLock, Reach, SuppressionReason, lock_person, suppress
from tests.cast import actor

pytestmark = [pytest.mark.django_db, pytest.mark.db]

TODAY = date(2026, 11, 20)


def lead_of(person: Person | None, *, by: Person, **more: Any) -> Lead:
    return make_lead(NewLead(person, "Ten seats for the workshop", **more), by=actor(by))


def bought(person: Person, *, by: Person, basis: str = "6(1)(f)") -> Lead:
    """One who stands on a bought list."""
    origin = Import.objects.create(
        name="fair.csv", encoding="utf-8", delimiter=",", headings="x", source_name="Messe Nord", basis=basis,
        received_on=TODAY, created_at=clock.now(),
    )  # fmt: skip
    return lead_of(person, by=by, source=LeadSource.IMPORT, origin=origin)


def test_the_first_lead_brings_the_usual_pipeline(sam: Person, clara: Person, hafen: Organisation):
    lead = lead_of(sam, by=clara, value=Decimal("1200.50"), currency="EUR")
    assert [stage.position for stage in Stage.objects.all()] == [0, 1, 2, 3]
    assert (lead.stage, lead.organisation, lead.basis) == (Stage.objects.first(), hafen, "6(1)(b)")
    assert [fact.name for fact in facts_about(lead)] == ["business.lead.made"]


@pytest.mark.parametrize(("who", "sees"), [("clara", True), ("mara", True), ("paula", True), ("adam", True),
                                           ("anna", False), ("kim", False), ("mallory", False)])  # fmt: skip
def test_sales_sees_leads_and_nobody_else(who: str, sees: bool, request: Any, sam: Person, clara: Person):
    lead_of(sam, by=clara)
    looker = actor(request.getfixturevalue(who))
    assert Lead.objects.visible_to(looker).exists() is sees


def test_a_stranger_sees_no_lead(sam: Person, clara: Person, stranger: Actor):
    lead_of(sam, by=clara)
    assert not Lead.objects.visible_to(stranger).exists()


def test_a_restricted_person_is_no_lead_for_anybody_but_the_office(sam: Person, clara: Person, paula: Person):
    lead_of(sam, by=clara)
    lock_person(sam, NewLock(LockGround.ACCURACY), by=actor(paula))
    assert not Lead.objects.visible_to(actor(clara)).exists()
    assert Lead.objects.visible_to(actor(paula)).exists()
    with pytest.raises(MayNotBeUsed):
        lead_of(sam, by=clara)


def test_the_same_form_makes_one_lead(sam: Person, clara: Person):
    first, second = (lead_of(sam, by=clara, submission_key="a-key-of-a-form") for _press in range(2))
    assert first == second


def test_who_calls_is_written_down_once(sam: Person, clara: Person):
    caller = Stranger("Sam Peters", "sam@hafen.example", organisation="Werft GmbH")
    lead = write_down(caller, NewLead(None, "A demo", submission_key="key-of-the-call"), by=actor(clara))
    again = write_down(caller, NewLead(None, "A demo", submission_key="key-of-the-call"), by=actor(clara))
    assert (lead, lead.person) == (again, sam)
    assert lead.organisation == Organisation.objects.get(name="Werft GmbH")


def test_a_lead_moves_and_is_won_with_its_company(mallory: Person, clara: Person):
    lead = lead_of(mallory, by=clara)
    offered = Stage.objects.last()
    assert offered is not None
    assert lead_steps.move_lead(lead, offered, by=actor(clara))
    assert not lead_steps.move_lead(lead, offered, by=actor(clara))
    assert lead_steps.win_lead(lead, "Quick & Co", by=actor(clara))
    assert not lead_steps.win_lead(lead, "Other", by=actor(clara))
    lead.refresh_from_db()
    assert (lead.outcome, lead.decided_by, lead.idle_since) == (Outcome.WON, clara, None)
    assert Membership.objects.get(person=mallory).organisation == lead.organisation
    assert [fact.name.rpartition(".")[2] for fact in facts_about(lead)] == ["made", "moved", "won"]


def test_what_was_lost_is_opened_again(sam: Person, clara: Person):
    lead = lead_of(sam, by=clara)
    reason = LostReason.objects.earliest("position")
    assert lead_steps.lose_lead(lead, reason, "Bought in spring.", by=actor(clara))
    assert not lead_steps.move_lead(lead, Stage.objects.latest("position"), by=actor(clara))
    assert lead_steps.reopen_lead(lead, by=actor(clara))
    assert not lead_steps.reopen_lead(lead, by=actor(clara))
    lead.refresh_from_db()
    assert (lead.outcome, lead.lost_reason, lead.decided_at) == (Outcome.OPEN, None, None)
    assert lead.idle_since is not None
    kinds = list(lead.entries.order_by("id").values_list("kind", flat=True))
    assert kinds == [EntryKind.LOST, EntryKind.REOPENED]


def test_two_who_change_a_lead_do_not_overwrite_each_other(sam: Person, clara: Person, mara: Person):
    lead = lead_of(sam, by=clara)
    change_lead(lead, 0, LeadDetails("Twelve seats", clara, Decimal("99.90"), "EUR"), by=actor(clara))
    with pytest.raises(ChangedMeanwhile):
        change_lead(lead, 0, LeadDetails("Two seats", mara, None, "EUR"), by=actor(mara))
    lead.refresh_from_db()
    assert (lead.interest, lead.value, lead.currency) == ("Twelve seats", Decimal("99.90"), "EUR")


def test_the_next_follow_up_is_that_of_the_next_open_task(sam: Person, clara: Person):
    lead, by = lead_of(sam, by=clara), actor(clara)
    late = lead_work.plan_task(lead, NewTask(TaskKind.CALL, "Ask again", TODAY + timedelta(days=9)), by=by)
    soon = lead_work.plan_task(lead, NewTask(TaskKind.MAIL, "Send prices", TODAY), by=by)
    assert _follow_up(lead) == soon.due_on
    assert lead_work.finish_task(soon, by=by)
    assert not lead_work.finish_task(soon, by=by)
    assert _follow_up(lead) == late.due_on
    assert lead_work.unfinish_task(soon, by=by)
    assert _follow_up(lead) == soon.due_on
    assert late.assignee == clara


def test_pressing_twice_notes_and_plans_once(sam: Person, clara: Person):
    lead, by = lead_of(sam, by=clara), actor(clara)
    for _press in range(2):
        lead_work.note(lead, EntryKind.CALL, "Wants a demo.", by=by)
        lead_work.plan_task(lead, NewTask(TaskKind.CALL, "Call back", TODAY), by=by)
    assert (lead.entries.count(), LeadTask.objects.count()) == (1, 1)


def test_sales_mail_becomes_one_lead_with_its_sender(kim: Person, clara: Person, nordlicht: Organisation):
    found = written("How much are ten seats?\n")
    lead = lead_of_mail(found, by=actor(clara))
    assert lead_of_mail(found, by=actor(clara)) == lead
    assert (lead.person, lead.organisation, lead.correspondence) == (kim, nordlicht, found)
    assert "How much are ten seats?" in lead.interest


def test_nobody_of_a_bought_list_is_approached_without_a_right(mallory: Person, clara: Person):
    lead, by = bought(mallory, by=clara), actor(clara)
    assert lead.notice_due_on == date(2026, 12, 20)
    for kind in (TaskKind.CALL, TaskKind.MAIL):
        with pytest.raises(NoRight):
            lead_work.plan_task(lead, NewTask(kind, "Try", TODAY), by=by)
    lead_work.plan_task(lead, NewTask(TaskKind.OTHER, "Look at their website", TODAY), by=by)
    proof = "Ticked at the fair, 12 November."
    right = rights.record_right(
        mallory, NewRight(RightChannel.PHONE, RightGround.CONSENT, TODAY, proof), by=by
    )  # fmt: skip
    lead_work.plan_task(lead, NewTask(TaskKind.CALL, "Try", TODAY), by=by)
    with pytest.raises(NoRight):
        lead_work.plan_task(lead, NewTask(TaskKind.MAIL, "Try", TODAY), by=by)
    rights.end_right(right, by=by)
    with pytest.raises(NoRight):
        lead_work.plan_task(lead, NewTask(TaskKind.CALL, "Once more", TODAY), by=by)


def test_being_told_of_the_list_gives_no_right(mallory: Person, clara: Person):
    lead = bought(mallory, by=clara)
    Lead.objects.filter(pk=lead.pk).update(noticed_at=clock.now(), notice_version="1")
    lead.refresh_from_db()
    assert rights.approachable(lead) == frozenset()


def test_who_objected_is_not_approached_whatever_was_recorded(mallory: Person, clara: Person, paula: Person):
    lead, by = bought(mallory, by=clara), actor(clara)
    right = NewRight(RightChannel.MAIL, RightGround.CONSENT, TODAY, "A form.")
    rights.record_right(mallory, right, by=by)
    suppress("mallory@elsewhere.example", Reach.EMAIL, SuppressionReason.OBJECTION, by=actor(paula))
    assert rights.approachable(lead) == frozenset()
    with pytest.raises(Suppressed):
        rights.record_right(mallory, right, by=by)


@pytest.mark.parametrize(("channel", "ground"), [("mail", "presumed"), ("phone", "customer")])
def test_a_ground_that_the_law_does_not_know_is_refused(channel: str, ground: str, mallory: Person, clara: Person):
    with pytest.raises(DoesNotFit):
        rights.record_right(
            mallory, NewRight(RightChannel(channel), RightGround(ground), TODAY, "So he said."), by=actor(clara)
        )


def test_stages_are_added_moved_and_taken_away_with_their_leads(sam: Person, mara: Person):
    lead, by = lead_of(sam, by=mara), actor(mara)
    trial = pipeline.add_stage("Trial runs", by=by)
    assert pipeline.add_stage("trial runs", by=by) == trial
    pipeline.move(trial, -99, by=by)
    assert Stage.objects.first() == trial
    pipeline.remove_stage(lead.stage, by=by)
    lead.refresh_from_db()
    assert lead.stage == trial
    for stage in Stage.objects.exclude(pk=trial.pk):
        pipeline.remove_stage(stage, by=by)
    with pytest.raises(pipeline.StillNeeded):
        pipeline.remove_stage(trial, by=by)


def test_a_board_has_room_for_ten_stages(mara: Person):
    for number in range(6):
        pipeline.add_stage(f"Step {number}", by=actor(mara))
    with pytest.raises(pipeline.TooMany):
        pipeline.add_stage("One more", by=actor(mara))


@given(st.dates(date(2018, 1, 1), date(2038, 12, 1)))
def test_people_are_told_within_the_next_month(received: date):
    last = last_day_of_notice(received)
    assert timedelta(28) <= last - received <= timedelta(31)
    assert last.day == received.day or (last + timedelta(days=1)).day == 1


@given(st.permutations(range(6)), st.integers(0, 5), st.integers(-9, 9))
def test_moving_one_keeps_the_order_of_the_others(numbers: list[int], number: int, by: int):
    order = moved(list(numbers), number, by=by)
    assert [each for each in order if each != number] == [each for each in numbers if each != number]
    assert order.index(number) == min(max(list(numbers).index(number) + by, 0), 5)


def _follow_up(lead: Lead) -> date | None:
    return Lead.objects.values_list("follow_up_on", flat=True).get(pk=lead.pk)
