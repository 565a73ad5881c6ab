"""The tables, and their values as they are read alike from both databases: to be copied, compared and looked at.

A value is compared as Candor itself would read it. What stands in a JSON column is taken as its text: parsed, NULL and
JSON's `null` would be the same.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from operator import itemgetter
from typing import Any

from django.apps import apps
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.models import CharField, Field, JSONField, Model, TextField
from django.db.models.functions import Cast

from candor.kernel.db.inserting import is_made

AT_ONCE = 200
"""Rows that are held in memory at a time."""

MOST_KEPT = 10_000
"""Values that are remembered by name, of those that were mended and of those that cannot come along."""

WIDEST = 2**63 - 1
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

Look = Callable[[Any], str]
Mend = Callable[[Any], Any]

NUL, NOT_UTF8, TOO_LONG, TOO_LARGE, NOT_JSON = (
    "holds a NUL character", "is no valid UTF-8", "is longer than its column", "is larger than its column",
    "is no JSON that PostgreSQL takes",
)  # fmt: skip
MENDABLE = frozenset({NUL, NOT_UTF8})


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, what is asked for, what PostgreSQL may refuse of it, how that is mended and compared."""

    name: str
    asked: str | Cast
    is_made: bool
    look: Look | None
    mend: Mend | None
    plain: Callable[[Any], object] | None


@dataclass(frozen=True, slots=True)
class Table:
    model: type[Model]
    columns: tuple[Column, ...]

    @property
    def name(self) -> str:
        return self.model._meta.db_table

    @property
    def copied(self) -> tuple[Column, ...]:
        """Those that a row brings; the others are worked out by the database."""
        return tuple(column for column in self.columns if not column.is_made)

    def rows(self, alias: str, columns: Sequence[Column]) -> Iterator[tuple[Any, ...]]:
        """Every row of the table in the database of this name, in flat memory."""
        asked = self.model._base_manager.using(alias).order_by().values_list(*(column.asked for column in columns))
        return asked.iterator(chunk_size=AT_ONCE)

    def count(self, alias: str) -> int:
        return self.model._base_manager.using(alias).count()


@dataclass(slots=True)
class Tally:
    """How many rows a table has, and the sum of their hashes, which is the same in whatever order they are read."""

    rows: int = 0
    total: int = 0

    def add(self, row: Iterable[object]) -> None:
        written = repr(tuple(row)).encode("utf-8", "surrogatepass")
        self.rows += 1
        self.total += int.from_bytes(hashlib.blake2b(written, digest_size=16).digest(), "big")

    def said(self) -> list[Any]:
        """Rows and digest."""
        return [self.rows, f"{self.total % 2**128:032x}"]


@dataclass(frozen=True, slots=True)
class Unfit:
    """A value that PostgreSQL refuses: where it stands and why. Never the value itself."""

    table: str
    column: str
    key: str
    why: str

    def __str__(self) -> str:
        return f"{self.table}, row {self.key}: {self.column} {self.why}"


@dataclass(slots=True)
class Found:
    """How many values there are of a kind, and the first of them by name: a database may be full of them."""

    count: int = 0
    first: list[Unfit] = field(default_factory=list)

    def add(self, value: Unfit) -> None:
        self.count += 1
        if len(self.first) < MOST_KEPT:
            self.first.append(value)


@dataclass(slots=True)
class Reader:
    """Takes the rows of tables one by one: mends what may be mended, notes what PostgreSQL refuses."""

    table: Table
    mends: bool
    unfit: Found = field(default_factory=Found)
    mended: Found = field(default_factory=Found)
    _looked_at: list[tuple[int, Column]] = field(init=False)
    _key: Callable[[tuple[Any, ...]], object] = field(init=False)

    def __post_init__(self) -> None:
        self._looked_at = [(place, column) for place, column in enumerate(self.table.columns) if column.look]
        names = [column.name for column in self.table.columns]
        self._key = itemgetter(names.index(str(self.table.model._meta.pk.column)))

    def taken(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        """The row as it is copied."""
        for place, column in self._looked_at:
            value = row[place]
            if value is not None and column.look and (why := column.look(value)):
                found = Unfit(self.table.name, column.name, str(self._key(row)), why)
                if self.mends and why in MENDABLE and column.mend:
                    self.mended.add(found)
                    row = (*row[:place], column.mend(value), *row[place + 1 :])
                else:
                    self.unfit.add(found)
        return row


def all_tables() -> list[Table]:
    """Every table of every slice, in the order of their names."""
    models = (model for model in apps.get_models(include_auto_created=True) if _has_table(model))
    return sorted((table_of(model) for model in models), key=lambda table: table.name)


def _has_table(model: type[Model]) -> bool:
    return model._meta.managed and not model._meta.proxy


def table_of(model: type[Model]) -> Table:
    return Table(model, tuple(_column(each) for each in model._meta.local_concrete_fields))


def compared(columns: Sequence[Column]) -> Callable[[tuple[Any, ...]], Iterator[object]]:
    """What turns a row into the values that are compared."""
    ways = [column.plain for column in columns]

    def values(row: tuple[Any, ...]) -> Iterator[object]:
        for value, plain in zip(row, ways, strict=True):
            yield plain(value) if plain and value is not None else value

    return values


def _column(given: Field[Any, Any]) -> Column:
    kind = _end_of(given)
    is_json = isinstance(kind, JSONField)
    look, mend = _look(kind)
    made = is_made(given)
    return Column(
        name=str(given.column),
        asked=Cast(given.attname, TextField()) if is_json else given.attname,
        is_made=made,
        look=None if made else look,
        mend=mend,
        plain=_plain_json if is_json else PLAIN.get(kind.get_internal_type()),
    )


def _end_of(given: Field[Any, Any]) -> Field[Any, Any]:
    """What a foreign key holds is what it points to."""
    while given.is_relation:
        given = given.target_field  # type: ignore[attr-defined] # relations of our tables have one
    return given


def _look(kind: Field[Any, Any]) -> tuple[Look | None, Mend | None]:
    if isinstance(kind, JSONField):
        return _look_at_json, _mend_json
    if isinstance(kind, CharField | TextField):
        return partial(_look_at_text, kind.max_length or WIDEST), _mend_text
    lowest, highest = BaseDatabaseOperations.integer_field_ranges.get(kind.get_internal_type(), (-WIDEST, WIDEST))
    return (partial(_look_at_number, lowest, highest), None) if highest < WIDEST else (None, None)


def _look_at_text(most: int, value: str) -> str:
    if "\0" in value:
        return NUL
    if len(value) > most:
        return TOO_LONG
    return "" if value.isascii() or _is_utf8(value) else NOT_UTF8


def _look_at_number(lowest: int, highest: int, value: int) -> str:
    return "" if lowest <= value <= highest else TOO_LARGE


def _look_at_json(value: str) -> str:
    if "\\u" not in value and value.isascii():
        return ""
    try:
        texts = list(_texts_in(json.loads(value)))
    except ValueError:
        return NOT_JSON
    if any("\0" in text for text in texts):
        return NUL
    return "" if all(map(_is_utf8, texts)) else NOT_UTF8


def _texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield key
            yield from _texts_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts_in(each)


def _is_utf8(value: str) -> bool:
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _mend_text(value: str) -> str:
    """Each character that PostgreSQL refuses becomes U+FFFD, so that nobody takes the text for whole."""
    if not _is_utf8(value):
        value = "".join(REPLACEMENT if 0xD800 <= ord(letter) <= 0xDFFF else letter for letter in value)
    return value.replace("\0", REPLACEMENT)


def _mend_json(value: str) -> str:
    return json.dumps(_mended_within(json.loads(value)))


def _mended_within(value: Any) -> Any:
    if isinstance(value, str):
        return _mend_text(value)
    if isinstance(value, dict):
        return {_mend_text(key): _mended_within(each) for key, each in value.items()}
    return [_mended_within(each) for each in value] if isinstance(value, list) else value


def _plain_json(value: str) -> str:
    """PostgreSQL keeps neither the order of keys nor how a number was written."""
    return json.dumps(json.loads(value, parse_float=_number), sort_keys=True)


def _number(text: str) -> float | int:
    value = Decimal(text)
    return int(value) if value == value.to_integral_value() else float(text)


def _plain_moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat()


def _plain_decimal(value: Decimal) -> str:
    return f"{value.normalize() + 0:f}"  # PostgreSQL knows no negative nought


PLAIN: dict[str, Callable[[Any], object]] = {
    "BinaryField": bytes,
    "BooleanField": bool,
    "DateTimeField": _plain_moment,
    "DecimalField": _plain_decimal,
}
