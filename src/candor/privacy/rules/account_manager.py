"""What the set-up of the Account Manager may leave out of its pages. The copy (Art. 15) always has all of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum


class Detail(StrEnum):
    """What can be told beside a value."""

    SOURCES = "sources"
    PURPOSES = "purposes"
    RECIPIENTS = "recipients"
    ENDS = "ends"
    EMPTY = "empty"
    """Groups of which nothing is held."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What the pages show. A group or detail that nobody has hidden is shown, one that is new here, too."""

    hidden_groups: frozenset[str] = frozenset()
    hidden_details: frozenset[str] = frozenset()

    def shows_group(self, key: str) -> bool:
        return key not in self.hidden_groups

    def shows(self, detail: str) -> bool:
        return detail not in self.hidden_details


def shown_without(hidden_groups: Iterable[object], hidden_details: Iterable[object]) -> Shown:
    return Shown(frozenset(map(str, hidden_groups)), frozenset(map(str, hidden_details)))


def left_out(offered: Iterable[str], chosen: Collection[str]) -> list[str]:
    """What somebody left out who was offered all of these."""
    return [key for key in offered if key not in chosen]
