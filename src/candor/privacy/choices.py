"""What a person is asked before their data is erased. Slices above that ask something say so in their `panels.py`.

register_choice("licences.restoration", waits=waits_for_choice, says=_("Choose first …"))

The plan's page shows what there is to choose at the place `privacy.erasure`. A plan is not confirmed by a person while
somebody waits for an answer; the command line, which asks nobody, keeps nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Choice:
    """`waits` says of a person, by number, whether they have yet to choose; `says` is what hinders until then."""

    waits: Callable[[int], bool]
    says: Promise


_choices: dict[str, Choice] = {}


def register_choice(name: str, *, waits: Callable[[int], bool], says: Promise) -> None:
    _choices[name] = Choice(waits, says)


def open_choice(person: int) -> Promise | None:
    """What hinders an erasure of this person, None where everything is chosen."""
    return next((choice.says for choice in _choices.values() if choice.waits(person)), None)
