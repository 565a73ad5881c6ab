"""Whether a mail joins a case: by a reply token that was given to somebody, and as somebody who takes part.

The token is the proof, the sender only a claim. So a token speaks for whom it was given to; the requester's speaks for
everybody in the case besides, because they may show others what we wrote. Nobody else's does: who gets copies could
otherwise write as the requester or as another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Circle:
    """Who takes part in a case, by normalised addresses.

    `requester` are the addresses that are the requester's now. `copies` are those who get copies, False for whom that
    has ended or was only suggested. `writers` have written in it before, from an address that is theirs still.
    """

    requester: AbstractSet[str] = frozenset()
    copies: Mapping[str, bool] = field(default_factory=dict)
    writers: AbstractSet[str] = frozenset()

    def takes_part(self, address: str) -> bool:
        if address in self.requester:
            return True
        return self.copies.get(address, address in self.writers)


@dataclass(frozen=True, slots=True)
class Claim:
    """What a mail says and shows: its normalised sender, and to whom the tokens in it were given, by case.

    `is_forged`: its author is refuted by the domain's own rules, or it names several or none.
    """

    sender: str
    given_to: Mapping[int, AbstractSet[str]]
    is_forged: bool = False


def joins(claim: Claim, named: int, lives_on: int, circle_of: Callable[[int], Circle]) -> bool:
    """May this mail join the case that its token names, or the one in which that lives on?

    Each token counts for its own case, and whom the later case has let go stays outside.
    """
    if claim.is_forged:
        return False
    circle = circle_of(lives_on)
    if _may_join(claim, lives_on, circle):
        return True
    if lives_on == named or (claim.sender in circle.copies and not circle.takes_part(claim.sender)):
        return False
    return _may_join(claim, named, circle_of(named))


def _may_join(claim: Claim, ticket: int, circle: Circle) -> bool:
    given_to = claim.given_to.get(ticket, frozenset())
    if not given_to or not circle.takes_part(claim.sender):
        return False
    return claim.sender in given_to or bool(given_to & circle.requester)
