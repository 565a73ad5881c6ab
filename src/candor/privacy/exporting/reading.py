"""A row of a copy as a person reads it: words for its columns and values, moments in their zone, files as links."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from babel import Locale
from babel.numbers import format_decimal
from django.db import models
from django.utils.translation import gettext as _

from candor.kernel.registries.personal_data import Export, Table, subject_model, tables
from candor.kernel.registries.telling import Words, telling_of
from candor.privacy.exporting.stage import Entry
from candor.privacy.exporting.words import COLUMN_WORDS
from candor.ui.public import long_date

LONG = 90
"""Characters. A longer value, or one of several lines, stands by itself below its word."""


@dataclass(frozen=True, slots=True)
class Linked:
    """A file by the name it was given. `member` is its place in the archive, or with "" `why` says why it has none."""

    name: str
    member: str
    why: str = ""

    @property
    def address(self) -> str:
        """Its place as a link writes it."""
        return quote(self.member)


@dataclass(frozen=True, slots=True)
class Line:
    """A value with its word. `is_long` asks for a paragraph of its own."""

    word: str
    value: str
    is_long: bool = False
    file: Linked | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A row: what it is, what heads it, its lines. `masked` are the words of values in which somebody was masked."""

    depth: int
    what: str
    head: str
    lines: list[Line]
    masked: list[str]

    @property
    def short(self) -> list[Line]:
        return [line for line in self.lines if not line.is_long]

    @property
    def facts(self) -> list[tuple[str, str]]:
        """The short lines as words with their values."""
        return [(line.word, line.value) for line in self.short]

    @property
    def long(self) -> list[Line]:
        return [line for line in self.lines if line.is_long]

    @property
    def says_something(self) -> bool:
        return bool(self.head or self.lines)

    @property
    def size(self) -> int:
        """Characters, roughly."""
        return 200 + len(self.head) + sum(len(line.value) + 60 for line in self.lines)


@dataclass(frozen=True, slots=True)
class Tongue:
    """How moments are told to the reader."""

    locale: Locale
    zone: tzinfo

    def moment(self, text: str) -> str:
        when = datetime.fromisoformat(text).astimezone(self.zone)
        return f"{long_date(when.date(), self.locale)}, {when:%H:%M}"

    def amount(self, text: object) -> str:
        return str(format_decimal(Decimal(str(text)), format="#,##0.00####", locale=self.locale))

    def day(self, text: str) -> str:
        return long_date(date.fromisoformat(text), self.locale)


FileOf = Callable[[str], Linked | None]
"""The file with the number of this row."""


class Reader:
    """Reads rows of any place. What is worked out about a table is kept."""

    def __init__(self, tongue: Tongue, file_of: FileOf) -> None:
        self._tongue, self._file_of = tongue, file_of
        self._places: dict[str, _Place] = {}

    def block(self, entry: Entry) -> Block:
        place = self._places.get(entry.place) or self._places.setdefault(entry.place, _Place(entry.place))
        texts = {name: text for name in place.columns if (text := self._text(place, name, entry))}
        heads = place.telling.heads
        head = " · ".join(texts[name] for name in heads if name in texts)
        lines = [self._line(place, name, text, entry) for name, text in texts.items() if name not in heads]
        masked = [place.word(name) for name in entry.masked]
        return Block(entry.depth, place.name, head, lines, masked)

    def _text(self, place: _Place, name: str, entry: Entry) -> str:
        value = entry.body.get(name)
        if value in (None, "", [], {}):
            return ""
        return entry.names.get(name) or place.columns[name](value, self._tongue)

    def _line(self, place: _Place, name: str, text: str, entry: Entry) -> Line:
        file = self._file_of(str(entry.body[name])) if name in place.files else None
        if file is not None:
            return Line(place.word(name), file.name, file=file)
        return Line(place.word(name), text, len(text) > LONG or "\n" in text)


class _Place:
    """What there is to know about a table, or another place: `columns` say how each value is read, in their order."""

    def __init__(self, name: str) -> None:
        self.telling = telling_of(name)
        self.name = str(self.telling.name) or in_words(name.partition("_")[2] or name)
        self.columns: dict[str, Form] = {}
        self._words: dict[str, str] = {}
        self.files: set[str] = set()
        table = tables().get(name)
        if table is not None and table.model is not None:
            self._read(table, table.model)

    def word(self, name: str) -> str:
        """The slice's word, the usual one, or the column's own name, the first that there is."""
        if name not in self._words:
            self._words[name] = str(self.telling.columns.get(name) or COLUMN_WORDS.get(name) or in_words(name))
        return self._words[name]

    def _read(self, table: Table, model: type[models.Model]) -> None:
        fields = {str(field.column): field for field in model._meta.concrete_fields}
        for name, answers in table.columns.items():
            if answers.export is not Export.YES or name in self.telling.left_out:
                continue
            self.columns[name] = _form(fields[name], self.telling.values.get(name))
            if answers.store:
                self.files.add(name)


Form = Callable[[Any, Tongue], str]


def _form(field: Any, words: Words | None) -> Form:
    """How values of a column are read."""
    if words is not None:
        return lambda value, _tongue: str(words.get(value, value))
    if field.related_model is subject_model():
        return lambda _value, _tongue: _("you")
    for kind, form in FORMS:
        if isinstance(field, kind):
            return form
    return lambda value, _tongue: _plain(value)


FORMS: tuple[tuple[type[models.Field[Any, Any]], Form], ...] = (
    (models.DateTimeField, lambda value, tongue: tongue.moment(value)),
    (models.DateField, lambda value, tongue: tongue.day(value)),
    (models.DecimalField, lambda value, tongue: tongue.amount(value)),
    (models.BooleanField, lambda value, _tongue: _("yes") if value else _("no")),
)
"""By the kind of field, the first that fits: a moment's field is a day's, too."""


def _plain(value: object) -> str:
    """What came as JSON as lines of words, all else as it is."""
    if isinstance(value, dict):
        return "\n".join(f"{in_words(str(name))}: {_plain(part)}" for name, part in value.items())
    if isinstance(value, list):
        return ", ".join(_plain(part) for part in value)
    return str(value)


def in_words(name: str) -> str:
    """A column's or table's own name, where nobody told a better one."""
    return name.removesuffix("_id").replace("_", " ").replace(".", " ").capitalize()
