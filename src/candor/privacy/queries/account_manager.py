"""How the Account Manager is set up, and what stands for somebody's data where it is shown to nobody in particular."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from candor.privacy.account_manager.kinds import kinds_by_group, reasons
from candor.privacy.account_manager.overview import GroupLine, KindLine
from candor.privacy.models import AccountManagerSettings
from candor.privacy.rules.account_manager import Shown, shown_without

SAMPLED = 3
"""Kinds of a group in the sample."""


def settings_row() -> AccountManagerSettings:
    """As it was saved last; as nobody has saved anything, without a row. One query."""
    return AccountManagerSettings.objects.filter(pk=1).first() or AccountManagerSettings()


def what_is_shown() -> Shown:
    row = settings_row()
    return shown_without(row.hidden_groups, row.hidden_details)


def sample(day: date) -> Iterator[GroupLine]:
    """The overview of nobody: the first kinds of each group, with figures that say nothing; the last group is empty."""
    found = kinds_by_group()
    for place, (group, held) in enumerate(found):
        is_empty = place == len(found) - 1
        lines = [KindLine(kind, number, is_more=False) for number, kind in enumerate(held[:SAMPLED], 1)]
        why = reasons(kind.table for kind in held[:SAMPLED])
        yield GroupLine(group, [], None, "") if is_empty else GroupLine(group, lines, day, why)
