"""A real `candor up` with fake parts: small scripts that start fast, say what they do and misbehave on request."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.waiting import PATIENCE

WITH_FAKE_PARTS = """
import sys
from candor.config import supervisor

prepare, web, work, time_to_end = sys.argv[1:5]
supervisor.TIME_TO_END = float(time_to_end)
supervisor.web_server = lambda port, host: [sys.executable, web, str(port)]
supervisor.candor = lambda *words: [sys.executable, prepare if words[0] == "instance" else work, *words]
sys.exit(supervisor.main(sys.argv[5:]))
"""

PREPARE = "print('prepared')"

WEB = """
import http.server, sys

class Ready(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/readyz" else 404)
        self.end_headers()
    def log_message(self, *args):
        pass

http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Ready).serve_forever()
"""

WORK = "import os, time; print('pid', os.getpid(), flush=True); time.sleep(600)"


class Up:
    """One running `candor up`."""

    def __init__(self, process: subprocess.Popen[str], log: Path) -> None:
        self.process = process
        self.log = log

    @property
    def said(self) -> str:
        """Everything it has printed so far."""
        return self.log.read_text()

    def says(self, text: str, *, times: int = 1, within: float = PATIENCE) -> str:
        """Wait until it has printed `text` so often; the whole output."""
        end = time.monotonic() + within
        while self.said.count(text) < times:
            assert time.monotonic() < end, f"never said “{text}” {times}×, but:\n{self.said}"
            assert self.process.poll() is None, f"ended before it said “{text}”:\n{self.said}"
            time.sleep(0.02)
        return self.said

    def family(self) -> set[int]:
        """Its children and theirs."""
        return descendants(self.process.pid)

    def end(self, by: signal.Signals = signal.SIGTERM) -> int:
        """Send the signal and wait; the exit code."""
        self.process.send_signal(by)
        return self.process.wait(PATIENCE)


@pytest.fixture
def port() -> int:
    """A port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


@pytest.fixture
def up(tmp_path: Path, port: int) -> Iterator[Callable[..., Up]]:
    """Start `candor up` with the given scripts as its parts, and the seconds that these have to end by themselves."""
    started: list[Up] = []

    def start(
        *options: str,
        prepare: str = PREPARE,
        web: str = WEB,
        work: str = WORK,
        output: int | None = None,
        time_to_end: float = 10 * PATIENCE,
    ) -> Up:
        scripts = []
        for name, text in {"prepare": prepare, "web": web, "work": work}.items():
            script = tmp_path / f"{name}{len(started)}.py"
            script.write_text(text)
            scripts.append(str(script))
        log = tmp_path / f"up{len(started)}.log"
        command = [sys.executable, "-c", WITH_FAKE_PARTS, *scripts, str(time_to_end), "--port", str(port), *options]
        environment = {**os.environ, "CANDOR_HOME": str(tmp_path / "home")}
        with log.open("w") as errors:
            process = subprocess.Popen(command, stdout=output or errors, stderr=errors, text=True, env=environment)
        started.append(Up(process, log))
        return started[-1]

    yield start
    for each in started:
        family = each.family()
        each.process.kill()
        each.process.wait()
        for pid in family:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def eventually(question: Callable[[], bool], *, within: float = PATIENCE) -> bool:
    """Whether the answer becomes yes in time."""
    end = time.monotonic() + within
    while not question():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def descendants(pid: int) -> set[int]:
    """All living processes below this one."""
    found: set[int] = set()
    listing = subprocess.check_output(["ps", "-e", "-o", "pid=,ppid=,stat="], text=True)
    parents = {int(row.split()[0]): int(row.split()[1]) for row in listing.splitlines() if "Z" not in row.split()[2]}
    todo = [pid]
    while todo:
        parent = todo.pop()
        children = {child for child, its_parent in parents.items() if its_parent == parent}
        found |= children
        todo += children
    return found


def gone(pids: set[int], *, within: float = PATIENCE) -> bool:
    """Whether all these processes end in time."""
    end = time.monotonic() + within
    while left := {pid for pid in pids if lives(pid)}:
        if time.monotonic() > end:
            print(f"still there: {left}")
            return False
        time.sleep(0.02)
    return True


def lives(pid: int) -> bool:
    """Whether it runs; a zombie does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"
