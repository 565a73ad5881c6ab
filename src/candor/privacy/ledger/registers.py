"""Holds and locks in the ledger: that they were set or lifted, so that a restored backup learns of it (trap T12).

Setting is a deed whose id is the entry's own reference; lifting is another whose id follows from it (`lifting_of`), so
that pressing again, after whatever went wrong, continues what was begun. Each is begun before the register changes and
done once it has. A setting that was begun and is in no register never came about: `settle` closes it. A lifting that
was begun and not done is not lifted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date
from typing import TypeVar

from django.apps import apps

from candor.privacy.ledger.entries import Deed, Entry
from candor.privacy.ledger.files import LedgerBroken, LedgerBusy
from candor.privacy.ledger.writing import begin, done, still_open
from candor.privacy.models import Hold, Lock

MODELS: Mapping[Deed, type[Hold] | type[Lock]] = {Deed.HOLD: Hold, Deed.LOCK: Lock}
SET, LIFTED = "set", "lifted"

Done = TypeVar("Done")


def lifting_of(ref: str) -> str:
    """The id of the deed that lifts the hold or lock of this reference."""
    return hashlib.sha256(f"lifting {ref}".encode("ascii")).hexdigest()[:16]


def setting(ref: str, deed: Deed, subject: str, said: Mapping[str, int], enter: Callable[[], Done]) -> Done:
    """Set a hold or lock: begin, let `enter` write the register, and note whether it did.

    Raises LedgerBusy and LedgerBroken before anything was written, and whatever `enter` raises.
    """
    begin(ref, deed, subject, counts={SET: 1, **said})
    try:
        return enter()
    finally:
        _close(ref, deed)


def lifting(ref: str, deed: Deed, subject: str, lift: Callable[[], bool]) -> bool:
    """Lift one: begin, let `lift` write the register, and note it when it is lifted. Raises as `setting` does."""
    begin(lifting_of(ref), deed, subject, counts={LIFTED: 1})
    lifted = lift()
    if lifted:
        with _later():
            done(lifting_of(ref), counts={LIFTED: 1})
    return lifted


def settle() -> int:
    """Note what became of everything begun that the register knows more about; how many. Raises LedgerBusy."""
    refs = {deed: _refs(deed) for deed in MODELS}
    return sum(_settled(entry, refs[entry.deed]) for entry in still_open() if entry.deed in MODELS)


def subject_ref(kind: str, number: int) -> str:
    """The random reference of a row that is held, such as a case."""
    return str(apps.get_model(kind)._base_manager.values_list("ref", flat=True).get(pk=number))


def day_number(day: date | None) -> int:
    """A day as a figure: 20270301; 0 for none."""
    return int(day.strftime("%Y%m%d")) if day else 0


def _close(ref: str, deed: Deed) -> None:
    """What became of a setting."""
    with _later():
        done(ref, counts={SET: int(MODELS[deed]._default_manager.filter(ref=ref).exists())})


@contextmanager
def _later() -> Iterator[None]:
    """The register has changed and the beginning stands; if the end cannot be written now, `settle` writes it."""
    with suppress(LedgerBusy, LedgerBroken):
        yield


def _refs(deed: Deed) -> dict[str, str]:
    """Deeds of the register that came about, by id, and what they were: every one set, and every lifting."""
    rows = MODELS[deed]._default_manager.values_list("ref", "lifted_at")
    return {ref: SET for ref, _at in rows} | {lifting_of(ref): LIFTED for ref, at in rows if at is not None}


def _settled(entry: Entry, came_about: Mapping[str, str]) -> bool:
    kind = came_about.get(entry.deed_id)
    if kind is None and LIFTED in entry.counts:
        return False
    done(entry.deed_id, counts={kind or SET: int(kind is not None)})
    return True
