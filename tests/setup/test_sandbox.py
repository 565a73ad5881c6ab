"""`candor sandbox` throws its home away and goes on in a new one; what is not its own it never touches."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from candor.config import sandbox
from candor.config.sandbox import MARK, Homes
from candor.config.supervisor import CannotStart
from tests.setup.conftest import WEB, Up, gone

WITH_FAKE_PARTS = """
import sys
from datetime import timedelta
from candor.config import sandbox, supervisor

prepare, web, work = sys.argv[1:4]
supervisor.web_server = lambda port, host: [sys.executable, web, str(port)]
python = sys.executable
supervisor.candor = sandbox.candor = lambda *words: [python, prepare if words[0] == "instance" else work, *words]
sandbox.timedelta = lambda minutes: timedelta(seconds=minutes)
sandbox.HEAD_START = 1.0

class EndsOneTurn(sandbox.Sandbox):
    def begin_turn(self):
        super().begin_turn()
        self.every = timedelta(hours=1)

sandbox.Sandbox = EndsOneTurn
sys.exit(sandbox.main(sys.argv[4:]))
"""
WORK = """
import os, pathlib, time
home = pathlib.Path(os.environ["CANDOR_HOME"])
told = {name: os.environ.get(name, "") for name in ("CANDOR_DATABASE", "CANDOR_SMTP", "CANDOR_SANDBOX_UNTIL")}
print("works in", home.name, "told", told, flush=True)
(home / "typed-by-a-visitor").touch()
time.sleep(600)
"""
NOT_BEFORE_VISITORS_CAME = """
import os, pathlib, sys, time
home = pathlib.Path(os.environ["CANDOR_HOME"])
while home.name == "second" and not (home.parent / "first" / "typed-by-a-visitor").exists():
    time.sleep(0.02)
"""
FAILS_THE_SECOND_TIME = f"{NOT_BEFORE_VISITORS_CAME}sys.exit(home.name == 'second')"

Start = Callable[..., Up]


@pytest.fixture
def start(tmp_path: Path, port: int) -> Iterator[Start]:
    """Start a sandbox with fake parts: its first turn is two "minutes" of a second each, the next lasts."""
    started: list[Up] = []

    def run(prepare: str = NOT_BEFORE_VISITORS_CAME) -> Up:
        scripts = {"prepare": prepare, "web": WEB, "work": WORK}
        for name, text in scripts.items():
            (tmp_path / f"{name}.py").write_text(text)
        words = [str(tmp_path / f"{name}.py") for name in scripts]
        log = tmp_path / "sandbox.log"
        with log.open("w") as output:
            process = subprocess.Popen(
                [sys.executable, "-c", WITH_FAKE_PARTS, *words, "--every", "2", "--port", str(port)],
                stdout=output,
                stderr=output,
                text=True,
                env={
                    **os.environ,
                    "CANDOR_HOME": str(tmp_path / "homes"),
                    "CANDOR_DATABASE": "postgresql://somewhere",
                    "CANDOR_SMTP": "smtp://somewhere",
                },
            )
        started.append(Up(process, log))
        return started[-1]

    yield run
    for each in started:
        if each.process.poll() is None:
            each.end()


def test_what_visitors_wrote_is_deleted_when_its_time_is_up(start: Start, tmp_path: Path) -> None:
    running = start()
    running.says("works in first")
    running.says("The sandbox was made anew")
    said = running.says("works in second")
    homes = {path.name for path in (tmp_path / "homes").iterdir() if path.is_dir()} - {"run"}
    assert homes == {"second"}, "the home of the first turn is gone with everything in it"
    moments = re.findall(r"'CANDOR_SANDBOX_UNTIL': '([^']+)'", said)
    assert len(set(moments)) == 2, "each turn knows when it ends"
    assert "somewhere" not in said, "neither a database elsewhere nor a way out for mail"


def test_nothing_is_left_when_it_ends(start: Start, tmp_path: Path) -> None:
    running = start()
    running.says("works in first")
    family = running.family()
    assert running.end() == 0, running.said
    assert gone(family)
    assert not list((tmp_path / "homes").rglob("typed-by-a-visitor"))


def test_the_present_sandbox_serves_on_when_the_next_cannot_be_made(start: Start) -> None:
    running = start(prepare=FAILS_THE_SECOND_TIME)
    running.says("works in first")
    running.says("The next sandbox could not be made; the present one serves on")
    assert running.process.poll() is None
    assert "works in second" not in running.said


def test_a_home_that_could_not_be_made_is_tried_again_beside_the_one_that_serves(tmp_path: Path) -> None:
    homes = Homes(tmp_path / "homes")
    serving = homes.make_next()
    (serving / "typed-by-a-visitor").touch()
    assert homes.make_next(beside=serving) == homes.make_next(beside=serving) != serving
    assert (serving / "typed-by-a-visitor").exists()


def test_a_folder_with_other_things_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "candor.sqlite3").write_text("an instance")
    with pytest.raises(CannotStart, match="holds other things"):
        Homes(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["candor.sqlite3"]


def test_its_own_folder_is_known_again(tmp_path: Path) -> None:
    home = Homes(tmp_path / "homes").make_next()
    (home / "left").touch()
    again = Homes(tmp_path / "homes")
    assert not (again.make_next() / "left").exists(), "what a killed run left is deleted"
    assert (tmp_path / "homes" / MARK).is_file()


@pytest.mark.parametrize("words", [["--every", "1"], ["--every", "1441"], ["--port", "0"], ["--every", "often"]])
def test_options_that_make_no_sense_are_refused(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        sandbox.parse(words)
    assert end.value.code == 2
    assert words[0] in capsys.readouterr().err
