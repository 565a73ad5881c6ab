"""`candor privacy map`: what is held about people, column by column."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from candor.kernel.command import Command as CandorCommand
from candor.kernel.registries.personal_data import LAWFUL_BASIS, Column, Store, Table, stores, tables

HEADINGS = ("column", "category", "purposes", "erase", "export", "portable", "log", "lock", "kept by")


class Command(CandorCommand):
    help = "Show what is held about people: every column of every table, and every store"
    needs_instance = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="list columns that are about nobody, too")
        parser.add_argument("--json", action="store_true", help="print one JSON object per column and store")

    def handle(self, *args: Any, **options: Any) -> None:
        columns = [(table, name) for _name, table in sorted(tables().items()) for name in table.columns]
        if options["json"]:
            for table, name in columns:
                self.tell(_column(table, name, table.columns[name]))
            for _name, store in sorted(stores().items()):
                self.tell(_store(store))
            return
        rows = [_line(table, name) for table, name in columns if options["all"] or table.columns[name].is_personal]
        for line in _aligned([HEADINGS, *rows]):
            self.stdout.write(line)
        self.stdout.write(f"\n{len(rows)} columns of {len(columns)} in {len(tables())} tables, {len(stores())} stores.")


def _column(table: Table, name: str, answers: Column) -> dict[str, Any]:
    return {
        "table": table.name,
        "column": name,
        "row": table.row.value,
        "ways": [str(way) for way in table.ways],
        "names_person": name in table.naming,
        "personal": answers.is_personal,
        "category": answers.category,
        "purposes": [purpose.value for purpose in answers.purposes],
        "bases": [LAWFUL_BASIS[purpose] for purpose in answers.purposes],
        "erase": answers.erase.value,
        "export": answers.export.value,
        "portable": answers.portable,
        "log": answers.log.value,
        "lock": answers.lock.value,
        "author": answers.author.value if answers.is_personal else "",
        "recipients": [recipient.value for recipient in answers.recipients],
        "keep": table.keep if answers.is_personal else "",
        "store": answers.store,
    }


def _store(store: Store) -> dict[str, Any]:
    return {
        "store": store.name,
        "holds": store.holds,
        "erase": store.erase.value,
        "paths": list(store.paths),
        "kept": store.keeper is not None,
    }


def _line(table: Table, name: str) -> tuple[str, ...]:
    answers = table.columns[name]
    return (
        f"{table.name}.{name}",
        answers.category.removeprefix("user.") or "-",
        ",".join(answers.purposes) or "-",
        answers.erase.value,
        answers.export.value,
        "yes" if answers.portable else "no",
        answers.log.value,
        answers.lock.value,
        table.keep if answers.is_personal else "-",
    )


def _aligned(rows: list[tuple[str, ...]]) -> list[str]:
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEADINGS))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
