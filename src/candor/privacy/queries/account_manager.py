"""How the Account Manager is set up, and what stands for somebody's data where it is shown to nobody in particular."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from candor.kernel.registries.personal_data import Author
from candor.people.public import Person
from candor.privacy.account_manager.items import Item
from candor.privacy.account_manager.kinds import Kind, kinds, kinds_by_group, reasons
from candor.privacy.account_manager.overview import GroupLine, KindLine
from candor.privacy.exporting.held import AUTHOR_WORDS
from candor.privacy.exporting.reading import Block, Line
from candor.privacy.models import AccountManagerSettings
from candor.privacy.rules.account_manager import Shown, shown_without
from candor.privacy.rules.deciding import Action, Decision, Ground
from candor.privacy.rules.periods import months_later

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
        lines = [KindLine(kind, number) for number, kind in enumerate(held[:SAMPLED], 1)]
        why = reasons(kind.table for kind in held[:SAMPLED])
        yield GroupLine(group, [], None, "") if is_empty else GroupLine(group, lines, day, why)


def sample_item(day: date) -> tuple[Kind, Item]:
    """One item of nobody, in its kind."""
    table = Person._meta.db_table
    kind = next(kind for kind in kinds() if kind.key == table)
    block = Block(0, kind.name, _("Ada Example"), [Line(_("Language"), _("English"))], [])
    end = Decision(Action.KEEP, Ground.IN_PERIOD, months_later(date(day.year, 12, 31), 36))
    return kind, Item(table, "0", block, (str(AUTHOR_WORDS[Author.SUBJECT]),), (end,), only_names=False)
