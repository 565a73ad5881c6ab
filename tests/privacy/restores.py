"""Losing the machine and restoring a backup, within a test: the database that the test has is put away and put back."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
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
from tests.emptying import empty

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
    if connection.vendor == "postgresql":
        snapshots.clear_tables()
    else:
        name = str(connection.settings_dict["NAME"])
        connections.close_all()
        for beside in ("", "-wal", "-shm"):
            Path(f"{name}{beside}").unlink(missing_ok=True)
    _lose_the_home()


def lose_the_rows() -> None:
    """As `lose_the_machine`, but PostgreSQL's tables still stand, and what they know of their steps."""
    empty(sorted({*connection.introspection.table_names()} - {"django_migrations"}))
    _lose_the_home()


def _lose_the_home() -> None:
    for folder in ("files", "ledger"):
        shutil.rmtree(Path(settings.INSTANCE.home) / folder, ignore_errors=True)
    instance.forget()


def restore(archive: Path, elsewhere: Elsewhere, *, accepts: bool = False) -> Restored:
    """Lose the machine, then restore the backup with the newest copy of the ledger.

    PostgreSQL's tables stay, without a row: dropping and making them takes it longer than all that such a test looks
    at. That they are made belongs to the kills of a restore (tests/faults/test_backup_kills.py).
    """
    copy = elsewhere.ledger
    wanted = Wanted(archive, PRIVATE, copy if copy.exists() else None, accepts)
    if connection.vendor != "postgresql":
        lose_the_machine()
        return put_back(wanted)
    lose_the_rows()
    with mock.patch.object(snapshots, "is_empty", return_value=True):
        return put_back(wanted, make_tables=lambda: None)


def put_back(wanted: Wanted, make_tables: Callable[[], None] = migrations._build) -> Restored:
    """A test's database knows no migrations: where a real one takes them, its tables are built as they are today."""
    running.begin(wanted)
    with mock.patch.object(snapshots, "make_tables", side_effect=lambda _steps: make_tables()):
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
