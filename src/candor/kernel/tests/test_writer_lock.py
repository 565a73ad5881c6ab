"""The queue of writers: one at a time, and nobody is overtaken again and again."""

from __future__ import annotations

import fcntl
import os
import threading
import time
from pathlib import Path

import pytest

from candor.kernel.db.lock import WriterLock


def test_one_holds_it_and_the_next_is_told_when_it_was_not_to_be_had(tmp_path: Path) -> None:
    first, second = WriterLock(str(tmp_path / "lock")), WriterLock(str(tmp_path / "lock"))
    assert first.acquire()
    assert first.acquire(), "holding it already is fine"
    assert not second.acquire(longest_wait=0.05)
    first.release()
    assert second.acquire(longest_wait=0.05), "who gave up waiting stands in nobody's way"


def test_who_writes_again_and_again_overtakes_nobody_who_waits(tmp_path: Path) -> None:
    path, may_end, had = str(tmp_path / "lock"), threading.Event(), threading.Event()

    def write_once() -> None:
        lock = WriterLock(path)
        assert lock.acquire(longest_wait=60)
        had.set()
        may_end.wait(60)
        lock.release()

    busy = WriterLock(path)
    assert busy.acquire()
    waiting = threading.Thread(target=write_once)
    waiting.start()
    wait_until_somebody_stands_at(f"{path}.door")
    busy.release()
    assert not busy.acquire(longest_wait=0), "whoever waits comes first, however soon one asks again"
    assert had.wait(60)
    may_end.set()
    assert busy.acquire(longest_wait=60)
    waiting.join(60)


def wait_until_somebody_stands_at(door: str) -> None:
    descriptor = os.open(door, os.O_RDWR)
    try:
        for _look in range(60_000):
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            fcntl.flock(descriptor, fcntl.LOCK_UN)
            time.sleep(0.001)
        pytest.fail("nobody came to the door")
    finally:
        os.close(descriptor)
