"""Which value stays when two records say different things, and what a merge may put together at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Choice(StrEnum):
    """Whose value stays. Texts may be joined."""

    STAYED = "stayed"
    FORMER = "former"
    BOTH = "both"


JOINED = frozenset({"note"})
"""Texts of which both may stay."""


def likely(name: str, stayed: str, former: str) -> Choice:
    """What to propose: nothing that only one of the two knows is lost."""
    if name in JOINED and stayed and former and stayed != former:
        return Choice.BOTH
    return Choice.STAYED if stayed or not former else Choice.FORMER


def chosen(choice: Choice, stayed: str, former: str) -> str:
    if choice is Choice.BOTH and stayed != former:
        return "\n\n".join(text for text in (stayed, former) if text)
    return former if choice is Choice.FORMER else stayed


def values_after(choices: Mapping[str, Choice], stayed: Mapping[str, str], former: Mapping[str, str]) -> dict[str, str]:
    """The fields that change at the record that stays, with their new values."""
    wanted = {name: chosen(choices.get(name, Choice.STAYED), stayed[name], former[name]) for name in stayed}
    return {name: value for name, value in wanted.items() if value != stayed[name]}


@dataclass(frozen=True, slots=True)
class Pair:
    """What decides whether two records may become one. `former` is the record that would go."""

    is_one_record: bool = False
    is_merged_already: bool = False
    is_under_way: bool = False
    former_is_staff: bool = False
    former_is_invited: bool = False
    sign_in_ends: bool = False
    """The former record's account can sign in and has to give way to the other's: allowed once somebody says so."""


def objection(pair: Pair) -> Promise | None:
    """Why the two must not be merged, as a sentence for people; None when they may."""
    sentences = (
        (pair.is_one_record, _("This is one and the same record.")),
        (pair.is_merged_already, _("One of the two has been merged already. Open the record again and look.")),
        (pair.is_under_way, _("Another merge of one of the two is still under way. Try again in a minute.")),
        (pair.former_is_staff, _("The record of somebody who works or worked here never becomes part of another one.")),
        (pair.former_is_invited, _("This person is invited to work here. Withdraw the invitation first.")),
    )
    return next((sentence for applies, sentence in sentences if applies), None)
