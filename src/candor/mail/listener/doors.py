"""Where mail servers knock: an address with a port, or a socket file that only a named group may write to."""

from __future__ import annotations

import errno
import fcntl
import grp
import os
import socket
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import SplitResult, parse_qs

ONLY_US, GROUP_TOO = 0o600, 0o660
"""Who may connect: on Linux it takes the right to write to the file."""

KNOCK_FOR = 1.0
"""Seconds in which somebody who listens already would answer."""


@contextmanager
def open_door(url: SplitResult) -> Iterator[socket.socket]:
    """A socket that listens there for the block. Raises OSError where the place cannot be had."""
    if url.hostname is None:
        with _owned(Path(url.path)), _socket_file(Path(url.path), _group(url)) as door:
            yield door
        return
    family = socket.AF_INET6 if ":" in url.hostname else socket.AF_INET
    with socket.create_server((url.hostname, url.port or 0), family=family) as door:
        yield door


@contextmanager
def _owned(path: Path) -> Iterator[None]:
    """Be the only process of ours that listens at this path. The lock goes with the process, however it ends."""
    lock = os.open(path.with_name(f"{path.name}.lock"), os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, ONLY_US)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(lock)


@contextmanager
def _socket_file(path: Path, group: int | None) -> Iterator[socket.socket]:
    _clear_away_old(path)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as door:
        door.bind(str(path))  # under our umask of 077: until its group is set it opens to nobody else
        ours = path.lstat().st_ino
        try:
            if group is not None:
                os.chown(path, -1, group)
            path.chmod(ONLY_US if group is None else GROUP_TOO)
            door.listen()
            yield door
        finally:
            with suppress(OSError):
                if path.lstat().st_ino == ours:
                    path.unlink()


def _clear_away_old(path: Path) -> None:
    """Remove the socket that a killed process left; nothing else, and none behind which somebody answers."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return
    if not stat.S_ISSOCK(found.st_mode):
        raise FileExistsError(errno.EEXIST, "a file that is no socket stands there", str(path))
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as knock:
        knock.settimeout(KNOCK_FOR)
        try:
            knock.connect(str(path))
        except ConnectionRefusedError:
            path.unlink(missing_ok=True)
            return
    raise OSError(errno.EADDRINUSE, "somebody listens there already", str(path))


def _group(url: SplitResult) -> int | None:
    """The number of the group that is named; None where none is. Raises OSError for one that does not exist."""
    name = next(iter(parse_qs(url.query).get("group", [])), "")
    if not name:
        return None
    try:
        return grp.getgrnam(name).gr_gid
    except KeyError:
        raise OSError(errno.EINVAL, "no such group", name) from None
