"""Which state of a request may follow which."""

from __future__ import annotations

from candor.privacy.models.requests import STATE_WORDS
from candor.privacy.rules.request_states import OVER, TRANSITIONS, State, leading_to, may_become


def test_every_state_can_be_reached_and_ends_somewhere() -> None:
    assert set(TRANSITIONS) == set(State) == set(STATE_WORDS)
    assert {state for state in State if not leading_to(state)} == {State.RECEIVED}
    assert {state for state in State if not TRANSITIONS[state]} == OVER
    for state in set(State) - OVER:
        seen, new = {state}, {state}
        while new := {after for each in new for after in TRANSITIONS[each]} - seen:
            seen |= new
        assert seen & OVER, state


def test_nothing_is_done_for_somebody_unknown() -> None:
    """Before it is certain who asks, a request can be refused, taken back or closed, and nothing else."""
    for state in (State.RECEIVED, State.IDENTITY_PENDING):
        for done in (State.PLANNED, State.CONFIRMED, State.EXECUTING, State.FULFILLED, State.FULFILLED_IN_PART):
            assert not may_become(state, done)
    assert may_become(State.RECEIVED, State.FULFILLED, is_complaint=True)


def test_what_is_being_destroyed_cannot_be_taken_back() -> None:
    for state in (State.EXECUTING, State.VERIFYING):
        for back in (State.WITHDRAWN, State.REFUSED, State.PLANNED, State.VERIFIED):
            assert not may_become(state, back)
    assert not may_become(State.CONFIRMED, State.VERIFYING)
