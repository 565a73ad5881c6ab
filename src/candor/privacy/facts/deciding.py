"""Rows decided: the facts about each, put to `rules.deciding.decide`, and the fate of each of its columns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from candor.kernel.registries.personal_data import Column, Purpose, Row, Table, subject_model, table_of
from candor.privacy.facts.circumstances import Circumstances, circumstances_of_people, holds_of_people, together
from candor.privacy.facts.paths import pointing_at
from candor.privacy.facts.rows import Known, known_rows
from candor.privacy.rules.deciding import Contract, Decision, Facts, Item, decide, fate
from candor.privacy.rules.deciding import Standing as As
from candor.privacy.rules.periods import Rules

Fates = Mapping[str, Mapping[str, Decision]]
"""By the row's key and the column, for every personal column: what happens to the value."""


def decide_rows(
    table: Table, keys: Collection[str], circumstances: Circumstances, now: datetime, rules: Rules
) -> Fates:
    """What happens to rows of one person, who stands in these circumstances.

    Others whose rows they are too count with their holds. A file goes as the rows that point to it do; whether somebody
    else's points to it too, whoever erases asks. Rows that are gone are not in the answer. The number of queries does
    not depend on how many keys there are.
    """
    return _decided(table, keys, lambda known: _with_others(circumstances, known), now, rules)


def decide_rows_by_period(table: Table, keys: Collection[str], now: datetime, rules: Rules) -> Fates:
    """What happens to rows about which nobody asked: each by its own period, and by what stands about its people."""
    return _decided(table, keys, _of_everybody, now, rules)


Standing = Mapping[str, Circumstances]


def _decided(table: Table, keys: Collection[str], standing: Any, now: datetime, rules: Rules) -> Fates:
    if not keys:
        return {}
    if table.row is Row.REFCOUNT:
        return _as_those_that_point(table, keys, standing, now, rules)
    known = known_rows(table, keys, rules)
    stands: Standing = standing(known)
    return {key: _fates(table, row, stands[key], now, rules) for key, row in known.items()}


def _with_others(circumstances: Circumstances, known: Mapping[str, Known]) -> Standing:
    """The person's own circumstances, with the holds of everybody whose row it is too, and nothing else of theirs."""
    others = {person for row in known.values() for person in row.people} - circumstances.people
    holds = holds_of_people(others) if others else {}
    return {
        key: replace(circumstances, holds=tuple(sorted({*circumstances.holds, *_all_of(holds, row.people)})))
        for key, row in known.items()
    }


def _of_everybody(known: Mapping[str, Known]) -> Standing:
    found = circumstances_of_people({person for row in known.values() for person in row.people})
    return {key: together([found[person] for person in row.people]) for key, row in known.items()}


def _all_of(holds: Mapping[int, set[date]], people: Iterable[int]) -> set[date]:
    return {day for person in people for day in holds.get(person, ())}


def _fates(table: Table, row: Known, stands: Circumstances, now: datetime, rules: Rules) -> dict[str, Decision]:
    found: dict[tuple[tuple[Purpose, ...], bool], Decision] = {}
    facts = _facts(table, row, stands)
    anchor = _with_contracts(table, row.anchor, stands, rules.day_of(now))
    for column in table.columns.values():
        of_company = row.is_of_company and not _is_identifier(column)
        if column.is_personal and (column.purposes, of_company) not in found:
            found[column.purposes, of_company] = fate(
                decide(Item(purpose, table.keep, anchor, of_company), facts, now, rules) for purpose in column.purposes
            )
    return {
        name: found[column.purposes, row.is_of_company and not _is_identifier(column)]
        for name, column in table.columns.items()
        if column.is_personal
    }


def _is_identifier(column: Column) -> bool:
    """Who somebody is and how they are reached is theirs, though the case that it stands in is a company's."""
    return column.category.startswith(("user.name", "user.contact"))


def _facts(table: Table, row: Known, stands: Circumstances) -> Facts:
    around = stands.around if _says_who(table) else ()
    return Facts(
        request=stands.request,
        holds=tuple(sorted({*stands.holds, *row.holds, *around})),
        contracts=_contracts(table, stands),
        clients=stands.clients,
        restricted=stands.restricted,
        no_advertising=stands.no_advertising,
        compelling=stands.grounds.get((table.name, row.key), ""),
    )


def _contracts(table: Table, stands: Circumstances) -> tuple[Contract, ...]:
    """While nobody asks, being a company's contact keeps who they are; all else goes by its period."""
    if stands.request is not None or _says_who(table):
        return stands.contracts
    return tuple(one for one in stands.contracts if one.standing is not As.CONTACT)


def _says_who(table: Table) -> bool:
    """Whether the table holds who people are, and goes when they are customers no more."""
    subject = subject_model()
    return subject is not None and table.keep == table_of(subject).keep


def _with_contracts(table: Table, anchor: date | None, stands: Circumstances, today: date) -> date | None:
    """The end of a person's last contract is a sign of theirs like any other."""
    if anchor is None or table.since is not None or not _says_who(table):
        return anchor
    ended = [one.ends_on for one in stands.contracts if one.ends_on is not None and one.ends_on < today]
    return max(anchor, *ended) if ended else anchor


def _as_those_that_point(
    table: Table, keys: Collection[str], standing: Any, now: datetime, rules: Rules
) -> Fates:  # fmt: skip
    """One query for each table that points here, and what deciding its rows takes."""
    pointed: dict[str, list[Decision]] = defaultdict(list)
    for other, key in pointing_at(table):
        model: Any = other.model
        rows = dict(model._base_manager.filter(**{f"{key}__in": keys}).values_list("pk", key))
        column = str(model._meta.get_field(key).column)
        found = _decided(other, [str(number) for number in rows], standing, now, rules)
        for number, file in rows.items():
            if column in found.get(str(number), {}):
                pointed[str(file)].append(found[str(number)][column])
    alone = _unpointed(table, [key for key in keys if str(key) not in pointed], standing, now, rules)
    personal = [name for name, column in table.columns.items() if column.is_personal]
    return {**alone, **{key: dict.fromkeys(personal, fate(found)) for key, found in pointed.items()}}


def _unpointed(table: Table, keys: Collection[str], standing: Any, now: datetime, rules: Rules) -> Fates:
    """What nothing points to any more has nothing but itself to go by."""
    model: Any = table.model
    there = {str(key): Known() for key in model._base_manager.filter(pk__in=keys).values_list("pk", flat=True)}
    stands: Standing = standing(there)
    return {key: _fates(table, row, stands[key], now, rules) for key, row in there.items()}
