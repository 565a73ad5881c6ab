"""That the instance moved from SQLite to PostgreSQL (ADR 0058): a file in the home says so, and names what was left.

The database that was left holds everything, without encryption, and nobody is erased from it. So it stays for days and
not for good, whoever looks at the backups reads of it, and the first erasure takes it away.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from candor.kernel import clock, instance
from candor.kernel.durable import remove_durably, sync_folder, write_durably

FILE_NAME = "move.json"
LEFT, INDEX = "candor.sqlite3", "search.sqlite3"
MARK = "candor_move"
"""A schema of this name says that what stands in a PostgreSQL database is a move's. Its comment says which."""

KEPT_DAYS = 14
"""How long the database that was left stays, if nobody is erased before."""


class Phase(StrEnum):
    """How far a move is."""

    UNDER_WAY = "under-way"
    """Part of it stands in the other database. If the move was cut off, this instance goes on with its own."""
    WHOLE = "whole"
    """All of it stands there, too, as long as nobody has written here since."""
    DONE = "done"
    """Everybody works there. The database that was left must not be served any more."""


@dataclass(frozen=True, slots=True)
class Move:
    """A move: where to (without a password), its token, which stands in the other database too, and since when.

    `state` is how the database that is left looked when it had been copied, see `state_of_left`. `kept` is its name
    when it was put aside, `stays_until` its last day (ISO 8601).
    """

    phase: Phase
    to: str
    token: str
    at: str
    state: str = ""
    kept: str = ""
    stays_until: str = ""


def standing() -> Move | None:
    """The move that was made here or is under way; None where there was none. One look at the disk."""
    try:
        said: dict[str, Any] = json.loads(_home().joinpath(FILE_NAME).read_text("utf-8"))
    except FileNotFoundError:
        return None
    return Move(**{**said, "phase": Phase(said["phase"])})


def write(move: Move) -> None:
    write_durably(_home() / FILE_NAME, json.dumps(asdict(move)))


def forget_move() -> None:
    """Forget one that was cut off and is not wanted any more."""
    remove_durably(_home() / FILE_NAME)


def state_of_left() -> str:
    """What is another value as soon as anybody has written into SQLite's file, or its log."""
    path = _home() / LEFT
    log = path.with_name(f"{path.name}-wal")
    if not path.exists():
        return ""
    return f"{path.stat().st_size}:{path.stat().st_mtime_ns}:{log.stat().st_size if log.exists() else 0}"


def why_not_here() -> str:
    """Why this process must not open the database of its settings, where an instance moved or was about to; else ""."""
    move = standing()
    if move is None:
        return ""
    if connection.vendor == "sqlite":
        return _moved_away(move) if move.phase is Phase.DONE else ""
    if move.phase is Phase.UNDER_WAY:
        return (
            f"A move to {move.to} was cut off, and what it copied may be a part. Take the setting `database` away to go"
            " on with SQLite, then run candor move again."
        )
    if move.phase is Phase.WHOLE and move.state != state_of_left():
        return (
            f"Since everything was copied to {move.to} somebody has worked with SQLite again. Take the setting"
            " `database` away, then run candor move again."
        )
    return ""


def _moved_away(move: Move) -> str:
    return (
        f"This instance moved to PostgreSQL ({move.to}) on {move.at[:10]}, and the setting `database` does not say so."
        " Set it in candor.toml, or CANDOR_DATABASE in the environment of the service."
    )


def settle() -> None:
    """Everybody works on PostgreSQL from here on: note it, put SQLite's file aside, remove its index.

    Comes to the same when it is done again, as after a kill. Nobody may have the file open.
    """
    move, now = standing(), clock.now()
    if move is None or move.phase is Phase.UNDER_WAY:
        return
    if move.phase is Phase.WHOLE:
        last, name = (now + timedelta(days=KEPT_DAYS)).date(), f"candor-before-the-move-{now:%Y%m%dT%H%M%SZ}.sqlite3"
        move = replace(move, phase=Phase.DONE, at=now.isoformat(), kept=name, stays_until=last.isoformat())
        write(move)
    left, aside = _home() / LEFT, _home() / move.kept
    if left.exists() and not left.stat().st_size:  # no database: a command without the setting looked for one
        left.unlink()
    if left.exists() and not aside.exists():
        left.chmod(0o400)
        left.rename(aside)
        sync_folder(_home())
    for path in _beside():
        path.unlink(missing_ok=True)


def settle_on_postgresql() -> None:
    """As `settle`, by whoever opens the instance there first after a kill; the mark goes, too."""
    move = standing()
    if connection.vendor != "postgresql" or move is None:
        return
    is_tidy = not (_home() / LEFT).exists() and not any(_beside())
    if move.phase is Phase.DONE and is_tidy:
        return
    settle()
    with connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {MARK}")


def _beside() -> Iterator[Path]:
    """What belonged to the file: an empty log, locks, and the index, which holds words of everybody."""
    yield from _home().glob(f"{LEFT}[-.]*")
    yield from _home().glob(f"{INDEX}*")


def kept() -> Path | None:
    """The database that was left, as long as it stands."""
    move = standing()
    path = _home() / move.kept if move and move.kept else None
    return path if path is not None and path.exists() else None


def forget_kept() -> bool:
    """Remove the database that was left; whether there was one. The note stays, against a start without the setting."""
    path = kept()
    if path is None:
        return False
    path.unlink(missing_ok=True)
    sync_folder(path.parent)
    return True


def forget_past() -> None:
    """Remove it when its days are over."""
    move = standing()
    if move and move.stays_until and date.fromisoformat(move.stays_until) < clock.today(instance.current().time_zone):
        forget_kept()


def _home() -> Path:
    return Path(settings.INSTANCE.home)
