"""Run the tools of `candor check`, `test` and `fix`, timed."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]


@dataclass(frozen=True)
class Step:
    """A tool to run, under the name a person knows it by."""

    name: str
    command: Sequence[str]


@dataclass(frozen=True)
class Outcome:
    """What became of a step: its exit code, its output and the seconds it took."""

    name: str
    code: int
    output: str
    seconds: float


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
    """Run it, show what it says as it comes, and keep it too."""
    before = time.monotonic()
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
    return Outcome(step.name, process.returncode, "".join(said), time.monotonic() - before)
