"""Child processes that never outlive us, with their output as prefixed lines."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

PR_SET_PDEATHSIG = 1
"""From linux/prctl.h: the signal a process gets when its parent has died, however that happened."""

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


@dataclass
class Part:
    """One of the processes that make up a running Candor. It leads a process group of its own."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] | None = None
    """What it is told; None for what we were told ourselves."""
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_again_at: float = 0.0
    pause: float = FIRST_PAUSE
    unfinished: bytes = field(default=b"", repr=False)

    @property
    def output(self) -> int:
        """The descriptor to read its output from."""
        if not self.process or not self.process.stdout:
            raise ValueError(f"{self.name} was not started")
        return self.process.stdout.fileno()

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        """Start it, in a new session: Ctrl-C in the terminal reaches the supervisor alone, which ends all in order."""
        self.process = subprocess.Popen(
            self.command,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=die_with_parent(),  # noqa: PLW1509 - no threads here
        )
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
        if self.process and self.process.stdout:
            self.process.stdout.close()
        self.process = None

    def plan_restart(self) -> float:
        """Decide when it starts again after it ended by itself; the seconds until then."""
        now = time.monotonic()
        pause = FIRST_PAUSE if now - self.started_at > STEADY_AFTER else self.pause
        self.pause = min(pause * 2, LONGEST_PAUSE)
        self.start_again_at = now + pause
        return pause

    def how_it_ended(self) -> str:
        """In words: "exit code 1" or "SIGKILL"."""
        code = self.process.returncode if self.process else 0
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
