"""Other people in texts that the person never saw (Art. 15(4)): their names and addresses are masked, and it is said.

What the person wrote, or was sent or shown, goes out unchanged. Staff who appear in notes are other people too (CJEU,
C-579/21).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import islice

from candor.kernel.registries.personal_data import Subject, tables
from candor.kernel.registries.personal_data.copying import Target
from candor.people.public import colleagues_of, staff_numbers, texts_naming
from candor.privacy.exporting.around import Circle, circles
from candor.privacy.exporting.rows import texts_of_others
from candor.privacy.exporting.stage import Entry, Stage
from candor.privacy.redacting import Variants, redacted, variants_of

BATCH = 200
SHORTEST = 3
"""Letters. A shorter word says of nobody that they are meant."""

HIGHEST = 4
"""Steps up from a row: a file's name, its message, its case."""


def mask(stage: Stage, subject: Subject) -> None:
    """Mask others in every text that was not seen. A constant number of queries for a batch of rows."""
    masks = _Masks(subject)
    for place in stage.places():
        _mask_place(place, stage, masks)


def mask_rows_of(place: str, stage: Stage, subject: Subject) -> None:
    """The same in the rows of one table, where any of them needs it."""
    if any(True for _entry in unseen_in(place, stage)):
        _mask_place(place, stage, _Masks(subject))


def unseen_in(place: str, stage: Stage) -> Iterator[Entry]:
    """The rows of a place that hold words which the person has not seen."""
    columns = texts_of_others(tables()[place]) if place in tables() else []
    entries = stage.entries(place) if columns else iter(())
    return (entry for entry in entries if not entry.seen and any(entry.body.get(name) for name in columns))


def _mask_place(place: str, stage: Stage, masks: _Masks) -> None:
    unseen = unseen_in(place, stage)
    while batch := list(islice(unseen, BATCH)):
        stage.mask(list(masks.of(batch, texts_of_others(tables()[place]), stage)))


class _Masks:
    """The patterns of whom to mask; those of everybody who works here are compiled once."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._own = variants_of(subject)
        named = texts_naming([number for number in staff_numbers() if number not in subject.numbers])
        self._staff = variants(frozenset().union(*named.values()))

    def of(self, batch: list[Entry], columns: list[str], stage: Stage) -> Iterator[tuple[Entry, Mapping[str, object]]]:
        """Rows in which somebody is masked, with what they say then."""
        around = self._around(batch, stage)
        for entry in batch:
            further = variants(frozenset(around[entry.number]))
            put = {name: self._masked(value, further) for name in columns if (value := entry.body.get(name))}
            changed = {name: value for name, value in put.items() if value != entry.body[name]}
            if changed:
                yield entry, changed

    def _masked(self, value: object, further: Variants) -> object:
        """Texts as such; what came as JSON part by part."""
        if isinstance(value, dict):
            return {name: self._masked(part, further) for name, part in value.items()}
        if isinstance(value, list):
            return [self._masked(part, further) for part in value]
        if not isinstance(value, str):
            return value
        without_staff = redacted(value, self._staff, sparing=self._own)
        return redacted(without_staff, further, sparing=self._own)

    def _around(self, batch: list[Entry], stage: Stage) -> Mapping[int, set[str]]:
        """By row, the texts that name people who had to do with it, or with what it hangs on."""
        centres = {entry.number: list(_upwards(entry, stage)) for entry in batch}
        by_place: dict[str, set[str]] = {}
        for place, key in (target for targets in centres.values() for target in targets):
            by_place.setdefault(place, set()).add(key)
        found = {place: circles(place, keys) for place, keys in by_place.items()}
        by_row = {number: [found[place][key] for place, key in targets] for number, targets in centres.items()}
        numbers = {number for of_row in by_row.values() for circle in of_row for number in circle.numbers}
        named = texts_naming(numbers - set(self._subject.numbers))
        texts = {number: _texts(of_row, named) for number, of_row in by_row.items()}
        by_themselves = [entry for entry in batch if not entry.hangs_on]
        colleagues = self._colleagues(" ".join(_words(entry) for entry in by_themselves))
        return texts | {entry.number: texts[entry.number] | colleagues for entry in by_themselves}

    def _colleagues(self, text: str) -> set[str]:
        """Of everybody in the person's organisations, the names and addresses of those of whom the text may speak."""
        said = text.casefold()
        portions = colleagues_of(self._subject.numbers) if said else iter(())
        return {
            name
            for numbers in portions
            for names in texts_naming(numbers).values()
            if any(word in said for name in names for word in name.casefold().split() if len(word) >= SHORTEST)
            for name in names
        }


def _texts(of_row: Iterable[Circle], named: Mapping[int, set[str]]) -> set[str]:
    texts: set[str] = set()
    for circle in of_row:
        texts |= circle.texts
        for number in circle.numbers:
            texts |= named.get(number, set())
    return texts


def _words(entry: Entry) -> str:
    return " ".join(str(value) for value in entry.body.values() if value)


def _upwards(entry: Entry, stage: Stage) -> Iterator[Target]:
    """The row, what it hangs on, and what that hangs on in turn."""
    level = {(entry.place, entry.key)}
    for _step in range(HIGHEST):
        yield from sorted(level)
        known = (stage.entry(*target) for target in level)
        level = {target for found in known if found is not None for target in found.hangs_on.values()}


@lru_cache(maxsize=512)
def variants(texts: frozenset[str]) -> Variants:
    """The patterns of several people at once."""
    return variants_of(Subject(0, words=tuple(sorted(texts))))
