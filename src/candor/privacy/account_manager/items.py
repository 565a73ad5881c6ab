"""The rows of one table that are somebody's, in the shape of a page: what each says, from whom, and when it goes.

The end is the answer of `decide`, the same that the eraser and the runs of the rules ask.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from candor.kernel import clock
from candor.kernel.registries.personal_data import DATABASE, Author, By, Export, Piece, Subject, Table
from candor.kernel.stores.portions import named_in, newest_of, owned_among
from candor.privacy.account_manager import slots
from candor.privacy.account_manager.origins import origins_of
from candor.privacy.exporting.held import AUTHOR_WORDS
from candor.privacy.exporting.portion import blocks_of, entries_of
from candor.privacy.exporting.reading import Block, Tongue
from candor.privacy.exporting.stage import Entry
from candor.privacy.facts import Fates, circumstances_of, decide_rows
from candor.privacy.queries.rule_packs import rules_in_force
from candor.privacy.rules.deciding import Action, Decision

PAGE = 20


@dataclass(frozen=True, slots=True)
class Item:
    """One row. `block` is None where a copy shows nothing of it but that it is there.

    `ends` says what keeps it and until when, more than once where its values go at different times. `only_names` tells
    that the row is not theirs and names them in a column, `note` that something of it stands in the copy alone.
    `origin` says how it came to us, "" where nobody knows.
    """

    place: str
    key: str
    block: Block | None
    sources: tuple[str, ...]
    ends: tuple[Decision, ...]
    only_names: bool
    note: str = ""
    origin: str = ""

    @property
    def name(self) -> str:
        """What stands for the item in addresses and registers: table and key."""
        return f"{self.place}.{self.key}"

    @property
    def end(self) -> Decision | None:
        """What keeps the longest-lived value."""
        return self.ends[0] if self.ends else None


@dataclass(frozen=True, slots=True)
class Portion:
    """A page of items, the newest first, and the key after which the next one begins, "" at the end."""

    items: list[Item]
    older: str


def items_of(subject: Subject, table: Table, tongue: Tongue, *, before: str = "") -> Portion:
    """Those of one table, beyond the key `before`. The number of queries does not depend on how many there are."""
    found = newest_of(table, subject, before=_key(table, before), most=PAGE + 1)
    keys = found[:PAGE]
    if not keys:
        return Portion([], "")
    pieces = list(_pieces(table, subject, keys))
    entries = entries_of(table, pieces, subject)
    notes = _keep_back(table, entries)
    blocks = blocks_of(entries.values(), tongue)
    fates = decide_rows(table, [str(key) for key in keys], circumstances_of(subject), clock.now(), rules_in_force())
    sources = _sources(table, subject, keys)
    origins = origins_of(table, [str(key) for key in keys], subject, tongue)
    items = [
        Item(
            table.name,
            piece.key,
            blocks.get(piece.key),
            sources[piece.key],
            tuple(_ends(table, fates, piece)),
            bool(piece.field),
            notes.get(piece.key, ""),
            origins.get(piece.key, ""),
        )
        for piece in _once(pieces)
    ]
    return Portion(items, str(keys[-1]) if len(found) > PAGE else "")


def _key(table: Table, text: str) -> object | None:
    """The key that an address names, None for one that can be none."""
    model: Any = table.model
    if not text:
        return None
    try:
        key: object = model._meta.pk.to_python(text)
    except ValidationError:
        return None
    return key if not isinstance(key, int) or abs(key) < 2**63 else None


def _pieces(table: Table, subject: Subject, keys: Sequence[object]) -> Iterator[Piece]:
    """Their own rows as a whole; of others' rows the columns in which they are named."""
    owned = owned_among(table, subject, keys)
    rest = [key for key in keys if key not in owned]
    named = named_in(table, subject, rest) if rest else {}
    for key in keys:
        if key in owned:
            yield Piece(DATABASE, table.name, str(key))
        else:
            yield from (
                Piece(DATABASE, table.name, str(key), column) for column, those in named.items() if key in those
            )


def _keep_back(table: Table, entries: Mapping[str, Entry]) -> dict[str, str]:
    """Take away what pages leave to the copy; by key, the sentence that says so."""
    rule = slots.kept_back(table.name)
    if rule is None:
        return {}
    keys = rule.of(list(entries))
    for key in keys:
        for column in rule.columns:
            entries[key].body.pop(column, None)
    return dict.fromkeys(keys, str(rule.says))


def _once(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The first of each row: one that names somebody twice is one item."""
    seen: set[str] = set()
    for piece in pieces:
        if piece.key not in seen:
            seen.add(piece.key)
            yield piece


def _ends(table: Table, fates: Fates, piece: Piece) -> Iterator[Decision]:
    """The different decisions about what a copy shows of the row, the one that keeps longest first."""
    shown = [
        decision
        for column, decision in fates.get(piece.key, {}).items()
        if table.columns[column].export is Export.YES and piece.field in {"", column}
    ]
    order = list(Action)
    far = max((one.until.toordinal() for one in shown if one.until), default=0) + 1
    return iter(
        sorted(
            dict.fromkeys(shown),
            key=lambda one: (order.index(one.action), -(one.until.toordinal() if one.until else far)),
        )
    )


def _sources(table: Table, subject: Subject, keys: Collection[object]) -> Mapping[str, tuple[str, ...]]:
    """From whom each row's words come, by key: where a column says who wrote them, by that."""
    authors = {answers.author for answers in table.columns.values() if answers.export is Export.YES}
    wrote = _written_by_them(table, subject, keys)
    if wrote is None:
        everybody = tuple(str(words) for author, words in AUTHOR_WORDS.items() if author in authors)
        return {str(key): everybody for key in keys}
    others = tuple(
        str(words) for author, words in AUTHOR_WORDS.items() if author in authors - {Author.SUBJECT, Author.SOFTWARE}
    )
    yours = (str(AUTHOR_WORDS[Author.SUBJECT]),)
    return {str(key): yours if str(key) in wrote else others or yours for key in keys}


def _written_by_them(table: Table, subject: Subject, keys: Collection[object]) -> set[str] | None:
    """The rows that the person wrote; None where the rows do not say who did."""
    ways = [way for way in table.sender if way.by in {By.KEY, By.ADDRESS} and not way.to and not way.only]
    if not ways or table.model is None:
        return None
    rows = table.model._base_manager.filter(pk__in=keys).values_list("pk", *(way.through for way in ways))
    theirs = {*subject.numbers, *subject.addresses}
    return {str(key) for key, *values in rows if any(value in theirs for value in values)}
