"""Removing a file for good: its bytes, every copy of it, the rows that hold it, and the raw mails it came in.

It goes the way of a redacted span (`redactions`): begun in the ledger, carried out in one transaction, settled by a job
that looks whether the bytes are gone. What is left in its place is a note at each message that had it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import transaction

from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.files import delete_file
from candor.kernel.models import StoredFile
from candor.mail.public import forget_originals
from candor.privacy.actions.redactions import NothingToRedact, Spot, begin_redaction, mark_for_index, note_rows
from candor.privacy.models import Redaction, Redacts, RemovalReason
from candor.privacy.redacting.copies import belonging_to, copies_of, holders_of, let_go_of

FILE = "kernel.storedfile"


@dataclass(frozen=True, slots=True)
class Removal:
    """Which file goes, and why."""

    file: StoredFile
    reason: RemovalReason


def remove_everywhere(removal: Removal, spot: Spot, *, by: Actor) -> Redaction:
    """Remove the file and all its copies in what has to do with the spot. It cannot be taken back.

    Raises NothingToRedact, LedgerBusy and LedgerBroken, and has changed nothing then.
    """
    if not any(True for _holder in holders_of(copies_of(removal.file, spot.about).values_list("pk", flat=True))):
        raise NothingToRedact
    begun = begin_redaction(Redacts.FILE, spot, by=by)
    take_file_away(begun, removal, spot, by=by)
    return begun


@transaction.atomic
def take_file_away(begun: Redaction, removal: Removal, spot: Spot, *, by: Actor) -> None:
    """Remove rows and bytes. Raises NothingToRedact where it is gone, and has changed nothing then."""
    files = list(copies_of(removal.file, spot.about))
    numbers = [file.pk for file in files]
    holders = list(holders_of(numbers))
    if not holders:
        raise NothingToRedact
    owners = belonging_to(holders)
    let_go_of(numbers)
    if any(True for _holder in holders_of(numbers)):
        raise RuntimeError("a row still holds the file that was removed")
    for file in files:
        delete_file(file)
    originals = forget_originals(owners)
    gone = [(holder.kind, holder.number) for holder in holders] + [(FILE, number) for number in numbers]
    note_rows(begun, sorted({*gone, *_each(owners)}))
    Redaction.objects.filter(pk=begun.pk).update(
        carried_out_at=clock.now(),
        originals=originals,
        reason=removal.reason,
        bytes_left=[file.storage_key for file in files],
    )
    mark_for_index(spot.about)
    mark_for_index(owners)
    record("privacy.file.removed", spot.row, by=by, files=len(files), originals=originals, reason=removal.reason)


def _each(owners: Mapping[str, Collection[int]]) -> list[tuple[str, int]]:
    return [(kind, number) for kind, numbers in owners.items() for number in numbers]
