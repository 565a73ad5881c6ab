"""Writing the ledger of this instance: one writer among all nodes, and never onto a ledger that has lost something.

On one machine a file lock makes writers wait for each other. Several nodes share the database: its lease says which of
them writes, and its `head` which entry their ledger must hold. A node whose own file lacks it is refused, so a chain
cannot fork; a common second place (`ledger_copy`) brings the others up to date. A ledger that is ahead of the database
is fine: that is what it is for.
"""

from __future__ import annotations

import hashlib
import socket
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings

from candor.kernel import clock
from candor.privacy.ledger.entries import BEGINNING, Deed, Entry, State, Verdict, moment_text, read_line
from candor.privacy.ledger.files import LedgerBroken, LedgerBusy, LedgerFiles, Writer
from candor.privacy.ledger.indexed import entries_of, indexed
from candor.privacy.models import LedgerLease

LEASE = timedelta(seconds=30)
"""Longer than any append takes; another node may write this long after the last one."""

FILE_NAME = "ledger.jsonl"


class NeverBegun(LookupError):
    """Done is only what was begun: the ledger holds no beginning of this deed."""


def our_files() -> LedgerFiles:
    """Where this instance's ledger stands. A second place that is a folder gets a file of the same name."""
    second = Path(settings.INSTANCE.ledger_copy) if settings.INSTANCE.ledger_copy else None
    if second is not None and second.is_dir():
        second /= FILE_NAME
    return LedgerFiles(settings.INSTANCE.home / "ledger" / FILE_NAME, second)


def begin(deed_id: str, deed: Deed, subject: str, *, plan: str = "", counts: Mapping[str, int] | None = None) -> Entry:
    """Note that a deed begins, before its first destructive step; it is on the disk when this returns.

    `deed_id` and `subject` are random references (`kernel.ids`), `plan` the SHA-256 of the plan in hex. Asking again
    with the same `deed_id`, as a resumed job does, writes nothing and gives the entry that stands.
    Raises LedgerBusy (try again), LedgerBroken (stop) and NotAnEntry (free text).
    """
    files = our_files()
    with files.writing() as writer:
        known = entries_of(files, deed_id)
        if known:
            return known[0]
        return _write(writer, _Next(deed_id, deed, State.BEGUN, subject, plan, dict(counts or {})))


def done(deed_id: str, *, counts: Mapping[str, int] | None = None) -> Entry:
    """Note that every operation of a deed has been verified. Doing so again gives the entry that stands.

    Raises NeverBegun, LedgerBusy, LedgerBroken and NotAnEntry.
    """
    files = our_files()
    with files.writing() as writer:
        known = entries_of(files, deed_id)
        if not known:
            raise NeverBegun(deed_id)
        if known[-1].state is State.DONE:
            return known[-1]
        begun = known[0]
        return _write(writer, _Next(deed_id, begun.deed, State.DONE, begun.subject, begun.plan, dict(counts or {})))


def is_begun(deed_id: str) -> bool:
    """Whether the ledger knows that the deed was begun, done or not."""
    return bool(entries_of(our_files(), deed_id))


def still_open() -> list[Entry]:
    """What was begun and is not done, oldest first."""
    found: dict[str, Entry] = {}
    for line in our_files().lines():
        entry = read_line(line)
        if entry.state is State.DONE:
            found.pop(entry.deed_id, None)
        else:
            found[entry.deed_id] = entry
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Examination:
    """The ledger as the doctor sees it. `lag`: entries that the copy lacks, None without one; `problem`: "" or why."""

    verdict: Verdict
    lag: int | None
    problem: str


def many_deeds() -> AbstractContextManager[None]:
    """A block in which thousands of deeds are looked up, as when a backup is brought up to date."""
    return indexed(our_files())


def examine() -> Examination:
    """Walk the chain, compare it with its copy and with what the database knows of it."""
    files = our_files()
    verdict = files.verify()
    if verdict.breaks:
        return Examination(verdict, None, verdict.breaks[0])
    try:
        lag = files.lag()
    except LedgerBroken as error:
        return Examination(verdict, None, str(error))
    except OSError as error:
        return Examination(verdict, verdict.entries, f"Its second place cannot be read: {error.strerror}.")
    row = LedgerLease.objects.filter(pk=1).first()
    if row is not None and not _holds(files, row.head):
        return Examination(verdict, lag, f"It lacks entries: the database knows of {row.entries}.")
    return Examination(verdict, lag, "")


@dataclass(frozen=True, slots=True)
class _Next:
    deed_id: str
    deed: Deed
    state: State
    subject: str
    plan: str
    counts: dict[str, int]


def _write(writer: Writer, new: _Next) -> Entry:
    lease = _claimed_lease()
    last = writer.last()
    head = last.hash if last else BEGINNING
    if lease.head != head and not _holds(writer.files, lease.head):
        raise LedgerBroken(
            f"{writer.files.path} lacks entries that were written before: bring back its copy, then go on."
        )
    entry = Entry(
        last.number + 1 if last else 1, moment_text(clock.now()), new.deed, new.state, new.deed_id, new.subject,
        new.plan, new.counts, head,
    )  # fmt: skip
    writer.append(entry)
    LedgerLease.objects.filter(pk=1, holder=lease.holder).update(entries=entry.number, head=entry.hash)
    return entry


def _claimed_lease() -> LedgerLease:
    """The lease, ours for a while. Raises LedgerBusy while another node has it."""
    now = clock.now()
    me = hashlib.sha256(f"{socket.gethostname()}:{settings.INSTANCE.home}".encode()).hexdigest()
    LedgerLease.objects.get_or_create(pk=1, defaults={"head": BEGINNING, "leased_until": now})
    ours = LedgerLease.objects.filter(pk=1, holder=me) | LedgerLease.objects.filter(pk=1, leased_until__lte=now)
    if not ours.update(holder=me, leased_until=now + LEASE):
        raise LedgerBusy("another node writes the ledger")
    return LedgerLease.objects.get(pk=1)


def _holds(files: LedgerFiles, head: str) -> bool:
    """Whether the chain passes through this hash."""
    wanted = f'"hash":"{head}"'.encode()
    return head == BEGINNING or any(wanted in line for line in files.lines())
