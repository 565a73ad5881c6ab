"""Making a backup of this instance: the archive, its line in the register, copies off the machine, old ones removed."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.backup import copying
from candor.kernel.backup.making import Tell, folder, make_archive, make_bundle
from candor.kernel.backup.recovery import FILE_NAME as PUBLIC_HALF
from candor.privacy import ledger
from candor.privacy.backups.own_keys import keep_own_key
from candor.privacy.backups.register import forget_past, look_around, stays_until
from candor.privacy.ledger import Verdict
from candor.privacy.models import Archive


def make_backup(*, by: Actor, to: Path | None = None, tell: Tell = lambda _: None) -> Archive:
    """Make an archive now, and send it where copies go. Raises NoKey, Busy and OSError, and leaves none then.

    What came of the copies stands in the archive's line: the archive itself is whole, whatever became of them.
    """
    began, known = time.monotonic(), list[Verdict]()

    def about() -> Mapping[str, object]:
        # How far the ledger is, before the database is read: what comes in between is replayed, not missed.
        known.append(ledger.our_files().verify())
        return {"ledger": {"entries": known[0].entries, "head": known[0].head}}

    made = make_archive(about, to=to, tell=tell)
    with transaction.atomic():
        archive = Archive.objects.create(
            name=made.path.name, folder=str(made.path.parent), made_at=made.made_at,
            seconds=round(time.monotonic() - began), size=made.size, content_bytes=made.tally.bytes,
            things=made.tally.things, key=made.key, stays_until=stays_until(made.made_at),
            entries=known[0].entries, head=known[0].head,
        )  # fmt: skip
        record("privacy.backup.made", archive, by=by)
    keep_own_key(archive.name, made.own_key)
    send_away(archive)
    look_around()
    forget_past()
    archive.refresh_from_db()
    return archive


def send_away(archive: Archive) -> None:
    """Send the archive, the keys and the ledger where copies go, and note what came of it."""
    path = Path(archive.folder, archive.name)
    sent = copying.send(path)
    bundle = make_bundle()
    sent += copying.send(bundle)
    send_ledger()
    troubles = "; ".join(f"{one.place}: {one.trouble}" for one in sent if one.trouble)
    if sent:
        copied_at = None if troubles else clock.now()
        Archive.objects.filter(pk=archive.pk).update(copied_at=copied_at, copy_trouble=troubles[:200])


def ledger_name() -> str:
    """What the ledger is called beside the archives."""
    return f"candor-{settings.INSTANCE.name}-ledger.jsonl"


def ledger_is_ahead() -> bool:
    """Whether the ledger has entries that did not leave this machine yet."""
    if not (Path(settings.INSTANCE.home) / PUBLIC_HALF).exists():
        return False
    return _size(ledger.our_files().path) != _size(folder() / ledger_name()) or not (folder() / ledger_name()).exists()


def send_ledger() -> bool:
    """Send the whole ledger to where copies go; the one beside the archives follows when that worked. Whether it did.

    It holds no more than random ids, enums and counts, and is readable without a key: a restore needs it before.
    """
    ours, beside = ledger.our_files().path, folder() / ledger_name()
    beside.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = beside.with_name(f"{beside.name}.unfinished")
    fresh.write_bytes(b"".join(ledger.our_files().lines()) if ours.exists() else b"")
    fresh.chmod(0o600)
    if any(copied.trouble for copied in copying.send(fresh, name=beside.name)):
        fresh.unlink()
        return False
    fresh.replace(beside)
    return True


def backup_is_due() -> bool:
    """Whether the time of the next backup has come, and there is a key to seal it for."""
    hours = settings.INSTANCE.backup_every_hours
    if not hours or settings.INSTANCE.demo or not (Path(settings.INSTANCE.home) / PUBLIC_HALF).exists():
        return False
    return not Archive.objects.filter(made_at__gt=clock.now() - timedelta(hours=hours)).exists()


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
