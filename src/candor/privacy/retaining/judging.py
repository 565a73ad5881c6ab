"""What becomes of records whose period may be over: the one decision about all that belongs to each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from candor.kernel.registries.personal_data import Table
from candor.privacy.facts import decide_rows_by_period
from candor.privacy.retaining.records import Kind, changes_anything, rows_of_records, tied_to
from candor.privacy.rules.deciding import Decision, fate
from candor.privacy.rules.periods import Rules

Keys = dict[str, list[str]]
"""By table the keys of rows."""


@dataclass(slots=True)
class Judged:
    """A record with its rows. `decision` keeps it as a whole, or lets it go."""

    number: int
    decisions: list[Decision] = field(default_factory=list)
    rows: Keys = field(default_factory=dict)

    @property
    def decision(self) -> Decision:
        return fate(self.decisions)

    @property
    def goes(self) -> bool:
        return not self.decision.keeps


def judge(kind: Kind, numbers: Collection[int], now: datetime, rules: Rules) -> list[Judged]:
    """Decide each record by all of its rows and by those that would hang without it. Asks everything anew.

    What has no rows that an end would change is left out. The number of queries does not depend on how many they are.
    """
    found = {number: Judged(number) for number in numbers}
    for part in kind.parts:
        if changes_anything(part.table):
            _decide(part.table, rows_of_records(part, numbers), found, now, rules)
    for table, key, target in tied_to(kind):
        _decide_tied(table, key, target, found, now, rules)
    return [one for one in found.values() if one.rows]


def count_rows(records: Iterable[Judged]) -> Counter[str]:
    """How many rows of each table these records have."""
    found: Counter[str] = Counter()
    for one in records:
        found.update({place: len(keys) for place, keys in one.rows.items()})
    return found


def _decide(table: Table, owners: dict[str, int], found: dict[int, Judged], now: datetime, rules: Rules) -> None:
    for key, columns in decide_rows_by_period(table, list(owners), now, rules).items():
        one = found[owners[key]]
        one.rows.setdefault(table.name, []).append(key)
        one.decisions += columns.values()


def _decide_tied(  # noqa: PLR0913 - a key between two tables, and what a decision takes
    table: Table, key: str, target: Table, found: dict[int, Judged], now: datetime, rules: Rules
) -> None:
    """A row elsewhere that needs one of the record's stays as long as its own rules say, and the record with it."""
    owners = {row: one for one in found.values() for row in one.rows.get(target.name, ())}
    if not owners:
        return
    model: Any = table.model
    pointing = dict(model._base_manager.filter(**{f"{key}__in": list(owners)}).values_list("pk", key))
    fates = decide_rows_by_period(table, [str(row) for row in pointing], now, rules)
    for row, pointed in pointing.items():
        owners[str(pointed)].decisions += fates.get(str(row), {}).values()


def by_table(records: Iterable[Judged]) -> Keys:
    """The rows of all these records together."""
    keys: Keys = defaultdict(list)
    for one in records:
        for place, found in one.rows.items():
            keys[place] += found
    return keys
