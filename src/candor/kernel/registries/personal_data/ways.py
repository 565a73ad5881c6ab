"""How a row leads to the people it is about. Foreign keys point downwards, so a person's rows are found from above.

A way is written as Django writes look-ups: `"ticket__requester"`. Where there is no foreign key to follow, a column
holds the person's number, an address of theirs, or kind and number of a row that has ways of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

Only = Mapping[str, Collection[str]]
"""Columns and the beginnings of their values for which a way holds: an actor's number is a person's for some kinds."""


class By(StrEnum):
    """What stands at the end of a way."""

    KEY = "key"
    ADDRESS = "address"
    OBJECT = "object"
    DIGEST = "digest"


@dataclass(frozen=True, slots=True)
class Way:
    """One way from a row to people.

    By KEY `through` ends at a person's row (`self` for that row itself) or holds their number; by ADDRESS it holds an
    address; by OBJECT it holds the number of a row of the model `to` wherever the column `kind` names that model. By
    DIGEST it holds a keyed hash of something of theirs, which only who knows the value can look up; it ends by itself.

    A way with `unless` leads to people while these keys of the row are empty. Where one is set the row is somebody
    else's, and what stands in the column only names whoever the address belongs to (`Table.naming`).
    """

    through: str
    by: By = By.KEY
    kind: str = ""
    to: str = ""
    only: Only = field(default_factory=dict)
    unless: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.through} of {self.to}" if self.to else self.through


def by_number(column: str, *, to: str = "", only: Only | None = None) -> Way:
    """A column that holds a number without a foreign key: a person's, or that of a row of the model `to`."""
    return Way(column, to=to, only=only or {})


def by_address(column: str, *, unless: Sequence[str] = ()) -> Way:
    """A column, here or behind foreign keys, that holds an e-mail address or telephone number.

    Where one of the keys `unless` is set the row is somebody else's: then the address alone is its owner's.
    """
    return Way(column, By.ADDRESS, unless=tuple(unless))


def by_object(kind: str, number: str, *, to: str) -> Way:
    """Two columns that name a row by its kind and number, where the row is of the model `to` (`slice.model`)."""
    return Way(number, By.OBJECT, kind=kind, to=to)


def by_digest(column: str) -> Way:
    """A column that holds a keyed hash of an address, an account or the like."""
    return Way(column, By.DIGEST)
