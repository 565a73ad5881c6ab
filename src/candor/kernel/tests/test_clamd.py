"""clamd is shown every byte, and only its plain "OK" lets a file out."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from candor.config.settings.instance import scanner_url
from candor.kernel import clamd
from candor.kernel.clamd import INFECTED, NOT_CHECKABLE, NOT_LOOKED_AT, Withheld, look_at
from candor.kernel.tests.clamd_server import EICAR, NAME, Scanner, scanning


@pytest.fixture(params=["port", "socket file"])
def scanner(request: pytest.FixtureRequest) -> Iterator[Scanner]:
    with TemporaryDirectory(prefix="candor-clamd-") as folder:
        place = Path(folder) / "clamd.ctl" if request.param == "socket file" else None
        with scanning(place, most=1_000_000) as found:
            yield found


def refused(url: str, *chunks: bytes) -> tuple[str, str]:
    with pytest.raises(Withheld) as withheld:
        look_at(url, chunks)
    return withheld.value.kind, withheld.value.name


def test_it_sees_every_byte_and_lets_out_what_is_clean(scanner: Scanner) -> None:
    assert scanner_url(scanner.url) == scanner.url
    look_at(scanner.url, [b"Dear ", b"x" * 300_000, b" Kim"])
    look_at(scanner.url, [])
    assert scanner.seen == [b"Dear " + b"x" * 300_000 + b" Kim", b""]


def test_what_it_finds_is_named_though_it_lies_across_two_pieces(scanner: Scanner) -> None:
    assert refused(scanner.url, EICAR[:30], EICAR[30:]) == (INFECTED, NAME)
    look_at(scanner.url, [b"clean"])


def test_what_is_too_large_for_it_is_not_let_out(scanner: Scanner) -> None:
    assert refused(scanner.url, b"x" * 600_000, b"x" * 600_000)[0] == NOT_CHECKABLE


@pytest.mark.parametrize(
    "says",
    [
        b"stream: OK",
        b"stream: OK and more\0",
        b"OK\0",
        b"\0",
        b"stream:  FOUND\0",
        b"stream: \xff\x00\xfe FOUND\0",
        b"stream: <b>\n FOUND\0",
        b"UNKNOWN COMMAND\0",
        b"Can't allocate memory ERROR\0",
        b"x" * 100_000,
    ],
)
def test_any_other_answer_lets_nothing_out(scanner: Scanner, says: bytes) -> None:
    scanner.says = says
    assert refused(scanner.url, b"Dear Kim") == (NOT_LOOKED_AT, "")


def test_nobody_there_lets_nothing_out(tmp_path: Path) -> None:
    with scanning() as gone:
        pass
    for url in (gone.url, f"unix://{tmp_path}/no.ctl"):
        assert refused(url, b"Dear Kim") == (NOT_LOOKED_AT, "")


def test_one_that_hangs_is_waited_for_no_longer_than_the_time_set(
    scanner: Scanner, monkeypatch: pytest.MonkeyPatch
) -> None:
    scanner.says = None
    monkeypatch.setattr(clamd, "SECONDS", 0.2)
    assert refused(scanner.url, b"Dear Kim") == (NOT_LOOKED_AT, "")


def test_a_hanging_one_holds_up_few_threads(scanner: Scanner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clamd, "_free", threading.BoundedSemaphore(1))
    monkeypatch.setattr(clamd, "SECONDS_IN_LINE", 0.01)
    with clamd._free:
        assert refused(scanner.url, b"Dear Kim") == (NOT_LOOKED_AT, "")
    assert not scanner.seen
    look_at(scanner.url, [b"Dear Kim"])


@pytest.mark.parametrize("right", ["", "tcp://127.0.0.1:3310", "tcp://[::1]:3310", "unix:///run/clamav/clamd.ctl"])
def test_it_stands_on_this_machine(right: str) -> None:
    assert scanner_url(right) == right


@pytest.mark.parametrize(
    "wrong",
    [
        "127.0.0.1:3310",
        "tcp://clamav.example:3310",
        "tcp://10.0.0.1:3310",
        "tcp://127.0.0.1",
        "tcp://127.0.0.1:99999",
        "tcp://127.0.0.1:3310/x",
        "unix://run/clamd.ctl",
        "unix:///",
        "unix:///run/" + "x" * 100,
    ],
)
def test_other_places_are_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"tcp://127\.0\.0\.1:3310"):
        scanner_url(wrong)
