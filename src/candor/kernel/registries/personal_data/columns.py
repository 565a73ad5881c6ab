"""One column's answers, and the kinds of columns that most tables are made of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from candor.kernel.registries.personal_data.words import (
    Author,
    DeclarationError,
    Erase,
    Export,
    Lock,
    Log,
    Purpose,
    Recipient,
)


@dataclass(frozen=True, slots=True)
class Column:
    """The five answers for one column, and for personal columns what the record of processing needs.

    `store` names the store outside the tables that the value leads to: a file's row is erased with its bytes.
    """

    erase: Erase
    export: Export
    portable: bool
    log: Log
    lock: Lock
    category: str = ""
    purposes: tuple[Purpose, ...] = ()
    author: Author = Author.SOFTWARE
    recipients: tuple[Recipient, ...] = ()
    store: str = ""

    @property
    def is_personal(self) -> bool:
        return bool(self.category)


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
    """A column about a person. `category` is a fideslang data category such as `user.contact.email`.

    Raises DeclarationError for an answer that contradicts another or a word that is not in the map.
    """
    if not purposes:
        raise DeclarationError(f"{category} has no purpose")
    if erase is Erase.NOTHING:
        raise DeclarationError(f"{category} is personal and says that erasure does nothing")
    if portable and export is not Export.YES:
        raise DeclarationError(f"{category} is portable and in no export")
    try:
        told = tuple(Recipient(recipient) for recipient in recipients)
    except ValueError as problem:
        raise DeclarationError(f"{category}: {problem}") from None
    return Column(erase, export, portable, log, lock, category, tuple(purposes), author, told, store)


def technical() -> Column:
    """A column that says nothing about anybody on its own: keys, versions, states of the software."""
    return Column(Erase.NOTHING, Export.NO, portable=False, log=Log.NO, lock=Lock.SHOW)


def business(*, recipients: Iterable[Recipient] = ()) -> Column:
    """A column about the organisation that runs Candor, about another one or about our work, not about a person."""
    return Column(
        Erase.NOTHING, Export.NO, portable=False, log=Log.NO, lock=Lock.SHOW, recipients=tuple(recipients)
    )  # fmt: skip


def link() -> Column:
    """A foreign key to a row that erasure may delete: emptied then. It says nothing about anybody on its own."""
    return Column(Erase.NULL, Export.NO, portable=False, log=Log.NO, lock=Lock.SHOW)


def secret(
    category: str = "user.account", *, purposes: Iterable[Purpose] = (Purpose.ACCOUNT, Purpose.SECURITY)
) -> Column:
    """A hash, key or token of a person: erased with its row, never in any export. Nobody has an account without."""
    return personal(
        category,
        purposes=purposes,
        erase=Erase.DELETE_ROW,
        export=Export.NEVER,
        log=Log.NO,
        author=Author.SOFTWARE,
    )
