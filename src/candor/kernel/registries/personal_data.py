"""The map of what is held about people: every column of every table, and every store outside the tables.

Each slice declares its own in `personal_data.py`, beside the models. For every column there are five independent
answers (`erase`, `export`, `portable`, `log`, `lock`), because one list that serves two of them is how names survive.
`undeclared`, `missing` and `undeclared_entries` compare the declarations with the live schema and the home; the start
is refused while they find anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from pathlib import Path

from django.db import connection, models

from candor.kernel.db.schema import live_columns


class Purpose(StrEnum):
    """Why a value is held. The lawful basis (GDPR Art. 6(1)) follows from the purpose."""

    SUPPORT = "support"
    CONTRACT = "contract"
    ACCOUNT = "account"
    SECURITY = "security"
    SALES = "sales"
    MARKETING = "marketing"
    LEGAL_DUTY = "legal-duty"
    ACCOUNTABILITY = "accountability"
    STAFF = "staff"


LAWFUL_BASIS: Mapping[Purpose, str] = {
    Purpose.SUPPORT: "6(1)(b)",
    Purpose.CONTRACT: "6(1)(b)",
    Purpose.ACCOUNT: "6(1)(b)",
    Purpose.SECURITY: "6(1)(f)",
    Purpose.SALES: "6(1)(f)",
    Purpose.MARKETING: "6(1)(a)",
    Purpose.LEGAL_DUTY: "6(1)(c)",
    Purpose.ACCOUNTABILITY: "6(1)(c)",
    Purpose.STAFF: "6(1)(b)",
}


class Row(StrEnum):
    """Whose row it is."""

    SUBJECT = "subject"
    SHARED = "shared"
    MENTION = "mention"
    REFCOUNT = "refcount"
    NOBODY = "nobody"


class Erase(StrEnum):
    """What erasure does to a value."""

    DELETE_ROW = "delete-row"
    NULL = "null"
    PLACEHOLDER = "placeholder"
    REDACT_SPANS = "redact-spans"
    KEEP_LOCKED = "keep-locked"
    KEEP_ANONYMOUS = "keep-anonymous"
    SHRED = "shred"
    NOTHING = "nothing"


class Export(StrEnum):
    """Whether a copy of the data (Art. 15) shows the value."""

    YES = "yes"
    NO = "no"
    NEVER = "never"


class Lock(StrEnum):
    """What a restriction (Art. 18) does to the value."""

    HIDE = "hide"
    SHOW = "show"


class Log(StrEnum):
    """Whether looking at the value is an access that the log keeps."""

    YES = "yes"
    NO = "no"


class Author(StrEnum):
    """Who wrote the value."""

    SUBJECT = "subject"
    STAFF = "staff"
    SENDER = "sender"
    OTHER = "other"
    SOFTWARE = "software"


@dataclass(frozen=True, slots=True)
class Column:
    """The five answers for one column, and for personal columns what the record of processing needs."""

    erase: Erase
    export: Export
    portable: bool
    log: Log
    lock: Lock
    category: str = ""
    purposes: tuple[Purpose, ...] = ()
    author: Author = Author.SOFTWARE
    recipients: tuple[str, ...] = ()
    store: str = ""

    @property
    def is_personal(self) -> bool:
        return bool(self.category)


@dataclass(frozen=True, slots=True)
class Table:
    """One table's declaration. `person` is the path of foreign keys to the person; `keep` the retention key."""

    name: str
    row: Row
    columns: Mapping[str, Column]
    person: str = ""
    keep: str = ""


@dataclass(frozen=True, slots=True)
class Store:
    """A place outside the tables: a folder or file in the home, an index, a queue, a log, a remote system."""

    name: str
    holds: str
    erase: Erase
    paths: tuple[str, ...] = ()
    schemas: tuple[str, ...] = ()


class DeclarationError(ValueError):
    """A declaration contradicts itself or another one."""


_tables: dict[str, Table] = {}
_stores: dict[str, Store] = {}


def personal(  # noqa: PLR0913 - five independent answers and their reasons: that is the point of the map
    category: str,
    *,
    purposes: Iterable[Purpose],
    erase: Erase,
    export: Export = Export.YES,
    portable: bool = False,
    lock: Lock = Lock.HIDE,
    log: Log = Log.YES,
    author: Author = Author.SUBJECT,
    recipients: Iterable[str] = (),
    store: str = "",
) -> Column:
    """A column about a person. `category` is a fideslang data category such as `user.contact.email`."""
    if not purposes:
        raise DeclarationError(f"{category} has no purpose")
    return Column(erase, export, portable, log, lock, category, tuple(purposes), author, tuple(recipients), store)


def technical() -> Column:
    """A column that says nothing about anybody on its own: keys, versions, states of the software."""
    return Column(Erase.NOTHING, Export.NO, portable=False, log=Log.NO, lock=Lock.SHOW)


def business() -> Column:
    """A column about the organisation that runs Candor or about its work, not about a person."""
    return Column(Erase.NOTHING, Export.NO, portable=False, log=Log.NO, lock=Lock.SHOW)


def secret(category: str = "user.account", *, purposes: Iterable[Purpose] = (Purpose.SECURITY,)) -> Column:
    """A hash, key or token of a person: erased with its row, never in any export."""
    return Column(
        Erase.DELETE_ROW, Export.NEVER, portable=False, log=Log.NO, lock=Lock.HIDE, category=category,
        purposes=tuple(purposes), author=Author.SOFTWARE,
    )  # fmt: skip


def declare(
    model: type[models.Model], *, row: Row, fields: Mapping[str, Column], person: str = "", keep: str = ""
) -> None:
    """Declare a model's table. `fields` names the model's fields (a foreign key by its field name)."""
    columns = {_column_name(model, name): answers for name, answers in fields.items()}
    declare_table(model._meta.db_table, row=row, columns=columns, person=person, keep=keep)


def _column_name(model: type[models.Model], name: str) -> str:
    field = model._meta.get_field(name)
    if not isinstance(field, models.Field):
        raise DeclarationError(f"{model._meta.label}.{name} has no column of its own")
    return str(field.column)


def declare_table(name: str, *, row: Row, columns: Mapping[str, Column], person: str = "", keep: str = "") -> None:
    """Declare a table by its name in the database, for third-party tables and tables without models."""
    if any(column.is_personal for column in columns.values()):
        if row is Row.NOBODY:
            raise DeclarationError(f"{name} has personal columns and says that it is nobody's")
        if not keep:
            raise DeclarationError(f"{name} has personal columns and no retention key")
    if name in _tables and _tables[name].columns.keys() != columns.keys():
        raise DeclarationError(f"{name} is declared twice")
    _tables[name] = Table(name, row, dict(columns), person, keep)


def declare_store(
    name: str, *, holds: str, erase: Erase, paths: Iterable[str] = (), schemas: Iterable[str] = ()
) -> None:
    """Declare a place outside the tables: its entries in the instance's home (shell patterns), its database schemas."""
    _stores[name] = Store(name, holds, erase, tuple(paths), tuple(schemas))


def tables() -> Mapping[str, Table]:
    return dict(_tables)


def stores() -> Mapping[str, Store]:
    return dict(_stores)


def undeclared() -> list[str]:
    """What the live database has and no declaration names, as sentences. Empty when all is mapped."""
    live = _live()
    problems = [f"The table {name} is not declared." for name in sorted(live.keys() - _tables.keys())]
    for name in sorted(live.keys() & _tables.keys()):
        declared = _tables[name].columns.keys()
        problems += [f"The column {name}.{column} is not declared." for column in sorted(live[name] - declared)]
    return problems


def missing() -> list[str]:
    """What is declared and the live database does not have, as sentences."""
    live = _live()
    problems = [f"The declared table {name} does not exist." for name in sorted(_tables.keys() - live.keys())]
    for name in sorted(live.keys() & _tables.keys()):
        declared = _tables[name].columns.keys()
        problems += [f"The declared column {name}.{column} does not exist." for column in sorted(declared - live[name])]
    return problems


def undeclared_entries(home: Path) -> list[str]:
    """Files and folders in the instance's home that belong to no declared store, as sentences."""
    patterns = [pattern for store in _stores.values() for pattern in store.paths]
    database = Path(str(connection.settings_dict["NAME"])).name
    return [
        f"{entry.name} in {home} belongs to no declared store; move it away."
        for entry in sorted(home.iterdir())
        if not any(fnmatchcase(entry.name, pattern) for pattern in (*patterns, database, f"{database}[-.]*"))
    ]


def _live() -> dict[str, set[str]]:
    return live_columns(except_schemas=[schema for store in _stores.values() for schema in store.schemas])
