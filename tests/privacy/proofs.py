"""The three proofs. Each takes the eraser and the exporter that it tries, so that it can be shown to bite.

canary     what was planted is found nowhere afterwards, but where the eraser said that it stays and on what ground
bystander  nothing changed but what the eraser said it would change
duality    exported before = erased or kept with a ground; exported after = kept
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from candor.kernel.registries.personal_data import Erase, Export, Subject, tables
from tests.privacy.carriers import Cell, snapshot, where_tokens_are
from tests.privacy.world import World


@dataclass(frozen=True)
class Deed:
    """What an eraser says of one value: it is gone, or with `ground` it stays."""

    cell: Cell
    ground: str = ""


Eraser = Callable[[Subject], Iterable[Deed]]
Exporter = Callable[[Subject], Mapping[Cell, Any]]

REQUEST_FILE = "request file"
"""The ground of what stays with the person's request, locked for the officer: no copy of the data shows it later."""

ON_FILE = (
    "privacy_subjectrequest.address of ", "privacy_identitycheck.place of ", "privacy_requestletter.to_address of ",
    "privacy_recipienttask.person_name of ", "privacy_recipienttask.person_address of ",
)  # fmt: skip
"""What the request file keeps of values that stand elsewhere too: by the last two a recipient knows whom to erase
(Art. 19)."""

RAW_FILES = ("the file candor", "the file test")
"""The database's files, whatever the test process calls them."""

OWN_RECORDS = (
    "kernel_auditfact",
    "kernel_auditseal",
    "kernel_job",
    "kernel_numberseries",
    "kernel_pendingindexing",
    "privacy_clientrequest",
    "privacy_compellingground",
    "privacy_erasure",
    "privacy_erasurepiece",
    "privacy_lock",
    "privacy_paperletter",
    "privacy_recipienttask",
    "privacy_replacement",
)
"""Where an eraser writes down what it did: new rows there explain themselves."""

LEASE = "privacy_ledgerlease"
"""The one row that follows how far the ledger has come."""


def left_by(
    erase: Eraser, world: World, *, request_file: Collection[str] = (), then: Callable[[], None] | None = None
) -> list[str]:
    """The canary: every place in which a mark stands after the erasure, and after what happens `then`.

    Marks may stand in columns that the map keeps under lock, if they were planted there, and in the places that begin
    like one of `request_file`; nowhere else.
    """
    list(erase(world.subject))
    if then is not None:
        then()
    found = where_tokens_are(set(world.mint.planted))
    return sorted(
        f"{form} in {place}"
        for token, places in found.items()
        for origin, form in [world.mint.planted[token]]
        for place in places
        if not place.startswith((*request_file, *_where_it_stays(origin), *_where_it_is_on_file(places)))
    )


def unexplained_after(erase: Eraser, world: World) -> list[str]:
    """The bystander: every value that changed, came or went without a deed that says so."""
    before = snapshot()
    deeds = {deed.cell for deed in erase(world.subject) if not deed.ground}
    after = snapshot()
    changed = {cell for cell in before.keys() | after.keys() if before.get(cell) != after.get(cell)}
    return sorted(
        f"{table}.{column} of {key}"
        for table, key, column in changed - deeds
        if table != LEASE
        and not ((table in OWN_RECORDS or _is_new_row((table, key), before)) and (table, key, column) not in before)
    )


def untold_by(
    erase: Eraser, export: Exporter, world: World, *, says_nothing: Collection[Any] = ()
) -> list[str]:  # fmt: skip
    """The duality, as sentences about every value for which it does not hold.

    A row that something kept points to stays when it is emptied: an erased value may be exported as `says_nothing`.
    """
    exported = export(world.subject).keys()
    deeds = {deed.cell: deed.ground for deed in erase(world.subject)}
    kept = {cell for cell, ground in deeds.items() if ground}
    again = {
        cell
        for cell, value in export(world.subject).items()
        if (cell in exported or cell[0] not in OWN_RECORDS)
        and not (cell in deeds and cell not in kept and value in says_nothing)
    }
    shown = {cell for cell in kept if deeds[cell] != REQUEST_FILE}
    return sorted(
        [f"{name(cell)} was exported and is neither erased nor kept" for cell in exported - deeds.keys()]
        + [f"{name(cell)} was dealt with and is in no export" for cell in _owed(deeds) - exported]
        + [f"{name(cell)} is exported still and was not kept" for cell in again - kept]
        + [f"{name(cell)} was kept and is not exported any more" for cell in (shown & exported) - again]
    )


def name(cell: Cell) -> str:
    table, key, column = cell
    return f"{table}.{column} of {key}"


def _where_it_stays(origin: str) -> tuple[str, ...]:
    """A value that the map keeps under lock stands in its column, and in the database's raw files."""
    table, _, column = origin.partition(".")
    is_kept = table in tables() and tables()[table].columns[column].erase is Erase.KEEP_LOCKED
    return (f"{origin} of ", *RAW_FILES) if is_kept else ()


def _where_it_is_on_file(places: Collection[str]) -> tuple[str, ...]:
    """The address to which a request was answered is one of the person's, and on file: there, and in the raw files."""
    return (*ON_FILE, *RAW_FILES) if any(place.startswith(ON_FILE) for place in places) else ()


def _is_new_row(row: tuple[str, str], before: Mapping[Cell, Any]) -> bool:
    """The tombstone that takes a person's place in rows that stay."""
    return row[0] == "people_person" and not any(cell[:2] == row for cell in before)


def _owed(deeds: Mapping[Cell, str]) -> set[Cell]:
    """Of what was dealt with, that which a copy of the data shows."""
    return {cell for cell in deeds if cell[0] in tables() and tables()[cell[0]].columns[cell[2]].export is Export.YES}
