"""Looking again at an erasure that is done: is anything of the person there that was not kept on a ground?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from candor.kernel.registries.personal_data import DATABASE, Subject, keepers, table_of, tables
from candor.people.public import Organisation, Person
from candor.privacy import ledger
from candor.privacy.erasing.freezing import rows_that_change, steps_in_the_database
from candor.privacy.erasing.refusing import is_refused
from candor.privacy.erasing.steps import deletes
from candor.privacy.ledger import Entry, State
from candor.privacy.models import (
    Affected,
    AffectedSearch,
    ClientRequest,
    CompellingGround,
    Contest,
    DisclosedPerson,
    Doing,
    Erasure,
    ErasurePiece,
    ErasureState,
    IdentityCheck,
    Lock,
    LogRead,
    PaperLetter,
    RecipientTask,
    RefusedItem,
    Replacement,
    RequestLetter,
    RequestStep,
    SubjectRequest,
)
from candor.privacy.rights import DEEDS, takes_everything

ABOUT_THE_REQUEST = {
    model._meta.db_table
    for model in (
        *(Erasure, Replacement, CompellingGround, ClientRequest),
        *(SubjectRequest, RequestStep, RefusedItem, IdentityCheck, RequestLetter, PaperLetter, Contest),
        *(Affected, AffectedSearch, LogRead),
        *(DisclosedPerson, RecipientTask),
    )
}
"""The request file, the registers of breaches and of recipients, and the readings of the access log lead by the
person's number alone."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Where something was found, and how much; `what` is one of `found`, `typed-on`, `ledger`, `unknown`."""

    what: str
    place: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Checked:
    """One erasure with what was found."""

    ref: str
    state: str
    findings: tuple[Finding, ...]


def check_erasures(ref: str = "") -> Iterator[Checked]:
    """Look at one or at all erasures that were begun, oldest first, and at what the ledger says of each."""
    entries = _entries()
    begun = Erasure.objects.exclude(begun_at=None).order_by("pk")
    for erasure in begun.filter(ref=ref) if ref else begun.iterator():
        told = entries.get(erasure.ref, [])
        yield Checked(erasure.ref, erasure.state, (*_found(erasure), *_typed_on(erasure), *_ledger(erasure, told)))
    known = set(Erasure.objects.values_list("ref", flat=True)) if not ref else set(entries)
    for other in sorted(ref for ref in entries.keys() - known if not is_refused(entries[ref][-1])):
        state = entries[other][-1].state.value
        yield Checked(other, state, (Finding("unknown", "ledger"),))


def _found(erasure: Erasure) -> Iterator[Finding]:
    """By the person's number alone: that is all that is known of them now. While it runs, all is still on its way."""
    if erasure.state != ErasureState.DONE:
        return
    there: Counter[str] = Counter()
    subject = Subject(erasure.subject_number)
    if takes_everything(erasure.right):
        for name, keeper in keepers().items():
            found = keeper.discover(subject) if name != DATABASE else rows_that_change(subject)
            there.update(piece.place for piece in found if piece.place not in ABOUT_THE_REQUEST)
    else:
        there.update(step.piece.place for step in steps_in_the_database(erasure, subject))
    for place, number in sorted((there - _expected(erasure)).items()):
        yield Finding("found", place, number)


def _expected(erasure: Erasure) -> Counter[str]:
    """What stayed: kept on a ground, or emptied because something kept points to it, the lock and the list of it."""
    expected: Counter[str] = Counter(_named_by_the_request(erasure))
    for group in erasure.counts["pieces"]:
        stays = {Doing.KEEP, Doing.STRIP, Doing.REBUILD}
        if group["doing"] in stays or (group["doing"] == Doing.CHANGE and not takes_everything(erasure.right)):
            expected[group["place"]] += group["count"]
    for kept in erasure.kept:
        expected[kept["place"]] = max(expected[kept["place"]], kept["count"])
        expected[ErasurePiece._meta.db_table] += kept["count"]
    if erasure.kept:
        expected[Lock._meta.db_table] += 1
        expected.update(dict.fromkeys(_index_kinds(), 10**9))
    return expected


def _named_by_the_request(erasure: Erasure) -> Iterator[str]:
    """The index finds companies that were asked for another contact or have the say, and staff who noted it."""
    named = {Organisation: Organisation._meta.label_lower, Person: Person._meta.label_lower}
    for model in (Replacement, ClientRequest):
        keys = [field for field in model._meta.concrete_fields if field.related_model in named]
        for row in model._base_manager.filter(subject_number=erasure.subject_number):
            yield from (named[field.related_model] for field in keys if getattr(row, field.attname))  # type: ignore[index] # a key of it


def _index_kinds() -> set[str]:
    """Entries of what is kept are written anew whenever it changes: the tables answer for them."""
    return {table.model._meta.label_lower for table in tables().values() if table.model is not None}


def _typed_on(erasure: Erasure) -> Iterator[Finding]:
    """Nothing but rows that were made anonymous may lead to the row that takes the person's place (trap T10)."""
    if erasure.tombstone is None:
        return
    pieces = rows_that_change(Subject(erasure.tombstone))
    theirs = Counter(
        piece.place
        for piece in pieces
        if piece.place != table_of(Person).name and deletes(tables()[piece.place], piece) and not piece.field
    )
    for place in _of_rows_that_stay():
        theirs.pop(place, None)
    for place, number in sorted(theirs.items()):
        yield Finding("typed-on", place, number)


def _of_rows_that_stay() -> set[str]:
    """Tables whose rows lead to people over others' rows that are anonymous now, as a letter does over its case."""
    return {
        table.name for table in tables().values() if all("__" in way.through or way.to for way in table.ways)
    }  # fmt: skip


def _ledger(erasure: Erasure, told: list[Entry]) -> Iterator[Finding]:
    states = [entry.state for entry in told]
    expected = [State.BEGUN, State.DONE] if erasure.state == ErasureState.DONE else [State.BEGUN]
    if states != expected or (not erasure.replayed and any(entry.plan != erasure.plan_hash for entry in told)):
        yield Finding("ledger", "ledger")


def _entries() -> dict[str, list[Entry]]:
    """What the ledger says of erasures, by their references."""
    found: dict[str, list[Entry]] = {}
    for line in ledger.our_files().lines():
        entry = ledger.read_line(line)
        if entry.deed in DEEDS.values():
            found.setdefault(entry.deed_id, []).append(entry)
    return found
