"""How a request of somebody about their data goes on: which state may follow which. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class State(StrEnum):
    """Where a request stands. From `FULFILLED` on it is over, and nothing follows."""

    RECEIVED = "received"
    IDENTITY_PENDING = "identity-pending"
    """Whoever asks was asked who they are; nothing is done or told before."""
    VERIFIED = "verified"
    PLANNED = "planned"
    CONFIRMED = "confirmed"
    """A named person of us has confirmed what is to be done."""
    EXECUTING = "executing"
    VERIFYING = "verifying"
    FULFILLED = "fulfilled"
    FULFILLED_IN_PART = "fulfilled-in-part"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    """Whoever asked has taken it back."""
    CLOSED_UNVERIFIED = "closed-unverified"
    """Who asks could not be made sure of."""


OVER = frozenset(
    {State.FULFILLED, State.FULFILLED_IN_PART, State.REFUSED, State.WITHDRAWN, State.CLOSED_UNVERIFIED}
)  # fmt: skip
UNKNOWN = frozenset({State.RECEIVED, State.IDENTITY_PENDING})
"""While nobody knows for sure who asks."""

ANSWERS = frozenset({State.FULFILLED, State.FULFILLED_IN_PART, State.REFUSED, State.WITHDRAWN})
"""What a request of somebody who is known may end in as long as nothing is being destroyed."""

TRANSITIONS: Mapping[State, frozenset[State]] = {
    State.RECEIVED: frozenset(
        {State.IDENTITY_PENDING, State.VERIFIED, State.REFUSED, State.WITHDRAWN, State.CLOSED_UNVERIFIED}
    ),
    State.IDENTITY_PENDING: frozenset({State.VERIFIED, State.REFUSED, State.WITHDRAWN, State.CLOSED_UNVERIFIED}),
    State.VERIFIED: frozenset({State.PLANNED, State.CONFIRMED, State.EXECUTING}) | ANSWERS,
    # A plan that is dropped leads back, one that holds is confirmed; a lock or a copy needs no plan.
    State.PLANNED: frozenset({State.VERIFIED, State.CONFIRMED}) | ANSWERS,
    State.CONFIRMED: frozenset({State.VERIFIED, State.PLANNED, State.EXECUTING}) | ANSWERS,
    # What is destroyed cannot be taken back: from here on it ends with what was done.
    State.EXECUTING: frozenset({State.VERIFYING, State.FULFILLED, State.FULFILLED_IN_PART}),
    State.VERIFYING: frozenset({State.EXECUTING, State.FULFILLED, State.FULFILLED_IN_PART}),
    **{state: frozenset() for state in OVER},
}


def may_become(state: State, wanted: State, *, is_complaint: bool = False) -> bool:
    """Whether a request in `state` may go on to `wanted`. A complaint is answered whoever makes it."""
    if is_complaint and state in UNKNOWN and wanted in ANSWERS:
        return True
    return wanted in TRANSITIONS[state]


def leading_to(wanted: State, *, is_complaint: bool = False) -> tuple[State, ...]:
    """Every state that may be followed by this one, in their order."""
    return tuple(state for state in State if may_become(state, wanted, is_complaint=is_complaint))
