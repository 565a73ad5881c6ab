"""Which tables stand in which group of the Account Manager, by what name: read from the map and the words of copies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from candor.kernel.registries.personal_data import PURPOSE_WORDS, Export, Purpose, Table, subject_model
from candor.kernel.registries.telling import Group, chapters, group_of, groups, telling_of
from candor.kernel.stores.portions import shown_tables
from candor.privacy.exporting.reading import in_words

MOST_REASONS = 3


@dataclass(frozen=True, slots=True)
class Kind:
    """A table as a person reads of it. What `hangs_on_another` of its group says more about that one."""

    table: Table
    group: str
    hangs_on_another: bool
    place: tuple[int, int, str]

    @property
    def key(self) -> str:
        return self.table.name

    @property
    def name(self) -> str:
        told = telling_of(self.table.name).name
        return str(told) or in_words(self.table.name.partition("_")[2] or self.table.name)


def kinds() -> list[Kind]:
    """All of them: what stands by itself before what hangs on it, then in the order of a copy."""
    order = {chapter.key: chapter.order for chapter in chapters()}
    found = [_kind(table, order) for table in shown_tables()]
    return sorted(found, key=lambda kind: (kind.hangs_on_another, *kind.place))


def kinds_by_group() -> list[tuple[Group, list[Kind]]]:
    """The groups in their order, each with its kinds."""
    found = kinds()
    return [(group, [kind for kind in found if kind.group == group.key]) for group in groups()]


def reasons(tables: Iterable[Table]) -> str:
    """Why these are held, in a line: what most of their values are held for."""
    counted: Counter[Purpose] = Counter()
    for table in tables:
        counted.update(
            purpose
            for answers in table.columns.values()
            if answers.export is Export.YES
            for purpose in answers.purposes
        )
    return "; ".join(_(PURPOSE_WORDS[purpose]) for purpose, _count in counted.most_common(MOST_REASONS))


def _kind(table: Table, order: dict[str, int]) -> Kind:
    telling, group = telling_of(table.name), group_of(table.name)
    return Kind(table, group, _hangs(table, group), (order.get(telling.chapter, 0), telling.order, table.name))


def _hangs(table: Table, group: str) -> bool:
    """Whether the first way to people leads over another table of the group."""
    first = next(iter(table.ways), None)
    if first is None or first.through == "self" or table.model is None:
        return False
    target = getattr(table.model._meta.get_field(first.through.split("__")[0]), "related_model", None)
    if target is None or target is subject_model() or "__" not in first.through:
        return False
    return group_of(target._meta.db_table) == group
