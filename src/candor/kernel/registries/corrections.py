"""How rows are put right that a person calls wrong (Art. 16 GDPR): by the slice that they belong to, or by hand.

A slice registers for a table of its own which columns it writes by itself and how. For tables that nobody writes anew,
as letters that were sent, it may say in a sentence what there is to do. Rows that are nobody's own, as what is written
about a company, it may name as such that its people call wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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


def at_once(_key: str) -> str:
    """Of what is written with the decision."""
    return ""


@dataclass(frozen=True, slots=True)
class Correction:
    """How rows of a table are written anew.

    `present` gives what stands in the columns of the row with this key, None for one that is not written by itself or
    is not there. `write` writes new values for all of them by an action of the slice, in the transaction of whoever
    calls; it returns the key under which they stand now, and raises NotCorrected.

    `later` tells in a sentence what has to happen before the new values of the row count, as an e-mail address that its
    mailboxes have to agree to: there `write` only asks. It is "" where they count at once.
    """

    fields: Mapping[str, Field]
    present: Callable[[str], Mapping[str, str] | None]
    write: Callable[[str, Mapping[str, str], Actor], str]
    later: Callable[[str], str | Promise] = at_once


@dataclass(frozen=True, slots=True)
class Shared:
    """Rows of a table that are nobody's own, and that people may call wrong all the same.

    `named_for` gives those that somebody may, by the person's number: their keys, each with what it is called.
    `asks_as` tells in a word what makes them somebody who may. `note` is what whoever decides has to know.
    """

    named_for: Callable[[int], Mapping[str, str]]
    asks_as: Callable[[int, str], str]
    note: str | Promise = ""


_corrections: dict[str, list[Correction]] = {}
_by_hand: dict[str, str | Promise] = {}
_shared: dict[str, Shared] = {}


def register(model: type[Model], correction: Correction) -> None:
    """Let a granted correction write rows of this model's table. Of several the first that knows the row does."""
    _corrections.setdefault(model._meta.db_table, []).append(correction)


def register_shared(model: type[Model], shared: Shared) -> None:
    """Let people call rows of this model's table wrong that are nobody's own."""
    _shared[model._meta.db_table] = shared


def register_by_hand(model: type[Model], what_to_do: str | Promise) -> None:
    """Say what somebody of us does where a row of this model's table is wrong."""
    _by_hand[model._meta.db_table] = what_to_do


def corrections_of(table: str) -> Sequence[Correction]:
    """How rows of the table are written; none where nobody writes them by itself."""
    return _corrections.get(table, ())


def shared_of(table: str) -> Shared | None:
    """Whether rows of the table are nobody's own and may be called wrong; None where they are not."""
    return _shared.get(table)


def shared_tables() -> Mapping[str, Shared]:
    """All such tables."""
    return _shared


def by_hand(table: str) -> str:
    """What there is to do about a row of the table, "" where nobody said it."""
    return str(_by_hand.get(table, ""))
