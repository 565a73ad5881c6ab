"""Segments: which people or organisations are meant, as a tree of conditions from an allow-list.

A tree is `Condition` or `Group`; stored as JSON it reads

    {"all": [{"field": "owner", "is": "9f…"}, {"any": [{"field": "tag", "is": "…"}, {"field": "country", "is": "DE"}]}]}

Each slice hands in the fields that it knows about by `register_field`; nothing else is ever asked, so a stored tree is
no query of its own. A tree that names what does not exist is refused as a whole: half a segment would mean others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.functional import Promise

if TYPE_CHECKING:
    from candor.kernel.actor import Actor

MOST_CONDITIONS = 20
DEEPEST = 3
LONGEST_VALUE = 100


class About(StrEnum):
    """Whom a segment picks."""

    PEOPLE = "people"
    ORGANISATIONS = "organisations"


class How(StrEnum):
    """How the parts of a group go together."""

    ALL = "all"
    ANY = "any"


class Operator(StrEnum):
    IS = "is"
    IS_NOT = "is_not"


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that is, or is not, the case."""

    field: str
    value: str
    operator: Operator = Operator.IS


@dataclass(frozen=True, slots=True)
class Group:
    """Several conditions that hold all together, or of which one is enough.

    All of nothing means everybody, any of nothing nobody.
    """

    how: How
    parts: tuple[Node, ...]


Node = Condition | Group


@dataclass(frozen=True, slots=True)
class Field:
    """What may be asked. `picks` gives the condition "is" as a query over the rows that the segment is about.

    `accepts` says which values there are in principle, such as "two capital letters"; a value that names a row which is
    gone picks nobody.
    """

    name: str
    title: Promise
    about: frozenset[About]
    accepts: Callable[[str], bool]
    picks: Callable[[About, str, Actor], Q]


class NotASegment(Exception):
    """The tree says what no segment can mean."""


_fields: dict[str, Field] = {}


def register_field(field: Field) -> None:
    """Let segments ask for it. The name stands in stored segments: it never changes its meaning."""
    _fields[field.name] = field


def fields() -> Sequence[Field]:
    """All that may be asked, in the order in which slices handed it in."""
    return list(_fields.values())


def read(stored: Any, about: About) -> Node:
    """The tree of what was stored or sent. Raises NotASegment."""
    node = _read(stored, about, depth=1)
    if _size(node) > MOST_CONDITIONS:
        raise NotASegment("too many conditions")
    return node


def written(node: Node) -> dict[str, Any]:
    """The tree as JSON; `read` gives the same tree back."""
    if isinstance(node, Condition):
        return {"field": node.field, str(node.operator): node.value}
    return {str(node.how): [written(part) for part in node.parts]}


def picked(node: Node, about: About, actor: Actor) -> Q:
    """The query of a tree. "is not" includes those of whom nothing is known."""
    if isinstance(node, Condition):
        asked = _fields[node.field].picks(about, node.value, actor)
        return asked if node.operator is Operator.IS else ~asked
    parts = [picked(part, about, actor) for part in node.parts]
    if not parts:
        return Q() if node.how is How.ALL else Q(pk__in=())
    return reduce(and_ if node.how is How.ALL else or_, parts)


def conditions_of(node: Node) -> list[Condition] | None:
    """The conditions of a tree that is one list of them which all hold; None for any other tree."""
    if not isinstance(node, Group) or node.how is not How.ALL:
        return None
    flat = [part for part in node.parts if isinstance(part, Condition)]
    return flat if len(flat) == len(node.parts) else None


def _read(stored: Any, about: About, depth: int) -> Node:
    if not isinstance(stored, Mapping) or depth > DEEPEST:
        raise NotASegment("no conditions, or too deep")
    if "field" in stored:
        return _condition(stored, about)
    if len(stored) != 1:
        raise NotASegment("a group has one key")
    how, parts = next(iter(stored.items()))
    if how not in {*How} or not isinstance(parts, Sequence) or isinstance(parts, str) or len(parts) > MOST_CONDITIONS:
        raise NotASegment("a group is all or any of a list")
    return Group(How(how), tuple(_read(part, about, depth + 1) for part in parts))


def _condition(stored: Mapping[str, Any], about: About) -> Condition:
    rest = {name: value for name, value in stored.items() if name != "field"}
    field = _fields.get(stored["field"]) if isinstance(stored["field"], str) else None
    if field is None or about not in field.about or len(rest) != 1:
        raise NotASegment("an unknown field")
    operator, value = next(iter(rest.items()))
    if operator not in {*Operator} or not isinstance(value, str) or len(value) > LONGEST_VALUE:
        raise NotASegment("an unknown operator or value")
    if not field.accepts(value):
        raise NotASegment("a value that the field does not have")
    return Condition(field.name, value, Operator(operator))


def _size(node: Node) -> int:
    return 1 if isinstance(node, Condition) else sum(_size(part) for part in node.parts)
