"""Archives: what goes in comes out, whoever has no key gets nothing, and nothing can be cut or changed unseen."""

from __future__ import annotations

import errno
import io
import os
import random
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, connections, transaction
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from candor.kernel import clock
from candor.kernel.backup import making, recovery, sealing
from candor.kernel.backup.making import ENDING, Busy, make_archive
from candor.kernel.backup.packing import Packer, unpacked
from candor.kernel.backup.reading import cover_of, put_settings, verify
from candor.kernel.backup.sealing import CHUNK, Damaged, NotAnArchive, Sealer, WrongKey, opened
from candor.kernel.files import store_file
from candor.kernel.models import RateWindow
from tests.waiting import PATIENCE

KEY = recovery.private_of(recovery.new_key())
PUBLIC = recovery.public_of(KEY)


def sealed(content: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    sealer = Sealer(out, PUBLIC, {"made_at": "2026-11-23"})
    packer = Packer(sealer)
    for name, data in content.items():
        packer.add(name, [data])
    packer.close()
    sealer.close()
    return out.getvalue()


def read(archive: bytes, key: bytes = KEY) -> dict[str, bytes]:
    return {thing.name: b"".join(thing.content) for thing in unpacked(opened(io.BytesIO(archive), key))}


@given(st.dictionaries(st.text(min_size=1, max_size=20), st.binary(max_size=2_000), max_size=6))
@examples(max_examples=40)
def test_what_goes_in_comes_out(content: dict[str, bytes]) -> None:
    assert read(sealed(content)) == content


@pytest.mark.parametrize("size", [0, 1, CHUNK - 30, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_large_things_of_any_size_too(size: int) -> None:
    data = random.Random(size).randbytes(size)
    assert read(sealed({"large": data, "small": b"x" * 10_000}))["large"] == data


LARGE = sealed({"a": random.Random(1).randbytes(2 * CHUNK + 5_000), "b": b"words " * 1_000})


@given(st.data())
@examples(max_examples=60)
def test_a_flipped_bit_anywhere_is_found_out(data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(LARGE) - 1) | st.integers(0, 400))
    changed = bytearray(LARGE)
    changed[place] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises((Damaged, NotAnArchive, WrongKey)):
        read(bytes(changed))


@pytest.mark.parametrize("left", [0, 5, 16, 200, 700, CHUNK, CHUNK + 16 + 500, 2 * (CHUNK + 16), len(LARGE) - 1])
def test_a_beginning_of_an_archive_is_none(left: int) -> None:
    with pytest.raises((Damaged, NotAnArchive)):
        read(LARGE[:left])


def test_chunks_cannot_be_left_out_doubled_or_taken_from_another_archive() -> None:
    line = LARGE.index(b"\n", len(sealing.MAGIC)) + 1
    head, body, step = LARGE[:line], LARGE[line:], CHUNK + 16
    first, second, rest = body[:step], body[step : 2 * step], body[2 * step :]
    other = sealed({"a": bytes(2 * CHUNK + 5_000)})
    other_first = other[other.index(b"\n", len(sealing.MAGIC)) + 1 :][:step]
    for changed in (
        second + rest,
        first + rest,
        second + first + rest,
        first + first + second + rest,
        other_first + rest,
    ):
        with pytest.raises(Damaged):
            read(head + changed)
    with pytest.raises(Damaged):
        read(LARGE + b"more")


def test_another_key_opens_nothing_and_is_named() -> None:
    other = recovery.private_of(recovery.new_key())
    with pytest.raises(WrongKey, match=recovery.number_of(PUBLIC)):
        read(LARGE, other)


def test_a_key_is_read_however_it_was_written_down_and_a_slip_is_told() -> None:
    text = recovery.new_key()
    private = recovery.private_of(text)
    assert recovery.text_of(private) == text
    spoken = text.replace("-", " ").lower().replace("o", "0").replace("i", "1")
    assert recovery.private_of(spoken) == private
    wrong = ("B" if text[0] != "B" else "C") + text[1:]
    for bad, words in ((wrong, "typing mistake"), (text[:-1], "56"), ("", "56"), ("9" * 56, "A to Z")):
        with pytest.raises(recovery.BadKey, match=words):
            recovery.private_of(bad)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    recovery.keep_public_half(settings.INSTANCE.home, PUBLIC)
    yield tmp_path
    (settings.INSTANCE.home / recovery.FILE_NAME).unlink()


def _write_until(stop: threading.Event, written: list[int]) -> None:
    """Two rows at a time, always together; now and then a file, whose bytes come before its row."""
    number = 0
    while not stop.is_set():
        number += 1
        with transaction.atomic():
            for side in ("left", "right"):
                RateWindow.objects.create(key=f"{side}{number}", window=clock.now(), count=1)
        if number % 5 == 0:
            store_file("files", "note.txt", "text/plain", [b"content %d" % number])
        written.append(number)
    connections.close_all()


@pytest.mark.django_db(transaction=True)
@pytest.mark.db
def test_an_archive_is_consistent_though_people_write_all_the_time(place: Path) -> None:
    """Two rows are always written together, and a file before its row: the archive never has one without the other."""
    stop, written = threading.Event(), list[int]()
    writer = threading.Thread(target=_write_until, args=(stop, written))
    writer.start()
    try:
        deadline = time.monotonic() + PATIENCE
        while len(written) < 10:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        began = len(written)
        made = make_archive(lambda: {"ledger": {"entries": 0, "head": "0" * 64}}, to=place)
        assert len(written) > began, "nobody could write meanwhile"
    finally:
        stop.set()
        writer.join()
    found = verify(made.path, KEY)
    assert found.about["database"] == connection.vendor
    if connection.vendor == "sqlite":
        _hold_against_files(made.path, place)


def _hold_against_files(archive: Path, place: Path) -> None:
    database, stored = place / "copy.sqlite3", set[str]()
    with archive.open("rb") as file:
        for thing in unpacked(opened(file, KEY)):
            content = b"".join(thing.content)
            if thing.name == "database/sqlite":
                database.write_bytes(content)
            elif thing.name.startswith("files/"):
                stored.add(thing.name.rpartition("/")[2])
    copy = sqlite3.connect(database)
    assert copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    sides = dict(copy.execute("SELECT substr(key, 1, 4), count(*) FROM kernel_ratewindow GROUP BY 1").fetchall())
    assert sides["left"] == sides["righ"] > 0
    assert {key for (key,) in copy.execute("SELECT storage_key FROM kernel_storedfile")} <= stored
    copy.close()


@pytest.mark.django_db(transaction=True)
def test_an_archive_that_was_cut_off_never_counts_and_leaves_nothing(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A kill, a full disk: there is no archive afterwards, and the next one is made as if nothing had been."""

    class Killed(BaseException):
        pass

    about = {"ledger": {"entries": 0, "head": "0" * 64}}
    for trouble in (Killed(), OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))):

        def die(*_: object, trouble: BaseException = trouble) -> None:
            raise trouble

        with monkeypatch.context() as patch:
            patch.setattr(sealing.Sealer, "close", die)
            with pytest.raises(type(trouble)):
                make_archive(lambda: about, to=place)
        assert list(place.iterdir()) == []
    stale = place / f"candor-{settings.INSTANCE.name}-20260101T000000Z{ENDING}.unfinished"
    stale.write_bytes(b"from a process that was killed")
    made = make_archive(lambda: about, to=place)
    assert list(place.iterdir()) == [made.path]
    assert made.path.stat().st_mode & 0o077 == 0
    assert cover_of(made.path).key == recovery.number_of(PUBLIC)
    with making._alone(settings.INSTANCE.home), pytest.raises(Busy):
        make_archive(lambda: about, to=place)


def test_an_archive_writes_nothing_outside_its_places(tmp_path: Path) -> None:
    """Only who has the public half could make such an archive; all the same nothing leads out of the home."""
    for name in ("keys/../../evil.key", "settings/other.toml", "packs/../x.toml", "/etc/passwd"):
        path = tmp_path / "bad.candor-backup"
        path.write_bytes(sealed({"about": b"{}", name: b"evil"}))
        with pytest.raises(Damaged, match="no place"):
            put_settings(path, KEY, tmp_path / "home")
    assert not list(tmp_path.rglob("evil*"))
