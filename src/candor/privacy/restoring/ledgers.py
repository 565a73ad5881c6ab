"""The ledger that a restored backup is brought up to date from: the longest one that knows the backup."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from candor.kernel.backup.gate import Gate
from candor.kernel.clock import now
from candor.privacy.ledger import LedgerFiles, Verdict, our_files, read_line
from candor.privacy.ledger.entries import BEGINNING
from candor.privacy.models import LedgerLease


class LedgerMissing(RuntimeError):
    """No ledger that is at least as new as the backup was found. The text says what to do."""


def find_ledger(archive: Path, gate: Gate, given: Path | None) -> Path | None:
    """The longest intact ledger that holds the entry at which the backup was made; None where there is none."""
    fit = [(verdict.entries, str(path)) for path in _candidates(archive, given) if (verdict := fitting(path, gate))]
    return Path(max(fit)[1]) if fit else None


def fitting(path: Path, gate: Gate) -> Verdict | None:
    """The ledger at this path, walked, if it is intact and as new as the backup; else None."""
    if not path.is_file():
        return None
    files = LedgerFiles(path)
    verdict = files.verify()
    knows = gate.head == BEGINNING or any(f'"hash":"{gate.head}"'.encode() in line for line in files.lines())
    return verdict if verdict.is_intact and knows else None


def take_ledger(found: Path) -> None:
    """Put it where this instance's ledger stands."""
    ours = our_files().path
    if found.resolve() == ours.resolve():
        return
    ours.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = ours.with_name(f"{ours.name}.new")
    fresh.write_bytes(b"".join(LedgerFiles(found).lines()))
    fresh.chmod(0o600)
    fresh.replace(ours)


def begin_anew() -> None:
    """Without a ledger: the next entry is the first of a new chain."""
    LedgerLease.objects.filter(pk=1).update(head=BEGINNING, entries=0, holder="", leased_until=now())


def count_after(gate: Gate) -> int:
    """How many entries are newer than the backup."""
    return sum(1 for line in our_files().lines() if read_line(line).number > gate.entries)


def _candidates(archive: Path, given: Path | None) -> Iterator[Path]:
    ours = our_files()
    yield from (path for path in (given, ours.path, ours.copy) if path is not None)
    yield from sorted(archive.parent.glob("*ledger.jsonl"))
    if settings.INSTANCE.backup_copy:
        yield from sorted(Path(settings.INSTANCE.backup_copy).glob("*ledger.jsonl"))
