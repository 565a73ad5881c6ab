"""Purpose limitation (GDPR Art. 5(1)(b)): who reads for a purpose reads no value that is not held for it.

Each personal column names its purposes in the map. Inside `reading_for` every query on the database is compared with it
before it runs: a column that is selected, joined, sorted or filtered by is read. Every route reads for the purposes of
its policy; what is done for another one (a newsletter's recipients, a list for sales) says so itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from django.db import connection

from candor.kernel.registries.personal_data import Purpose, Table, tables

ALL_BUT_ADVERTISING = frozenset(Purpose) - {Purpose.SALES, Purpose.MARKETING}
"""What serving people who came to us takes. Approaching them takes a purpose of its own."""

NAMED_TABLE = re.compile(r'\b(?:FROM|JOIN|INTO|UPDATE)\s+"?(\w+)"?(?:\s+(?:AS\s+)?"?([TUVW]\d+)"?)?')
NAMED_COLUMN = re.compile(r'"?\b(\w+)"?\."(\w+)"')
EVERY_COLUMN = re.compile(r"\bSELECT\s+(?:DISTINCT\s+)?(?:\"?\w+\"?\.)?\*")


LONG = 12_000
"""Characters of a statement that is not kept: the numbers of many rows stand in it, and it does not come again."""


class NotForThisPurpose(RuntimeError):
    """Somebody read a value that is not held for what they do. The text names columns and purposes, no value."""


@contextmanager
def reading_for(*purposes: Purpose) -> Iterator[None]:
    """Refuse every query of this block that touches a personal column held for none of these purposes.

    Raises NotForThisPurpose from the query. Blocks within each other each refuse by themselves.
    """
    allowed = frozenset(purposes)
    closed = _closed(allowed, tuple(tables().values()))

    def compare(execute: Callable[..., Any], sql: str, *further: Any) -> Any:
        if refused := _columns_in(sql) & closed:
            columns = ", ".join(sorted(f"{table}.{column}" for table, column in refused))
            names = ", ".join(purpose.value for purpose in sorted(allowed))
            raise NotForThisPurpose(f"{columns} may not be read for {names or 'nothing'}")
        return execute(sql, *further)

    with connection.execute_wrapper(compare):
        yield


@lru_cache(maxsize=32)
def _closed(allowed: frozenset[Purpose], declared: tuple[Table, ...]) -> frozenset[tuple[str, str]]:
    """The columns that may not be read for these purposes, with `*` of their tables.

    Worked out once: each statement is then compared in half a microsecond, a long one took 19.
    """
    closed = {
        (table.name, name)
        for table in declared
        for name, answers in table.columns.items()
        if answers.is_personal and allowed.isdisjoint(answers.purposes)
    }
    return frozenset(closed | {(table, "*") for table, _column in closed})


def _columns_in(sql: str) -> frozenset[tuple[str, str]]:
    """The columns that a statement reads, by their tables' own names; `*` where it asks for all of a table.

    Adding rows reads nothing. Pages ask the same few statements again and again: what was read out of the last ones is
    kept, of short ones only, so that memory stays flat however many different ones there are.
    """
    if not sql.lstrip("( ").startswith(("SELECT", "UPDATE", "DELETE", "WITH")):
        return frozenset()
    return _columns_named(sql) if len(sql) < LONG else _columns_named.__wrapped__(sql)


@lru_cache(maxsize=512)
def _columns_named(sql: str) -> frozenset[tuple[str, str]]:
    named = [(match[1], match[2]) for match in NAMED_TABLE.finditer(sql)]
    alias_of = {alias: table for table, alias in named if alias}
    found = {(alias_of.get(table, table), column) for table, column in NAMED_COLUMN.findall(sql)}
    if EVERY_COLUMN.search(sql):
        found |= {(table, "*") for table, _alias in named}
    return frozenset(found)
