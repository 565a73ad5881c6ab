"""How rows are put right that a person calls wrong (Art. 16 GDPR): by the slice that they belong to, or by hand.

A slice registers for a table of its own which columns it writes by itself and how. For tables that nobody writes anew,
as letters that were sent, it may say in a sentence what there is to do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db.models import Model
from django.utils.functional import Promise

from candor.kernel.actor import Actor

LONGEST = 5_000
"""Characters of a value."""


class NotCorrected(Exception):
    """The new values are none that can stand there; nothing was changed. `errors` are sentences by column."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(", ".join(errors))
        self.errors = dict(errors)


@dataclass(frozen=True, slots=True)
class Field:
    """A column that is written. `is_long`: it has several lines. `choices` are values with their words."""

    label: str | Promise
    is_long: bool = False
    choices: Callable[[], list[tuple[str, str]]] | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """How rows of a table are written anew.

    `present` gives what stands in the columns of the row with this key, None for one that is not written by itself or
    is not there. `write` writes new values for all of them by an action of the slice, in the transaction of whoever
    calls; it returns the key under which they stand now, and raises NotCorrected.
    """

    fields: Mapping[str, Field]
    present: Callable[[str], Mapping[str, str] | None]
    write: Callable[[str, Mapping[str, str], Actor], str]


_corrections: dict[str, Correction] = {}
_by_hand: dict[str, str | Promise] = {}


def register(model: type[Model], correction: Correction) -> None:
    """Let a granted correction write rows of this model's table."""
    _corrections[model._meta.db_table] = correction


def register_by_hand(model: type[Model], what_to_do: str | Promise) -> None:
    """Say what somebody of us does where a row of this model's table is wrong."""
    _by_hand[model._meta.db_table] = what_to_do


def correction_of(table: str) -> Correction | None:
    """How rows of the table are written; None where nobody writes them by itself."""
    return _corrections.get(table)


def by_hand(table: str) -> str:
    """What there is to do about a row of the table, "" where nobody said it."""
    return str(_by_hand.get(table, ""))
