"""Losing the machine and restoring a backup, within a test: the database that the test has is put away and put back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from django.conf import settings
from django.db import connection, connections

from candor.kernel import instance
from candor.kernel.actor import SYSTEM
from candor.kernel.backup import gate, recovery, snapshots
from candor.kernel.db import migrations
from candor.privacy import ledger
from candor.privacy.backups.making import make_backup
from candor.privacy.restoring import running
from candor.privacy.restoring.running import Restored, Wanted

KEY = recovery.new_key()
PRIVATE = recovery.private_of(KEY)


def use_test_key() -> None:
    recovery.keep_public_half(settings.INSTANCE.home, recovery.public_of(PRIVATE))


@dataclass(frozen=True)
class Elsewhere:
    """A place off the machine: what was copied there, and nothing else, is left when the machine is lost."""

    place: Path

    def backup(self) -> Path:
        archive = make_backup(by=SYSTEM, to=self.place)
        return Path(archive.folder, archive.name)

    @property
    def ledger(self) -> Path:
        """The ledger as it was copied last, to the second place."""
        copy = self.place / "ledger.jsonl"
        ours = ledger.our_files().path
        copy.write_bytes(ours.read_bytes() if ours.exists() else b"")
        return copy


def lose_the_machine() -> None:
    """Database, files and ledger are gone."""
    home = Path(settings.INSTANCE.home)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP TABLE "{name}" CASCADE')
    else:
        name = str(connection.settings_dict["NAME"])
        connections.close_all()
        for beside in ("", "-wal", "-shm"):
            Path(f"{name}{beside}").unlink(missing_ok=True)
    for folder in ("files", "ledger"):
        shutil.rmtree(home / folder, ignore_errors=True)
    instance.forget()


def restore(archive: Path, elsewhere: Elsewhere, *, accepts: bool = False) -> Restored:
    """Lose the machine, then restore the backup with the newest copy of the ledger."""
    copy = elsewhere.ledger
    lose_the_machine()
    return put_back(Wanted(archive, PRIVATE, copy if copy.exists() else None, accepts))


def put_back(wanted: Wanted) -> Restored:
    """A test's database knows no migrations: where a real one takes them, its tables are built as they are today."""
    running.begin(wanted)
    with mock.patch.object(snapshots, "make_tables", side_effect=lambda _steps: migrations._build()):
        restored = running.go_on(wanted)
    instance.forget()
    return restored


@contextmanager
def an_elsewhere(place: Path) -> Iterator[Elsewhere]:
    """A key, a place for copies, a ledger without what other tests entered, and afterwards a home without what
    restoring left.
    """
    home = Path(settings.INSTANCE.home)
    for file in (ledger.our_files().path, ledger.our_files().copy):
        if file is not None:
            file.unlink(missing_ok=True)
    use_test_key()
    try:
        yield Elsewhere(place)
    finally:
        gate.open_to_all()
        (home / recovery.FILE_NAME).unlink(missing_ok=True)
        shutil.rmtree(home / "backups", ignore_errors=True)
