"""`candor up` starts, survives and ends its parts."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from candor.config import preloading
from candor.config.settings.instance import load_settings
from candor.config.supervisor import Stopped, Supervisor, answers
from tests.setup.conftest import Up, eventually, gone
from tests.waiting import PATIENCE

Start = Callable[..., Up]

IGNORES_SIGTERM = """
import os, signal, subprocess, sys, time
signal.signal(signal.SIGTERM, lambda *_: os.write(1, b"asked to end\\n"))
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print("pid", os.getpid(), flush=True)
time.sleep(600)
"""


def test_it_prints_the_address_once_every_part_answers(up: Start, port: int) -> None:
    said = up().says("Candor is ready")
    assert said.index("prepared") < said.index(f"http://localhost:{port}")
    assert "work | pid" in said, "the parts' lines carry their names"


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_everything_cleanly(up: Start, by: signal.Signals) -> None:
    candor = up()
    candor.says("Candor is ready")
    family = candor.family()
    assert len(family) == 2
    assert candor.end(by) == 0, candor.said
    assert gone(family)


@pytest.mark.parametrize("moment", ["prepare", "web"])
def test_sigterm_during_the_start_ends_everything(up: Start, moment: str) -> None:
    slow = {moment: "import time; print('starting', flush=True); time.sleep(600)"}
    candor = up(**slow)
    candor.says("starting")
    family = candor.family()
    assert candor.end() == 0, f"it waited for something: {candor.said}"
    assert gone(family)


def test_a_part_that_ignores_sigterm_is_killed_with_its_children(up: Start) -> None:
    candor = up(work=IGNORES_SIGTERM, time_to_end=2.0)
    candor.says("work | pid")
    family = candor.family()
    assert len(family) == 3
    assert candor.end() == 0
    assert gone(family)


def test_a_second_signal_does_not_wait_any_longer(up: Start) -> None:
    candor = up(work=IGNORES_SIGTERM)
    candor.says("work | pid")
    candor.process.send_signal(signal.SIGINT)
    candor.says("asked to end")
    assert candor.end(signal.SIGINT) == 0


def test_a_part_that_dies_is_started_again(up: Start) -> None:
    candor = up()
    said = candor.says("work | pid")
    candor.says("Candor is ready")
    os.kill(int(re.findall(r"work \| pid (\d+)", said)[0]), signal.SIGKILL)
    said = candor.says("work | pid", times=2)
    assert "work ended unexpectedly (SIGKILL); it starts again in 1 s." in said


def test_a_part_that_keeps_dying_is_started_at_growing_intervals(up: Start) -> None:
    candor = up(work="import sys; print('broken'); sys.exit(3)")
    said = candor.says("starts again in 4 s")
    assert said.count("work | broken") == 3
    assert "exit code 3" in said


def test_nothing_outlives_a_killed_supervisor(up: Start) -> None:
    candor = up()
    candor.says("Candor is ready")
    family = candor.family()
    candor.end(signal.SIGKILL)
    assert gone(family)


def test_a_second_start_continues_after_a_kill(up: Start) -> None:
    first = up()
    first.says("Candor is ready")
    family = first.family()
    first.end(signal.SIGKILL)
    assert gone(family)
    second = up()
    second.says("Candor is ready")


def test_a_home_runs_once(up: Start, port: int) -> None:
    first = up()
    first.says("Candor is ready")
    second = up()
    assert second.process.wait(PATIENCE) == 1
    assert second.said.startswith("candor up: Candor already runs for ")
    assert f"process {first.process.pid}, http://localhost:{port}" in second.said
    assert second.said.count("\n") == 1


def test_a_taken_port_is_said_in_one_sentence(up: Start, port: int) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        candor = up()
        assert candor.process.wait(PATIENCE) == 1
    assert candor.said == (
        f"candor up: port {port} is used by another program. Choose another one: candor up --port {port + 1}\n"
    )


def test_a_failed_preparation_ends_it(up: Start) -> None:
    said = "import sys; sys.exit('The database is newer than this Candor.')"
    candor = up(prepare=said)
    assert candor.process.wait(PATIENCE) == 1
    assert candor.said == "The database is newer than this Candor.\n"


@pytest.mark.parametrize("options", [["--port", "70000"], ["--port", "x"], ["--prot", "1"]])
def test_wrong_options_are_usage_errors(up: Start, options: list[str]) -> None:
    assert up(*options).process.wait(PATIENCE) == 2


def test_demo_is_passed_on_to_the_preparation(up: Start) -> None:
    assert "['instance', 'prepare', '--demo']" in up("--demo", prepare="import sys; print(sys.argv[1:])").says(
        "Candor is ready"
    )


def test_links_carry_the_port_and_files_are_private(up: Start, port: int, tmp_path: Path) -> None:
    tells = "import os, time; print(os.environ['CANDOR_BASE_URL'], oct(os.umask(0)), flush=True); time.sleep(600)"
    candor = up(work=tells)
    assert f"http://localhost:{port} 0o77" in candor.says("0o")
    assert (tmp_path / "home").stat().st_mode & 0o777 == 0o700


def test_a_closed_output_does_not_end_it(up: Start, port: int) -> None:
    """Someone ran `candor up | head -1`: what is printed goes nowhere, Candor runs on."""
    candor = up(output=subprocess.PIPE, work="import time\nwhile True: print('line', flush=True); time.sleep(0.01)")
    assert candor.process.stdout
    candor.process.stdout.readline()
    candor.process.stdout.close()
    assert eventually(lambda: answers(port))
    time.sleep(0.5)  # many lines that nobody wants
    assert eventually(lambda: answers(port))
    assert candor.end() == 0
    assert candor.said == "", "nothing to complain about"


def test_an_output_that_nobody_reads_holds_nothing_up(up: Start, port: int) -> None:
    """Its reader was stopped with Ctrl-Z: lines are dropped, pages are served, a stop is a stop."""
    candor = up(output=subprocess.PIPE, work="while True: print('line' * 200, flush=True)")
    assert eventually(lambda: answers(port))
    time.sleep(2)  # by now nothing more fits between the two
    assert eventually(lambda: answers(port))
    assert candor.end() == 0


def test_where_nothing_can_be_loaded_before_each_part_starts_for_itself(tmp_path: Path) -> None:
    """And says itself what is wrong, again and again until it is put right."""
    supervisor = Supervisor(load_settings({"CANDOR_HOME": str(tmp_path / "home")}), demo=False)

    def fails() -> None:
        raise RuntimeError("No such table.")

    supervisor.load(fails)
    assert not supervisor.loaded
    supervisor.parts[0].environment = {"CANDOR_HOME": "another"}
    supervisor.load(lambda: None)
    assert not supervisor.loaded, "a sandbox's parts work in a home of their own"
    supervisor.parts[0].environment = None
    supervisor.load(lambda: None)
    assert supervisor.loaded == preloading.CAN_SHARE


def test_a_signal_cuts_off_the_loading_and_the_next_one_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C pressed twice: the second one comes while the parts are being ended, which has to come to its end."""
    monkeypatch.setattr(preloading, "CAN_SHARE", True)
    supervisor = Supervisor(load_settings({"CANDOR_HOME": str(tmp_path / "home")}), demo=False)
    with pytest.raises(Stopped):
        supervisor.load(lambda: supervisor.ask_to_stop(signal.SIGINT, None))
    supervisor.ask_to_stop(signal.SIGINT, None)
    assert (supervisor.stops_asked, supervisor.loaded) == (2, False)
