"""Which processes have the instance open. Each holds a shared lock while it lives; upgrades and moves want it alone.

The kernel lets go of a lock when its process dies, so nobody is thought to be in who is not. Processes that part from
one that is in, as the web server's do, are in with it.
"""

from __future__ import annotations

import fcntl
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from candor.kernel.upgrading import journal

PAUSE = 0.05


class Closed(RuntimeError):
    """An upgrade is under way: nobody may enter. The text says what to do."""


class StillIn(RuntimeError):
    """Others have the instance open; the text says which processes."""


@dataclass
class _Door:
    """What this process holds of the lock."""

    descriptor: int | None = None
    alone: bool = False


_door = _Door()


def enter() -> None:
    """Have the instance open from now on, until this process ends. Raises Closed while it is being upgraded.

    The lock comes before the look: whoever upgrades writes the journal first and takes the lock then.
    """
    if _door.alone:
        return
    if _door.descriptor is None:
        descriptor = _opened()
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            raise Closed(_why()) from None
        _door.descriptor = descriptor
    if journal.stands():
        leave()
        raise Closed(_why())


def is_alone() -> bool:
    """Whether nobody else is in, as this process upgrades or moves the instance."""
    return _door.alone


def come_with() -> None:
    """Be in with the process that started this one and is alone: the lock is its, and it waits for us."""
    _door.alone = True


def leave() -> None:
    """Let go of it again, for whoever goes on living."""
    if _door.descriptor is not None:
        os.close(_door.descriptor)
        _door.descriptor = None


@contextmanager
def alone(longest_wait: float) -> Iterator[None]:
    """Nobody else is in during the block. Raises StillIn when others do not leave in so many seconds."""
    leave()
    descriptor, deadline = _opened(), time.monotonic() + longest_wait
    try:
        while not _taken(descriptor):
            if time.monotonic() > deadline:
                raise StillIn(", ".join(who_is_in()) or "a process that cannot be told")
            time.sleep(PAUSE)
        _door.alone = True
        yield
    finally:
        _door.alone = False
        os.close(descriptor)


def who_is_in() -> list[str]:
    """Processes that have the instance open, with their commands, as far as can be told from here."""
    descriptor = _opened()
    try:
        inode = os.fstat(descriptor).st_ino
    finally:
        os.close(descriptor)
    try:
        locks = Path("/proc/locks").read_text("ascii")
    except OSError:
        return []
    found = re.findall(rf"FLOCK\s+\w+\s+\w+\s+(\d+)\s+\S+:{inode}\s", locks)
    return [f"process {pid} ({_command_of(pid)})" for pid in sorted(set(found), key=int) if int(pid) != os.getpid()]


def _command_of(pid: str) -> str:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", "replace").split("\0")
    except OSError:
        return "ended"
    return " ".join(Path(word).name if word.startswith("/") else word for word in words if word)[:80]


def _why() -> str:
    under_way = journal.standing()
    if under_way:
        return journal.why_closed(under_way)
    return "An upgrade is beginning or ending, or a move is under way. Try again later."


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _opened() -> int:
    run = Path(settings.INSTANCE.home) / "run"
    run.mkdir(mode=0o700, exist_ok=True)
    return os.open(run / "house.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
