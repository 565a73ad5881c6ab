"""Servers as processes: started, watched until they answer, measured by their whole family, ended.

Linux only: what a process has spent and holds is read from /proc.
"""

from __future__ import annotations

import http.client
import os
import subprocess
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from candor.config.development.bench.saying import NotMeasured
from candor.config.development.steps import ROOT
from candor.config.processes import die_with_parent

PROC = Path("/proc")
TICK = 1_000 / os.sysconf("SC_CLK_TCK")
"""Milliseconds of one unit of /proc/PID/stat."""

WEB = "candor web"
"""What `ps` calls the part of `candor up` that answers, and the processes below it."""

RESTING = 100.0
"""Milliseconds a second of a server that is at rest, whose worker looks for work now and then."""

PATIENCE = 300.0
TIME_TO_END = 20.0


@dataclass
class Server:
    """A running server: its port, its first process, and processes of others that work for it."""

    name: str
    port: int
    process: subprocess.Popen[bytes]
    helpers: Sequence[int] = field(default_factory=tuple)

    @property
    def family(self) -> set[int]:
        """All its processes."""
        return {pid for root in (self.process.pid, *self.helpers) for pid in family_of(root)}

    @property
    def answering(self) -> set[int]:
        """Those that answer requests, without a worker that runs beside them. Raises NotMeasured for none."""
        below = [pid for pid in family_of(self.process.pid) if is_web_server(pid)]
        if not below:
            raise NotMeasured(f"{self.name} has no process that answers requests.")
        return {each for pid in below for each in family_of(pid)} | {
            each for root in self.helpers for each in family_of(root)
        }

    def spent(self) -> float:
        """Milliseconds of processor time that all its processes have spent, those that ended among them."""
        return sum(spent_by(pid) for pid in self.family)

    def spent_answering(self) -> float:
        """The same of those that answer requests alone."""
        return sum(spent_by(pid) for pid in self.answering)


@contextmanager
def running(
    name: str, words: Sequence[str], port: int, environment: Mapping[str, str], path: str = "/"
) -> Iterator[Server]:
    """A server for the time of the block, from its first answer at `path` on."""
    process = subprocess.Popen(
        words,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=die_with_parent(),  # noqa: PLW1509 - no threads here
    )
    try:
        server = Server(name, port, process)
        wait_for(server, path)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(TIME_TO_END)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def candor(port: int, environment: Mapping[str, str]) -> tuple[str, list[str], int, Mapping[str, str], str]:
    """`candor up` as in production, for `running`: in the environment of production, too. Ours has more, and what is
    there is loaded (structlog takes 10 MB of rich along, in each process).
    """
    return "Candor", [str(ROOT / "candor"), "up", "--port", str(port)], port, environment, "/readyz"


def granian(
    name: str, app: str, port: int, environment: Mapping[str, str]
) -> tuple[str, list[str], int, Mapping[str, str]]:
    """Another WSGI app under the server and options that Candor has, for `running`."""
    from candor.config.supervisor import web_server

    return name, web_server(port, app), port, environment


def wait_for(server: Server, path: str) -> None:
    """Until it answers with something better than an error of its own."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if server.process.poll() is not None:
            raise NotMeasured(f"{server.name} ended at its start with exit code {server.process.returncode}.")
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
        with suppress(OSError, http.client.HTTPException):
            connection.request("GET", path, headers={"Host": f"localhost:{server.port}"})
            if connection.getresponse().status < 500:
                return
        connection.close()
        time.sleep(0.05)
    raise NotMeasured(f"{server.name} did not answer within {PATIENCE:.0f} seconds.")


def family_of(root: int) -> set[int]:
    """A process and all below it."""
    children = defaultdict(list)
    for pid, parent in parents():
        children[parent].append(pid)
    found, left = set(), [root]
    while left:
        pid = left.pop()
        found.add(pid)
        left += children[pid]
    return found


def parents() -> Iterator[tuple[int, int]]:
    """Each process of the machine with its parent."""
    for folder in PROC.iterdir():
        if folder.name.isdigit() and (fields := stat_of(int(folder.name))):
            yield int(folder.name), int(fields[1])


def stat_of(pid: int) -> list[str]:
    """The fields of /proc/PID/stat after the name, which may hold anything; none for a process that is gone."""
    try:
        return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def spent_by(pid: int) -> float:
    """Milliseconds of a process and of its children that have ended: utime, stime, cutime, cstime (proc(5))."""
    return sum(map(int, stat_of(pid)[11:15])) * TICK


def is_web_server(pid: int) -> bool:
    """Whether it runs granian. A part of `candor up` that began as a copy has the supervisor's command line, and is
    told by its name.
    """
    return "granian" in command_of(pid) or name_of(pid) == WEB


def name_of(pid: int) -> str:
    try:
        return (PROC / str(pid) / "comm").read_text().strip()
    except OSError:
        return ""


def command_of(pid: int) -> str:
    try:
        return (PROC / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def memory_of(pids: set[int]) -> float:
    """Megabytes that they hold together: the proportional set size, in which shared pages count once."""
    total = 0
    for pid in pids:
        with suppress(OSError):
            lines = (PROC / str(pid) / "smaps_rollup").read_text().splitlines()
            total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1_024


def at_rest(server: Server, quiet: float = 1.5, patience: float = 40.0) -> None:
    """Wait until it has hardly anything left to do: little processor time for a while."""
    end, before = time.monotonic() + patience, server.spent()
    while time.monotonic() < end:
        time.sleep(quiet)
        now = server.spent()
        if now - before < quiet * RESTING:
            return
        before = now
