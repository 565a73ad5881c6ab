"""Whether a run may delete by itself, or waits for somebody who has seen the figures. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from candor.privacy.models import Brake


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one kind of record: how many there are and how many would go."""

    total: int
    going: int


def brake_on(figures: Iterable[Figures], *, share: int, floor: int, is_first: bool) -> Brake:
    """Why the run waits. One that would delete nothing never does.

    `share` is in percent of the records of a kind; up to `floor` of them go whatever share they are, because of twelve
    records one is a tenth.
    """
    found = [one for one in figures if one.going]
    if found and is_first:
        return Brake.FIRST
    if any(one.going > floor and one.going * 100 > share * one.total for one in found):
        return Brake.SHARE
    return Brake.NONE
