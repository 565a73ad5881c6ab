"""Run the tools of `candor check`, `test` and `fix`, timed."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Step:
    """A tool to run, under the name a person knows it by."""

    name: str
    command: Sequence[str]


@dataclass(frozen=True)
class Outcome:
    """What became of a step: its exit code, its output and the seconds it took, by the clock and of processor time."""

    name: str
    code: int
    output: str
    seconds: float
    worked: float = 0.0


def in_a_checkout() -> bool:
    """Whether this is the source tree and not an installed package, which brings neither tests nor tools."""
    if (ROOT / "pyproject.toml").is_file() and (ROOT / "tests").is_dir():
        return True
    print("candor: this works in a checkout of Candor's source only.", file=sys.stderr)
    return False


def python(*words: str) -> list[str]:
    """The command line of a module or script on this interpreter."""
    return [sys.executable, *words]


def tool(name: str, *words: str) -> list[str]:
    """The command line of a program that was installed beside this interpreter."""
    return [str(Path(sys.executable).with_name(name)), *words]


def run_quietly(step: Step, environment: Mapping[str, str]) -> Outcome:
    """Run it and keep what it says."""
    before = time.monotonic()
    done = subprocess.run(
        step.command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    return Outcome(step.name, done.returncode, done.stdout, time.monotonic() - before)


def run_aloud(step: Step, environment: Mapping[str, str]) -> Outcome:
    """Run it, show what it says as it comes, and keep it too. Whatever works for us meanwhile counts as its work."""
    before, worked = time.monotonic(), processor_time()
    said = []
    with subprocess.Popen(
        step.command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        bufsize=1,
    ) as process:
        try:
            for line in process.stdout or ():
                print(line, end="", flush=True)
                said.append(line)
        except BaseException:  # Ctrl-C or SIGTERM: let it clear up what it started
            process.send_signal(signal.SIGINT)
            raise
    return Outcome(step.name, process.returncode, "".join(said), time.monotonic() - before, processor_time() - worked)


def processor_time() -> float:
    """Seconds of processor time of all that this process has begun; on Linux a server that still runs included."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return ended.ru_utime + ended.ru_stime + sum(map(_ticks_of_children, Path("/proc/self/task").glob("*"))) / TICKS


def _ticks_of_children(thread: Path) -> int:
    """What the children of a thread of ours, and theirs that have ended, have worked (proc(5))."""
    ticks = 0
    with suppress(OSError):  # the thread has just ended
        for child in (thread / "children").read_text().split():
            with suppress(OSError):  # it has just ended
                ticks += sum(map(int, Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[11:15]))
    return ticks
