"""Requests of people about their data: received, identified, extended, answered, each with its clock and history."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime

import pytest

from candor.kernel import clock
from candor.kernel.actor import ANONYMOUS, JOB
from candor.kernel.models import AuditFact
from candor.people.models import Person
from candor.people.public import Refused
from candor.privacy.actions import requests as actions
from candor.privacy.actions.locks import NewLock, lock_person
from candor.privacy.actions.requests import NewRequest, Refusal, Settlement
from candor.privacy.actions.rule_packs import adopt_shipped_rules
from candor.privacy.erasing import Asked, plan_erasure
from candor.privacy.models import (
    Erasure,
    ErasureState,
    IdentityProof,
    LockGround,
    RequestChannel,
    RequestKind,
    StepKind,
    SubjectRequest,
)
from candor.privacy.queries.deadlines import clock_of
from candor.privacy.queries.requests import WantedRequests, requests_page, steps_of, suggested
from candor.privacy.rules.request_states import State
from tests.cast import actor

pytestmark = [pytest.mark.django_db, pytest.mark.db]

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
KIMS = "kim@nordlicht.example"


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.at(MONDAY):
        adopt_shipped_rules("DE", by=JOB)
        yield


def by_mail(address: str = KIMS, kind: RequestKind = RequestKind.ERASURE, said: str = "Erase me.") -> SubjectRequest:
    return actions.receive(NewRequest(kind, RequestChannel.MAIL, said, address=address), by=ANONYMOUS)


def on(day: int, month: int = 11, year: int = 2026) -> AbstractContextManager[None]:
    return clock.at(datetime(year, month, day, 9, tzinfo=UTC))


def kinds(request: SubjectRequest) -> list[str]:
    return [step.kind for step in steps_of(request)]


def test_a_request_is_received_the_same_whether_or_not_anybody_is_there(kim: Person, paula: Person) -> None:
    known, unknown = by_mail(), by_mail("nobody@elsewhere.example")
    assert (known.number, unknown.number) == (1, 2)
    for request in (known, unknown):
        assert (request.state, request.subject_number, request.due_on) == (State.RECEIVED, None, date(2026, 12, 23))
        assert kinds(request) == [StepKind.RECEIVED, StepKind.ACKNOWLEDGED]
    assert by_mail() == known, "the second press"
    assert suggested(actor(paula), known) == kim
    assert suggested(actor(paula), unknown) is None
    fact = AuditFact.objects.filter(name="privacy.request.received").first()
    assert fact is not None
    assert fact.details == {"kind": "erasure", "channel": "mail"}


def test_who_has_signed_in_is_known(kim: Person) -> None:
    new = NewRequest(RequestKind.ACCESS, RequestChannel.ACCOUNT, person=kim, identity=IdentityProof.LOGIN)
    request = actions.receive(new, by=actor(kim))
    assert (request.state, request.subject_number, request.name) == (State.VERIFIED, kim.pk, "Kim Jansen")
    assert kinds(request) == [StepKind.RECEIVED, StepKind.IDENTIFIED, StepKind.ACKNOWLEDGED]
    assert request.identity_by_id is None


def test_the_clock_stands_still_from_a_prompt_question_to_its_answer(kim: Person, paula: Person) -> None:
    request, by = by_mail(), actor(paula)
    with on(25):
        assert actions.ask_identity(request, by=by, note="Which invoice did you pay last?")
        assert not actions.ask_identity(request, by=by), "asked already"
        assert (request.state, request.paused_since) == (State.IDENTITY_PENDING, date(2026, 11, 25))
    with on(29, 12):
        now = clock_of(request)
        assert (now.days_left, now.is_overdue, now.may_extend) == (None, False, True)
    with on(5, 12):
        assert actions.answer_identity(request, by=by)
        assert not actions.answer_identity(request, by=by)
        assert (request.paused_days, request.due_on) == (10, date(2027, 1, 4)), "2 January is a Saturday"
        assert actions.identify(request, kim, IdentityProof.SECOND, by=by)
        assert not actions.identify(request, kim, IdentityProof.SECOND, by=by)
        assert (request.state, request.identity_by_id) == (State.VERIFIED, paula.pk)
    assert kinds(request)[2:] == [StepKind.IDENTITY_ASKED, StepKind.IDENTITY_ANSWERED, StepKind.IDENTIFIED]


def test_a_late_question_stops_nothing(kim: Person, lee: Person, paula: Person) -> None:
    request = by_mail()
    with on(4, 12):
        actions.ask_identity(request, by=actor(paula))
        assert request.paused_since is None
    with on(10, 12):
        actions.identify(request, kim, IdentityProof.MAILBOX, by=actor(paula))
        assert (request.paused_days, request.due_on) == (0, date(2026, 12, 23))
        with pytest.raises(Refused, match="certain already"):
            actions.identify(request, lee, IdentityProof.MAILBOX, by=actor(paula))


def test_two_months_more_are_taken_within_the_first_and_with_reasons(paula: Person) -> None:
    request, late, by = by_mail(), by_mail(said="And my brother."), actor(paula)
    with pytest.raises(Refused, match="Say why"):
        actions.extend(request, "  ", by=by)
    with on(23, 12):
        assert actions.extend(request, "Seven thousand cases have to be read.", by=by)
        assert not actions.extend(request, "Still.", by=by)
    assert request.due_on == date(2027, 2, 23)
    with on(24, 12):
        assert clock_of(late).is_overdue
        with pytest.raises(Refused, match="first month"):
            actions.extend(late, "Too late.", by=by)
    assert steps_of(request)[-2].note == "Seven thousand cases have to be read."


def test_what_is_refused_has_a_ground_and_a_person_who_says_so(kim: Person, paula: Person) -> None:
    request, by = by_mail(), actor(paula)
    refused = Settlement(State.REFUSED, "No.", (Refusal("Invoices", "§ 147 AO", date(2034, 12, 31)),))
    with pytest.raises(Refused, match="cannot follow"):
        actions.settle(request, Settlement(State.FULFILLED), by=by)
    actions.identify(request, kim, IdentityProof.MAILBOX, by=by)
    with pytest.raises(Refused, match="on what ground"):
        actions.settle(request, Settlement(State.REFUSED, "No."), by=by)
    with pytest.raises(Refused, match="confirmed by a person"):
        actions.settle(request, refused, by=JOB)
    assert actions.settle(request, refused, by=by)
    assert not actions.settle(request, Settlement(State.FULFILLED), by=by), "it is over"
    assert (request.state, request.confirmed_by_id, request.answered_at) == (State.REFUSED, paula.pk, MONDAY)
    assert [(item.what, item.until) for item in request.refused.all()] == [("Invoices", date(2034, 12, 31))]
    with pytest.raises(Refused, match="over"):
        actions.ask_identity(request, by=by)
    assert not actions.move(request, State.PLANNED, by=by)


def test_it_is_not_fulfilled_before_what_carries_it_out_is_done(kim: Person, paula: Person) -> None:
    request, by = by_mail(), actor(paula)
    actions.identify(request, kim, IdentityProof.MAILBOX, by=by)
    erasure = plan_erasure(kim, Asked(), by=by)
    Erasure.objects.filter(pk=erasure.pk).update(request=request)
    assert actions.move(request, State.PLANNED, by=by)
    assert actions.move(request, State.CONFIRMED, by=by)
    assert request.confirmed_by_id == paula.pk
    with pytest.raises(Refused, match="not done yet"):
        actions.settle(request, Settlement(State.FULFILLED), by=by)
    Erasure.objects.filter(pk=erasure.pk).update(state=ErasureState.DONE)
    for state in (State.EXECUTING, State.VERIFYING):
        assert actions.move(request, state, by=JOB)
    assert actions.settle(request, Settlement(State.FULFILLED), by=JOB)


def test_a_complaint_is_answered_whoever_makes_it(paula: Person) -> None:
    complaint = by_mail("loud@elsewhere.example", RequestKind.COMPLAINT, "You never answer.")
    assert actions.settle(complaint, Settlement(State.FULFILLED, "We are sorry."), by=actor(paula))


def test_who_sees_which(kim: Person, lee: Person, paula: Person, adam: Person, anna: Person, mallory: Person) -> None:
    """The office all, everybody their own; whoever administers the desk none, as they have no page for them."""
    mine = actions.receive(
        NewRequest(RequestKind.ACCESS, RequestChannel.ACCOUNT, person=kim, identity=IdentityProof.LOGIN), by=actor(kim)
    )
    unsure = by_mail()

    def seen(person: Person) -> set[SubjectRequest]:
        return set(SubjectRequest.objects.visible_to(actor(person)))

    assert seen(paula) == {mine, unsure}
    assert seen(kim) == {mine}
    assert seen(lee) == seen(mallory) == seen(anna) == seen(adam) == set()
    assert not SubjectRequest.objects.visible_to(ANONYMOUS).exists()
    lock_person(kim, NewLock(LockGround.ACCURACY), by=actor(paula))
    assert seen(kim) == {mine}
    assert seen(paula) == {mine, unsure}


def test_the_list_begins_with_what_is_due_first(kim: Person, paula: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    by = actor(paula)
    with on(2):
        old = by_mail(said="first")
    young, closed = by_mail(said="second"), by_mail(said="third", kind=RequestKind.ACCESS)
    actions.settle(closed, Settlement(State.WITHDRAWN), by=by)
    assert [row.request for row in requests_page(by, WantedRequests()).rows] == [old, young]
    monkeypatch.setattr("candor.privacy.queries.requests.PAGE", 1)
    page = requests_page(by, WantedRequests())
    assert ([row.request for row in page.rows], page.later) == ([old], old.ref)
    further = requests_page(by, WantedRequests(after=page.later))
    assert ([row.request for row in further.rows], further.later) == ([young], "")
    assert [row.request for row in requests_page(by, WantedRequests("over")).rows] == [closed]
    assert requests_page(by, WantedRequests("overdue")).rows == []
    with on(5, 12):
        assert [row.request for row in requests_page(by, WantedRequests("overdue", kind="erasure")).rows] == [old]


def test_an_answer_leaves_once_unless_its_plan_was_dropped(kim: Person, paula: Person) -> None:
    request, by, end = by_mail(), actor(paula), Settlement(State.FULFILLED)
    actions.identify(request, kim, IdentityProof.MAILBOX, by=by)
    actions.move(request, State.PLANNED, by=by)
    assert actions.answer_ahead(request, end, by=by)
    assert not actions.answer_ahead(request, end, by=by)
    actions.move(request, State.VERIFIED, by=by)
    assert actions.settle(request, end, by=by)
    assert kinds(request).count(StepKind.ANSWER_SENT) == 2
