"""`candor mail parse` and `candor mail trim`: one JSON object per file, in order, whatever the files hold."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from candor.mail.parsing.cli import parse_files, trim_files


def test_one_object_per_file_in_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.eml").write_bytes(b"From: a@example.org\nSubject: one\n\nHi\n")
    (tmp_path / "b.eml").write_bytes(b"")
    (tmp_path / "c.eml").write_bytes("From: a@example.org\nSubject: drei €\n\nHi\n".encode())
    paths = [tmp_path / name for name in ("a.eml", "b.eml", "c.eml")]

    assert parse_files(paths) == 0

    printed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["file"] for one in printed] == [str(path) for path in paths]
    assert [one["subject"] for one in printed] == ["one", "", "drei €"]
    assert [one["error"] for one in printed] == [None, "The message is empty.", None]


def test_a_file_that_cannot_be_read_costs_only_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.eml").write_bytes(b"From: a@example.org\nSubject: one\n\nHi\n")

    assert parse_files([tmp_path / "missing.eml", tmp_path / "a.eml"]) == 1

    first, second = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert "cannot be read" in first["error"]
    assert second["error"] is None


def test_trimming_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text("Thanks\n\nOn 3 May 2025, Jo <jo@example.org> wrote:\n> Hi\n", "utf-8")

    assert trim_files([tmp_path / "a.txt"]) == 0
    assert trim_files([tmp_path / "missing.txt"]) == 1

    first, _ = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert list(first) == ["file", "visible", "folded"]
    assert first["visible"] == "Thanks"


def test_importing_the_command_imports_no_django() -> None:
    code = "import sys, candor.mail.parsing.cli; sys.exit(any(name.split('.')[0] == 'django' for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], timeout=120, check=False).returncode == 0
