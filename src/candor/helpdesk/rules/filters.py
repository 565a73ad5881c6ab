"""What a saved view may say: a small tree over an allow-list of fields, read from JSON that is never trusted.

    {"version": 1, "match": "all", "sort": "due", "falls": false, "columns": ["number", "subject"],
     "conditions": [{"field": "status", "op": "is", "values": ["new", "open"]}, ...]}

Nothing here knows the database. `queries.filtering` makes a query of it, always among what the looker may see.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from candor.helpdesk.models.tickets import STAGES, UNFINISHED, Kind, Priority, Stage, Status
from candor.kernel.actor import Channel

VERSION = 1
MOST_VALUES = 40
LONGEST_TEXT = 200
REF = re.compile(r"[0-9a-z]{16}")

ME, NOBODY = "me", "nobody"

SPANS: Mapping[str, timedelta] = {
    "1h": timedelta(hours=1),
    "4h": timedelta(hours=4),
    "1d": timedelta(days=1),
    "3d": timedelta(days=3),
    "7d": timedelta(days=7),
    "30d": timedelta(days=30),
    "90d": timedelta(days=90),
    "365d": timedelta(days=365),
}
"""Ranges of time, back from now."""

OVERDUE, NO_DATE, ANY_DATE = "overdue", "none", "any"
DUE_WITHIN = ("4h", "1d", "3d", "7d")
"""Of SPANS, on from now; what is overdue is due within all of them."""

ANY_OF, ALL_OF, NONE_OF = "is", "all", "is_not"
WITHIN, LONGER = "within", "longer"

Test = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class FieldRule:
    """What may be said of one field: the ways to compare, what a value looks like, and how many there may be."""

    ops: tuple[str, ...]
    allows: Test
    most: int = MOST_VALUES


def _one_of(*values: str) -> Test:
    return frozenset(values).__contains__


def _is_ref(value: str) -> bool:
    return REF.fullmatch(value) is not None


CLOSED_LISTS: Mapping[str, frozenset[str]] = {
    "stage": frozenset(Stage.values),
    "status": frozenset(Status.values),
    "priority": frozenset(str(value) for value in Priority.values),
    "kind": frozenset(Kind.values),
    "channel": frozenset(channel.value for channel in Channel),
}
"""The fields that always have one of a few values: "is not" means "is one of the others", which an index can serve."""


_EITHER = (ANY_OF, NONE_OF)

FIELDS: Mapping[str, FieldRule] = {
    "stage": FieldRule(_EITHER, CLOSED_LISTS["stage"].__contains__),
    "status": FieldRule(_EITHER, CLOSED_LISTS["status"].__contains__),
    "queue": FieldRule(_EITHER, _is_ref),
    "assignee": FieldRule(_EITHER, lambda value: value in {ME, NOBODY} or _is_ref(value)),
    "follower": FieldRule(_EITHER, lambda value: value == ME or _is_ref(value)),
    "category": FieldRule(_EITHER, _is_ref),
    "tags": FieldRule((ANY_OF, ALL_OF, NONE_OF), _is_ref),
    "priority": FieldRule(_EITHER, CLOSED_LISTS["priority"].__contains__),
    "kind": FieldRule(_EITHER, CLOSED_LISTS["kind"].__contains__),
    "channel": FieldRule(_EITHER, CLOSED_LISTS["channel"].__contains__),
    "due": FieldRule((ANY_OF,), _one_of(OVERDUE, *DUE_WITHIN, NO_DATE, ANY_DATE), most=1),
    "created": FieldRule((WITHIN, LONGER), SPANS.__contains__, most=1),
    "changed": FieldRule((WITHIN, LONGER), SPANS.__contains__, most=1),
    "requester": FieldRule(_EITHER, _is_ref),
    "organisation": FieldRule(_EITHER, _is_ref),
    "text": FieldRule((ANY_OF,), lambda value: 0 < len(value) <= LONGEST_TEXT, most=1),
}
"""The allow-list, in the order in which the builder offers it."""

SORTS = ("changed", "created", "due", "number", "priority")
ALWAYS_SHOWN = "subject"
COLUMNS = (
    "number", "subject", "requester", "organisation", "status", "priority", "due", "assignee", "queue", "category",
    "tags", "kind", "channel", "created", "changed", "messages",
)  # fmt: skip
USUAL_COLUMNS = ("subject", "requester", "status", "due", "assignee", "number", "changed")


class NotADefinition(ValueError):
    """The JSON says something that no view may say, or that this version of Candor does not know."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One line: a field, how it is compared, and with what."""

    field: str
    op: str
    values: tuple[str, ...]

    @classmethod
    def read(cls, raw: Any) -> Condition:
        """Raises NotADefinition."""
        if not isinstance(raw, dict) or not isinstance(raw.get("field"), str):
            raise NotADefinition("a condition names its field")
        rule, values = FIELDS.get(raw["field"]), raw.get("values")
        if rule is None or raw.get("op") not in rule.ops:
            raise NotADefinition("no such field, or not compared so")
        if not isinstance(values, list) or not 0 < len(values) <= rule.most:
            raise NotADefinition("too few values or too many")
        if not all(isinstance(value, str) and rule.allows(value) for value in values):
            raise NotADefinition("not a value of this field")
        return cls(raw["field"], raw["op"], tuple(dict.fromkeys(values)))

    @property
    def allowed(self) -> frozenset[str]:
        """The values of a field of CLOSED_LISTS that fit."""
        named = frozenset(self.values)
        return CLOSED_LISTS[self.field] - named if self.op == NONE_OF else named


@dataclass(frozen=True, slots=True)
class Definition:
    """What a view shows. Each field stands in at most one condition."""

    conditions: tuple[Condition, ...] = ()
    match: str = "all"
    sort: str = "changed"
    falls: bool = True
    columns: tuple[str, ...] = USUAL_COLUMNS

    @classmethod
    def read(cls, raw: Any) -> Definition:
        """The definition that the JSON holds. Raises NotADefinition, whatever it is handed."""
        if not isinstance(raw, dict) or raw.get("version") != VERSION:
            raise NotADefinition("another version")
        conditions, columns = raw.get("conditions"), raw.get("columns")
        if not isinstance(conditions, list) or len(conditions) > len(FIELDS):
            raise NotADefinition("the conditions are a list")
        read = tuple(Condition.read(each) for each in conditions)
        if len({each.field for each in read}) < len(read):
            raise NotADefinition("a field stands in one condition")
        if (
            raw.get("match") not in ("all", "any")
            or raw.get("sort") not in SORTS
            or raw.get("falls") not in (True, False)
        ):
            raise NotADefinition("no such order")
        return cls(read, raw["match"], raw["sort"], bool(raw["falls"]), _columns(columns))

    @property
    def finished(self) -> bool | None:
        """Whether all that it shows is solved or closed (True) or none of it is (False); None where both may be.

        Worked out for the indexes: they hold the finished apart from the unfinished.
        """
        statuses = set(Status)
        for condition in self.conditions if self.match == "all" else ():
            if condition.field == "status":
                statuses &= {status for status in Status if status.value in condition.allowed}
            elif condition.field == "stage":
                statuses &= {status for stage in condition.allowed for status in STAGES[Stage(stage)]}
        if not statuses:
            return None
        kinds = {status not in UNFINISHED for status in statuses}
        return kinds.pop() if len(kinds) == 1 else None

    def as_json(self) -> dict[str, Any]:
        return {
            "version": VERSION,
            "match": self.match,
            "sort": self.sort,
            "falls": self.falls,
            "columns": list(self.columns),
            "conditions": [
                {"field": each.field, "op": each.op, "values": list(each.values)} for each in self.conditions
            ],
        }

    def refs(self, *fields: str) -> set[str]:
        """What the conditions of these fields refer to."""
        return {
            value
            for condition in self.conditions
            if condition.field in fields
            for value in condition.values
            if _is_ref(value)
        }


def _columns(raw: Any) -> tuple[str, ...]:
    if not isinstance(raw, list) or not 0 < len(raw) <= len(COLUMNS):
        raise NotADefinition("the columns are a list")
    if not all(isinstance(name, str) and name in COLUMNS for name in raw) or len(set(raw)) < len(raw):
        raise NotADefinition("no such column, or one twice")
    if ALWAYS_SHOWN not in raw:
        raise NotADefinition("the subject is always shown: it is the link")
    return tuple(raw)
