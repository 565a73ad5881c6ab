"""The ledger's file: nothing is lost, doubled or changed unseen, wherever a kill or a power cut hits."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from candor.kernel.ids import new_ref
from candor.privacy.ledger import files as ledger_files
from candor.privacy.ledger.entries import (
    BEGINNING,
    Deed,
    Entry,
    NotAnEntry,
    State,
    checked,
    moment_text,
    read_line,
)
from candor.privacy.ledger.files import LedgerBroken, LedgerBusy, LedgerFiles

pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")

AT = moment_text(datetime(2026, 11, 20, 12, tzinfo=UTC))


@pytest.fixture
def ledger(tmp_path: Path) -> LedgerFiles:
    (tmp_path / "elsewhere").mkdir()
    return LedgerFiles(tmp_path / "ledger" / "ledger.jsonl", tmp_path / "elsewhere" / "copy.jsonl")


def add(ledger: LedgerFiles, times: int = 1) -> Entry:
    for _ in range(times):
        with ledger.writing() as writer:
            last = writer.last()
            entry = writer.append(
                Entry(
                    last.number + 1 if last else 1, AT, Deed.ERASURE, State.BEGUN, new_ref(), new_ref(),
                    counts={"people_person": 1}, before=last.hash if last else BEGINNING,
                )
            )  # fmt: skip
    return entry


def test_entries_stand_in_both_places_in_a_chain(ledger: LedgerFiles) -> None:
    last = add(ledger, 3)
    verdict = ledger.verify()
    assert (verdict.entries, verdict.head, verdict.is_intact) == (3, last.hash, True)
    assert ledger.copy is not None
    assert ledger.copy.read_bytes() == ledger.path.read_bytes()
    assert ledger.lag() == 0


@pytest.mark.parametrize("place", [0, 1, 2])
def test_each_changed_byte_is_found(ledger: LedgerFiles, place: int) -> None:
    add(ledger, 3)
    lines = ledger.path.read_bytes().splitlines(keepends=True)
    line = lines[place]
    for position in range(len(line)):
        changed = line[:position] + bytes([line[position] ^ 1]) + line[position + 1 :]
        ledger.path.write_bytes(b"".join([*lines[:place], changed, *lines[place + 1 :]]))
        verdict = ledger.verify()
        assert not verdict.is_intact or verdict.torn, f"byte {position} of line {place + 1}"
        assert verdict.entries == place


@pytest.mark.parametrize("order", [(0, 2), (1, 2), (0, 2, 1), (0, 1, 1, 2)])
def test_a_removed_moved_or_doubled_line_is_found(ledger: LedgerFiles, order: tuple[int, ...]) -> None:
    add(ledger, 3)
    lines = ledger.path.read_bytes().splitlines(keepends=True)
    ledger.path.write_bytes(b"".join(lines[number] for number in order))
    assert not ledger.verify().is_intact


def test_a_line_torn_at_any_byte_is_tolerated_and_repaired(ledger: LedgerFiles) -> None:
    add(ledger, 2)
    kept = ledger.path.read_bytes()
    add(ledger)
    line = ledger.path.read_bytes()[len(kept) :]
    assert ledger.copy is not None
    for cut in range(1, len(line), 7):
        for place in (ledger.path, ledger.copy):
            place.write_bytes(kept + line[:cut])
        verdict = ledger.verify()
        assert (verdict.entries, verdict.torn, verdict.is_intact) == (2, True, True)
        assert add(ledger).number == 3
        assert (ledger.verify().entries, ledger.verify().torn, ledger.lag()) == (3, False, 0)


STEPS = ("write", "fsync", "ftruncate", "mkdir", "open")


def kill_after(number: int) -> Callable[[pytest.MonkeyPatch], None]:
    """Let the process die right after its n-th call of the operating system."""

    def prepare(patch: pytest.MonkeyPatch) -> None:
        calls = count()

        def deadly(real: Callable[..., Any]) -> Callable[..., Any]:
            def call(*arguments: Any, **more: Any) -> Any:
                try:
                    return real(*arguments, **more)
                finally:
                    if next(calls) == number:
                        os.kill(os.getpid(), signal.SIGKILL)

            return call

        for step in STEPS:
            patch.setattr(ledger_files.os, step, deadly(getattr(os, step)))

    return prepare


def in_a_child(act: Callable[[], object], prepare: Callable[[pytest.MonkeyPatch], None]) -> bool:
    """Whether the child came to its end; else it was killed."""
    child = os.fork()
    if not child:
        leave = os._exit
        try:
            with pytest.MonkeyPatch.context() as patch:
                prepare(patch)
                act()
            leave(0)
        finally:
            leave(1)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in {0, -signal.SIGKILL}
    return code == 0


@pytest.mark.kill
@pytest.mark.parametrize("state", ["empty", "whole", "torn", "copy behind"])
def test_a_kill_at_any_step_loses_nothing_and_doubles_nothing(tmp_path: Path, state: str) -> None:
    for number in range(100):
        home = tmp_path / str(number)
        (home / "elsewhere").mkdir(parents=True)
        ledger = LedgerFiles(home / "ledger" / "ledger.jsonl", home / "elsewhere" / "copy.jsonl")
        told = prepared(ledger, state)
        if in_a_child(partial(add, ledger), kill_after(number)):
            break
        entry = add(ledger)
        assert entry.number in {told + 1, told + 2}, "what the killed one wrote either stands or never was"
        verdict = ledger.verify()
        assert (verdict.is_intact, verdict.torn, verdict.entries) == (True, False, entry.number)
        assert ledger.lag() == 0
    assert number > 4, "no step was hit"
    assert ledger.verify().entries == told + 1


def prepared(ledger: LedgerFiles, state: str) -> int:
    """How many entries somebody was told of."""
    if state == "empty":
        return 0
    add(ledger, 2)
    assert ledger.copy is not None
    if state == "torn":
        with ledger.path.open("ab") as file:
            file.write(b'{"at":"2026')
    if state == "copy behind":
        ledger.copy.write_bytes(ledger.copy.read_bytes().splitlines(keepends=True)[0])
    return 2


def test_a_copy_that_is_away_is_caught_up(ledger: LedgerFiles, tmp_path: Path) -> None:
    add(ledger)
    away = replace(ledger, copy=Path("/proc/nothing/copy.jsonl"))
    add(away, 2)
    assert ledger.lag() == 2
    assert add(ledger).number == 4
    assert ledger.lag() == 0


def test_a_lost_ledger_is_taken_back_from_its_copy(ledger: LedgerFiles) -> None:
    add(ledger, 3)
    ledger.path.unlink()
    assert add(ledger).number == 4
    assert ledger.verify().entries == 4


def test_two_stories_stop_everything(ledger: LedgerFiles) -> None:
    add(ledger, 2)
    assert ledger.copy is not None
    other = LedgerFiles(ledger.copy)
    ledger.copy.unlink()
    add(other, 3)
    with pytest.raises(LedgerBroken, match="different stories"):
        add(ledger)
    with pytest.raises(LedgerBroken, match="something else"):
        ledger.lag()


def test_a_writer_that_hangs_makes_others_give_up(ledger: LedgerFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger_files, "LONGEST_WAIT", 0.02)
    with ledger.writing(), pytest.raises(LedgerBusy):
        add(ledger)
    assert add(ledger).number == 1


def test_writers_at_once_make_one_chain(ledger: LedgerFiles) -> None:
    children = []
    for _ in range(4):
        child = os.fork()
        if not child:
            try:
                add(ledger, 5)
                os._exit(0)
            finally:
                os._exit(1)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * 4
    assert ledger.verify().entries == 20
    assert ledger.lag() == 0


ENTRY = Entry(1, AT, Deed.ERASURE, State.BEGUN, "a" * 16, "b" * 16)


@pytest.mark.parametrize(
    "change",
    [
        {"subject": "kim@nordlicht.example"}, {"subject": "Kim Jansen"}, {"deed_id": "4711"}, {"plan": "Kim"},
        {"counts": {"Kim Jansen": 1}}, {"counts": {"people_person": "Kim"}}, {"counts": {"people_person": -1}},
        {"counts": {"people_person": True}}, {"at": "yesterday"}, {"number": 0}, {"before": ""},
    ],
)  # fmt: skip
def test_an_entry_takes_no_free_text(change: dict[str, Any]) -> None:
    assert checked(ENTRY) == read_line(ENTRY.line) == ENTRY
    with pytest.raises(NotAnEntry):
        checked(Entry(**{**asdict(ENTRY), **change}))
