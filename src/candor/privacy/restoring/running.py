"""A restore from its first byte to the open gate. Killed anywhere, it is begun again and comes to the same end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from candor.kernel import instance, search
from candor.kernel.actor import SYSTEM
from candor.kernel.audit import record
from candor.kernel.backup import gate, reading, snapshots
from candor.kernel.backup.gate import Gate, Matter, Phase
from candor.kernel.backup.making import BUNDLE, Tell
from candor.kernel.backup.reading import Found
from candor.kernel.backup.sealing import Key
from candor.kernel.command import bring_up_to_date
from candor.kernel.models import Instance
from candor.privacy.restoring import ledgers
from candor.privacy.restoring.aftermath import Aftermath, settle_the_past
from candor.privacy.restoring.ledgers import LedgerMissing
from candor.privacy.restoring.replaying import Replayed, replay

NO_LEDGER = "missing-ledger"


class NotEmpty(RuntimeError):
    """There is an instance here already; the text says what to do."""


@dataclass(slots=True)
class Wanted:
    """What is restored: the archive, its key, a ledger that was named, and whether one may be missing."""

    archive: Path
    key: Key
    ledger: Path | None = None
    accepts_missing_ledger: bool = False


@dataclass(slots=True)
class Restored:
    """What came of it. The house is open when there are no `matters`."""

    found: Found
    entries: int
    replayed: Replayed
    aftermath: Aftermath
    matters: tuple[Matter, ...] = field(default=())


def begin(wanted: Wanted) -> Gate:
    """Look at everything that can be looked at beforehand, then close the gate and put settings and keys in place.

    Raises NotEmpty, LedgerMissing, and as `reading` does: then nothing was changed. What stands here because a restore
    was killed makes way.
    """
    found = Found()
    with reading.things_in(wanted.archive, wanted.key, found):
        pass
    if not found.about.get("database"):
        raise NotEmpty("This is the bundle of keys that stands beside backups. Name the backup itself.")
    said, standing = found.about["ledger"], gate.standing()
    new = Gate(Phase.PUTTING, wanted.archive.name, int(said["entries"]), str(said["head"]))
    look_for_another(new.archive)
    is_missing = ledgers.find_ledger(wanted.archive, new, wanted.ledger) is None
    if is_missing and not wanted.accepts_missing_ledger:
        raise LedgerMissing(
            "No privacy ledger was found that is at least as new as this backup, so nobody knows who was erased since."
            " Bring its copy and name it with --ledger. If it is lost for good: --accept-missing-ledger; then only"
            " administrators can enter until they have settled it."
        )
    if standing is None or standing.phase is Phase.PUTTING:
        gate.close(replace(new, ledger_missing=is_missing))
        reading.put_settings(wanted.archive, wanted.key, settings.INSTANCE.home)
        _take_newer_keys(wanted)
    return gate.standing() or new


def look_for_another(archive: str) -> None:
    """Raises NotEmpty where an instance stands here, or the restore of another archive was begun."""
    standing = gate.standing()
    if standing is not None and standing.archive != archive:
        raise NotEmpty(f"The restore of {standing.archive} was begun here and is not done: go on with that one.")
    if standing is None and not snapshots.is_empty():
        raise NotEmpty(
            "There is an instance here already. Restore into an empty home (CANDOR_HOME), with an empty database."
        )


def go_on(
    wanted: Wanted, tell: Callable[[str, int, int], None] = lambda *_: None, heard: Tell = lambda _: None
) -> Restored:
    """Put database and files in place, do again what happened since, and open the gate. The settings are loaded anew.

    Raises as `reading`, `snapshots` and the ledger do; the gate stays closed then.
    """
    standing = gate.standing()
    if standing is None:
        raise NotEmpty("No restore was begun here.")
    found = Found()
    if standing.phase is Phase.PUTTING:
        if not snapshots.is_empty() and connection.vendor == "postgresql":
            snapshots.clear_tables()
        found = reading.put_in_place(wanted.archive, wanted.key, settings.INSTANCE.home, heard)
        standing = _turn(standing, Phase.REPLAYING)
    bring_up_to_date()
    if not standing.ledger_missing:
        ledger = ledgers.find_ledger(wanted.archive, standing, wanted.ledger)
        if ledger is None:
            raise LedgerMissing("The privacy ledger is not there any more. Bring it back and go on.")
        ledgers.take_ledger(ledger)
    else:
        ledgers.begin_anew()
    return _brought_up_to_date(standing, found, tell)


def settle_matter(number: str, by: object = SYSTEM) -> bool:
    """Note that a person has seen to it; with the last one the house is open. False where no such matter is open."""
    standing = gate.standing()
    if standing is None or number not in {matter.id for matter in standing.matters}:
        return False
    left = tuple(matter for matter in standing.matters if matter.id != number)
    with transaction.atomic():
        record("privacy.restore.settled", _row(), by=by, matter=number)  # type: ignore[arg-type] # an actor
    if left:
        gate.close(replace(standing, matters=left))
    else:
        gate.open_to_all()
    return True


def _brought_up_to_date(standing: Gate, found: Found, tell: Callable[[str, int, int], None]) -> Restored:
    entries = ledgers.count_after(standing)
    replayed = replay(standing, tell)
    aftermath = settle_the_past()
    tell("search", 0, 0)
    search.rebuild(lambda _kind, _count: None)
    matters = list(replayed.matters)
    if standing.ledger_missing:
        matters.append(Matter(NO_LEDGER, "The ledger is missing: whoever was erased since the backup is there again."))
    with transaction.atomic():
        record(
            "privacy.restore.done", _row(), by=SYSTEM, entries=entries, without_ledger=standing.ledger_missing,
            matters=len(matters), mails_held=aftermath.mails,
        )  # fmt: skip
    if matters:
        gate.close(replace(standing, phase=Phase.OPEN_MATTERS, matters=tuple(matters)))
    else:
        gate.open_to_all()
    return Restored(found, entries, replayed, aftermath, tuple(matters))


def _row() -> Instance:
    """What facts about the whole instance are about."""
    here = instance.current()
    return here if here.pk and Instance.objects.filter(pk=here.pk).exists() else Instance.objects.get_or_create(pk=1)[0]


def _turn(standing: Gate, phase: Phase) -> Gate:
    turned = replace(standing, phase=phase)
    gate.close(turned)
    return turned


def _take_newer_keys(wanted: Wanted) -> None:
    """Keys that were made since the backup stand in the bundle beside it, if that opens with the same recovery key."""
    for bundle in wanted.archive.parent.glob(f"*{BUNDLE}"):
        try:
            made = reading.cover_of(bundle).made_at
            if made >= reading.cover_of(wanted.archive).made_at:
                reading.put_settings(bundle, wanted.key, settings.INSTANCE.home)
        except (ValueError, OSError):
            continue
