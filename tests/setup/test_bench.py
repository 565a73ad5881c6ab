"""What `candor bench` counts, tells and answers, without any of its servers."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from candor.config.development.bench import command, processes, requests
from candor.config.development.bench.figures import Figure, all_met, as_json, lines, table
from candor.config.development.bench.floor import data
from candor.config.development.bench.floor.app import Floor, sign_in
from candor.config.development.bench.saying import NotMeasured
from candor.config.development.bench.workloads import Workload

Said = pytest.CaptureFixture[str]

LIST = Figure("W1", "case list", 9.0, "ms", floor=1.5, must=8, aim=5)


def test_a_must_is_a_multiple_of_the_floor_where_there_is_one() -> None:
    assert LIST.met
    assert LIST.verdict == "met"
    assert Figure("W1", "case list", 7.0, "ms", floor=1.5, must=8, aim=5).verdict == "aim met"
    assert Figure("W1", "case list", 12.1, "ms", floor=1.5, must=8, aim=5).verdict == "MISSED"
    assert Figure("W13", "memory", 401, "MB", must=400).verdict == "MISSED"
    assert Figure("W6", "errors", 0, "", must=0).verdict == "met"


def test_one_missed_must_fails_the_run_and_a_figure_without_one_does_not() -> None:
    beside = Figure("W3+", "the worker", 99.0, "ms")
    assert all_met([LIST, beside])
    assert not all_met([LIST, beside, Figure("W15", "warm start", 5.1, "s", must=5)])


def test_the_table_shows_what_was_measured_and_what_it_must_be() -> None:
    shown = table([LIST, Figure("W13", "memory", 318.4, "MB", must=400, aim=300)]).splitlines()
    assert " ".join(shown[1].split()) == "W1 case list 9 ms 1.50 ms 6 × ≤ 8 × ≤ 5 × met"
    assert " ".join(shown[2].split()) == "W13 memory 318.4 MB ≤ 400 MB ≤ 300 MB met"


def test_json_says_the_same_one_object_a_line(tmp_path: Path, capsys: Said) -> None:
    assert as_json(LIST) | {"ratio": 6.0, "met": True, "must": 8, "floor": 1.5} == as_json(LIST)
    command.tell([LIST, LIST], "-")
    assert [json.loads(line)["id"] for line in capsys.readouterr().out.splitlines()] == ["W1", "W1"]
    command.tell([LIST], str(tmp_path / "figures.json"))
    assert json.loads((tmp_path / "figures.json").read_text()) == [json.loads(lines([LIST]))]
    assert "case list" in capsys.readouterr().out


@pytest.mark.parametrize("words", [["--size", "10"], ["--minutes", "0"], ["--only", "everything"], ["--size", "many"]])
def test_what_cannot_be_measured_is_wrong_usage(words: list[str], capsys: Said) -> None:
    with pytest.raises(SystemExit) as ended:
        command.main(words)
    assert ended.value.code == 2
    assert "candor bench: error" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_family_is_counted_with_those_below_it_and_those_that_have_ended() -> None:
    burn = "sum(range(6_000_000))"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', '{burn}']); print(flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", parent], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert process.pid in processes.family_of(os.getpid())
        assert processes.spent_by(process.pid) >= 20, "the child has ended, and what it spent counts"
        assert processes.memory_of({process.pid}) > 1
        process.communicate(b"\n")
    assert processes.spent_by(process.pid) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_server_without_a_process_that_answers_is_not_measured_as_taking_nothing() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        with pytest.raises(NotMeasured):
            processes.Server("Candor", 0, process).spent_answering()
        process.communicate(b"\n")


def test_the_floor_shows_nothing_to_who_has_not_signed_in(tmp_path: Path) -> None:
    file = tmp_path / "floor.sqlite3"
    data.build(lambda question: empty() if "people_person" not in question else [(1, "r1", "Anna Berg", "en")], file)
    app, said = Floor(file, {}), []

    def ask(cookie: str) -> bytes:
        environ = {"PATH_INFO": "/cases/", "REQUEST_METHOD": "GET", "HTTP_COOKIE": cookie}
        return b"".join(app(environ, lambda status, _headers: said.append(status)))

    assert ask("floor=guessed") == b""
    assert b"<h1>Cases</h1>" in ask(f"floor={sign_in(file, 1)}")
    assert said == ["303 See Other", "200 OK"]


def test_what_a_run_wrote_is_gone_before_the_next(tmp_path: Path) -> None:
    file = tmp_path / "floor.sqlite3"
    data.build(lambda _question: empty(), file)
    with sqlite3.connect(file) as base:
        base.executemany("INSERT INTO ticket (id, ref) VALUES (?, ?)", [(1, "kept"), (2, "new")])
        base.executemany("INSERT INTO message (ref, ticket) VALUES (?, ?)", [("kept", 1), ("new", 2)])
    data.forget_new_cases(file, 1)
    with sqlite3.connect(file) as base:
        assert base.execute("SELECT ref FROM ticket UNION ALL SELECT ref FROM message").fetchall() == [("kept",)] * 2


def test_of_a_set_that_no_floor_serves_only_what_is_asked_for_is_read(tmp_path: Path) -> None:
    file = tmp_path / "asks.sqlite3"
    data.build(lambda _question: empty(), file, data.ASKED_FOR)
    with sqlite3.connect(file) as base:
        made = {name for (name,) in base.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    assert made == set(data.ASKED_FOR)


def empty() -> list[tuple[object, ...]]:
    return []


def test_a_run_that_is_cut_off_tells_what_it_has_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    def measure(_asked: object, found: list[Figure]) -> None:
        found.append(LIST)
        raise SystemExit(143)

    monkeypatch.setattr(command, "measure", measure)
    monkeypatch.setattr("signal.signal", lambda *_: None)
    with pytest.raises(SystemExit) as ended:
        command.main(["--json", str(tmp_path / "figures.json")])
    assert ended.value.code == 143
    assert [figure["id"] for figure in json.loads((tmp_path / "figures.json").read_text())] == ["W1"]
    said = capsys.readouterr()
    assert "case list" in said.out
    assert "cut off after" in said.err


def test_of_a_round_that_was_cut_off_nothing_counts() -> None:
    works = [Workload(name, "a page", lambda _count: [], lambda _count: []) for name in ("W2", "W1", "W3")]
    side = requests.Side(processes.Server("one", 0, None), [], 1, {"W2": [3.0], "W1": [2.0]})  # type: ignore[arg-type]
    assert [work.id for work in requests.measured(works, side)] == ["W1", "W2"]
