"""The map in the order in which documents tell it: by purpose, category and retention."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from candor.kernel.registries.personal_data import Column, Purpose, Recipient, Table, retentions, tables


@dataclass(frozen=True, slots=True)
class Held:
    """Values of one category that are held for one purpose under one retention key."""

    category: str
    keep: str
    places: tuple[str, ...]
    recipients: tuple[Recipient, ...]


def personal_columns() -> Iterator[tuple[Table, str, Column]]:
    """Every personal column, by table and in the order of its declaration."""
    for name, table in sorted(tables().items()):
        for column, answers in table.columns.items():
            if answers.is_personal:
                yield tables()[name], column, answers


def held_for(purpose: Purpose) -> list[Held]:
    """What is held for the purpose, by category and retention key."""
    columns = [found for found in personal_columns() if purpose in found[2].purposes]
    groups = sorted({(answers.category, table.keep) for table, _name, answers in columns})
    return [
        Held(
            category,
            keep,
            places=tuple(
                f"{table.name}.{name}"
                for table, name, answers in columns
                if (answers.category, table.keep) == (category, keep)
            ),
            recipients=tuple(
                sorted(
                    {
                        recipient
                        for table, _name, answers in columns
                        if (answers.category, table.keep) == (category, keep)
                        for recipient in answers.recipients
                    }
                )
            ),
        )
        for category, keep in groups
    ]


def purposes_in_use() -> list[Purpose]:
    return [purpose for purpose in Purpose if held_for(purpose)]


def how_long(key: str) -> str:
    """A retention key in words: when its period begins, and how long it is where the software itself ends it."""
    retention = retentions()[key]
    if retention.period is None:
        return retention.begins
    days, rest = retention.period.days, retention.period.seconds
    length = f"{days} days" if days else f"{rest // 60} minutes"
    return f"{retention.begins} Ends by itself after {length}."
