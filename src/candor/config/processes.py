"""Child processes that never outlive us, with their output as prefixed lines.

Most start as a program of their own. Once this process has loaded Candor, those that run a module of it may part from
this one instead and share what it loaded.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import runpy
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from typing import Protocol

PR_SET_PDEATHSIG, PR_SET_NAME = 1, 15
"""From linux/prctl.h: the signal a process gets when its parent has died, however that happened; what `ps` calls it."""

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
"""Seconds before a part that ended is started again; doubled each time it ends soon after its start."""

STEADY_AFTER = 60.0
"""A part that ran this many seconds starts over with the first pause."""


def die_with_parent(by: signal.Signals = signal.SIGTERM) -> Callable[[], None]:
    """A `preexec_fn` that lets the kernel send `by` when this process dies, even by SIGKILL.

    Linux only. Elsewhere a killed supervisor leaves its parts running, and the next start says that the port is taken.
    """
    parent = os.getpid()
    prctl = ctypes.CDLL(None).prctl if sys.platform == "linux" else None

    def after_fork() -> None:
        if prctl:
            prctl(PR_SET_PDEATHSIG, by, 0, 0, 0)
        if os.getppid() != parent:  # it died before the kernel knew
            os._exit(1)

    return after_fork


class Process(Protocol):
    """What is asked of a process, whichever way it was started."""

    @property
    def pid(self) -> int: ...
    def poll(self) -> int | None: ...
    def wait(self) -> int: ...
    def terminate(self) -> None: ...


class Parted:
    """A process that began as a copy of this one and runs `python -m MODULE WORDS` in it."""

    def __init__(self, name: str, command: Sequence[str], output: int, let_go: Callable[[], None]) -> None:
        arguments = (name, command, output, let_go, die_with_parent())
        self.process: BaseProcess = multiprocessing.get_context("fork").Process(target=_be, args=arguments)
        self.process.start()

    @property
    def pid(self) -> int:
        return self.process.pid or 0

    def poll(self) -> int | None:
        return self.process.exitcode

    def wait(self) -> int:
        self.process.join()
        return self.process.exitcode or 0

    def terminate(self) -> None:
        self.process.terminate()


def _be(
    name: str, command: Sequence[str], output: int, let_go: Callable[[], None], after_fork: Callable[[], None]
) -> None:
    """Be the part: as one that was just started, with nothing of the process that it began as but what that loaded."""
    os.setsid()
    after_fork()
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    let_go()
    for descriptor in (sys.stdout.fileno(), sys.stderr.fileno()):
        os.dup2(output, descriptor)
    os.close(output)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_NAME, f"candor {name}".encode(), 0, 0, 0)
    _python, _m, module, *words = command
    sys.argv = [module, *words]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


@dataclass
class Part:
    """One of the processes that make up a running Candor. It leads a process group of its own."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] | None = None
    """What it is told; None for what we were told ourselves."""
    process: Process | None = None
    output: int = -1
    """The descriptor to read what it says from; -1 while there is none."""
    started_at: float = 0.0
    start_again_at: float = 0.0
    pause: float = FIRST_PAUSE
    unfinished: bytes = field(default=b"", repr=False)

    @property
    def may_part(self) -> bool:
        """Whether it runs a module of Python, told nothing that this process was not."""
        return list(self.command[:2]) == [sys.executable, "-m"] and self.environment is None

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def start(self, let_go: Callable[[], None] | None = None) -> None:
        """Start it, in a new session: Ctrl-C in the terminal reaches the supervisor alone, which ends all in order.

        With `let_go` it parts from this process, and calls that to close what it must not hold with us.
        """
        self.output, its_end = os.pipe()
        if let_go and self.may_part:
            self.process = Parted(self.name, self.command, its_end, let_go)
        else:
            self.process = subprocess.Popen(
                self.command,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=its_end,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with_parent(),  # noqa: PLW1509 - the supervisor has one thread, also once it loaded Candor
            )
        os.close(its_end)
        os.set_blocking(self.output, False)
        self.started_at = time.monotonic()

    def ask_to_end(self) -> None:
        """Ask the process itself; it sees to its own children."""
        if self.process and self.running:
            self.process.terminate()

    @property
    def succeeded(self) -> bool:
        return self.process is not None and self.process.poll() == 0

    def kill_group(self) -> None:
        """End what is left of it, children included."""
        if self.process:
            with suppress(ProcessLookupError, PermissionError):  # macOS answers EPERM for a group of zombies
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def forget(self) -> None:
        """Let go of a process that has ended."""
        self.close()
        self.process = None

    def close(self) -> None:
        """Hear no more of it."""
        if self.output >= 0:
            os.close(self.output)
            self.output = -1

    def plan_restart(self) -> float:
        """Decide when it starts again after it ended by itself; the seconds until then."""
        now = time.monotonic()
        pause = FIRST_PAUSE if now - self.started_at > STEADY_AFTER else self.pause
        self.pause = min(pause * 2, LONGEST_PAUSE)
        self.start_again_at = now + pause
        return pause

    def how_it_ended(self) -> str:
        """In words: "exit code 1" or "SIGKILL"."""
        code = (self.process.poll() if self.process else 0) or 0
        return f"exit code {code}" if code >= 0 else signal.Signals(-code).name

    def read_lines(self) -> list[str] | None:
        """The complete lines that have come in; None at the end. A last line needs no line feed."""
        try:
            chunk = os.read(self.output, 65536)
        except BlockingIOError:
            return []
        if not chunk and not self.unfinished:
            return None
        *lines, self.unfinished = (self.unfinished + (chunk or b"\n")).split(b"\n")
        return [line.decode("utf-8", "replace") for line in lines]
