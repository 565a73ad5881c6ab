"""Whether a small machine is enough: `measure_small_server.py [--seconds 60] [--technicians 4] [--customers 2]`.

Starts the demo on one core of this machine, with no more memory than `--memory` says (in MB; 1024) where the system
lets us limit it (control groups, as root), and works with it as people do: technicians look at their list, open a case,
note something, search; customers look at their cases and into the help centre. Each waits one to four seconds between
two pages. Prints how long pages took, how much memory all of Candor held (PSS: what several processes share counts
once), and under which conditions. Run it on a quiet machine for the times; the memory hardly depends on that.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlencode

from families import family

ROOT = Path(__file__).resolve().parent.parent
PASSWORD = "candor-demo-2026"  # noqa: S105 - the demo's, known to everybody
CGROUPS = Path("/sys/fs/cgroup")
LONGEST_START = 300
HIDDEN = re.compile(r'name="(csrfmiddlewaretoken|key|version)" value="([^"]*)"')


@dataclass
class Measured:
    """What a page took, in milliseconds, by what was done."""

    taken: dict[str, list[float]] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, what: str, milliseconds: float, status: int) -> None:
        with self.lock:
            self.taken.setdefault(what, []).append(milliseconds)
            if status >= 400:
                self.failed.append(f"{what}: {status}")


class Browser:
    """One person: a connection, a cookie, and what they do."""

    def __init__(self, port: int, measured: Measured) -> None:
        self.port, self.measured, self.cookie = port, measured, ""

    def ask(self, what: str, method: str, path: str, form: dict[str, str] | None = None) -> tuple[HTTPResponse, str]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        address = f"localhost:{self.port}"
        headers = {"Host": address, "Origin": f"http://{address}", "Cookie": self.cookie}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.monotonic()
        connection.request(method, path, None if form is None else urlencode(form), headers)
        answer = connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        self.measured.note(what, (time.monotonic() - began) * 1_000, answer.status)
        if answer.headers["Set-Cookie"]:
            self.cookie = answer.headers["Set-Cookie"].partition(";")[0]
        connection.close()
        return answer, text

    def get(self, what: str, path: str) -> str:
        return self.ask(what, "GET", path)[1]

    def sign_in(self, face: str, who: str) -> None:
        form = {"email": f"{who}@demo.example", "password": PASSWORD}
        answer, _text = self.ask("sign in", "POST", f"/{face}/sign-in/", form)
        if answer.status != 303:
            sys.exit(f"{who} cannot sign in: {answer.status}")


def technician(port: int, measured: Measured, until: float, seed: int) -> None:
    """Look, open, answer, search, again and again."""
    browser, chance = Browser(port, measured), random.Random(seed)  # noqa: S311 - no secret
    browser.sign_in("tech", "tech")
    while time.monotonic() < until:
        cases = re.findall(r'href="(/tech/cases/[0-9a-z]{8,}/)"', browser.get("list of cases", "/tech/cases/"))
        pause(chance)
        if cases:
            case = chance.choice(cases)
            hidden = dict(HIDDEN.findall(browser.get("case", case)))
            pause(chance)
            if chance.random() < 0.5:
                browser.ask("note", "POST", f"{case}notes/", {**hidden, "body": "Looked at it once more."})
                pause(chance)
        browser.get("search", f"/tech/search/?q={chance.choice(['invoice', 'printer', 'licence', 'update'])}")
        pause(chance)


def customer(port: int, measured: Measured, until: float, seed: int) -> None:
    browser, chance = Browser(port, measured), random.Random(seed)  # noqa: S311 - as above
    browser.sign_in("customer", "customer")
    while time.monotonic() < until:
        found = re.findall(r'href="(/customer/cases/[0-9a-z]{8,}/)"', browser.get("own cases", "/customer/cases/"))
        pause(chance)
        if found:
            browser.get("own case", chance.choice(found))
            pause(chance)
        browser.get("help centre", "/help/")
        pause(chance)


def pause(chance: random.Random) -> None:
    time.sleep(chance.uniform(1, 4))


@contextmanager
def within(memory: int) -> Iterator[tuple[str, Callable[[], None]]]:
    """Words about the limit, and what a child calls to be under it."""
    core, group = min(os.sched_getaffinity(0)), a_group(memory * 1024 * 1024)
    words = f"one core, no more than {memory} MB" if group else "one core; this system lets us limit no memory"

    def enter() -> None:
        os.sched_setaffinity(0, {core})
        if group:
            (group / "cgroup.procs").write_text(str(os.getpid()))

    try:
        yield words, enter
    finally:
        if group:
            with suppress(OSError):  # somebody is still in it
                group.rmdir()


def a_group(size: int) -> Path | None:
    """A group of processes that get no more memory than that, files they read included; None where we may make none."""
    for folder, limit in ((CGROUPS, "memory.max"), (CGROUPS / "memory", "memory.limit_in_bytes")):
        group = folder / f"candor-measure-{os.getpid()}"
        if not (folder / "cgroup.procs").exists():
            continue
        try:
            group.mkdir()
            (group / limit).write_text(str(size))
        except OSError:
            with suppress(OSError):
                group.rmdir()
        else:
            return group
    return None


def pss(pids: set[int]) -> float:
    """Megabytes that they hold together."""
    total = 0
    for pid in pids:
        with suppress(OSError):
            size = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
            total += int(size[1]) if size else 0
    return total / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description="Work with the demo on one core, and say what it took.")
    for name, default in (("seconds", 60), ("technicians", 4), ("customers", 2), ("memory", 1024)):
        parser.add_argument(f"--{name}", type=int, default=default)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="measure-small-") as home, within(asked.memory) as (words, enter):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        began = time.monotonic()
        candor = subprocess.Popen(
            [str(ROOT / "candor"), "up", "--demo", "--port", str(port)],
            env={**os.environ, "CANDOR_HOME": home},
            stdout=subprocess.DEVNULL,
            preexec_fn=enter,  # noqa: PLW1509 - no threads yet
        )
        try:
            wait_until_ready(port, candor)
            started = time.monotonic() - began
            measured, most = work(asked, port, candor.pid)
        finally:
            candor.send_signal(signal.SIGTERM)
            candor.wait(60)
            time.sleep(1)
    tell(asked, words, started, measured, most)


def wait_until_ready(port: int, candor: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + LONGEST_START
    while time.monotonic() < deadline and candor.poll() is None:
        with suppress(OSError):
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/readyz", headers={"Host": f"localhost:{port}"})
            if connection.getresponse().status == 200:
                return
        time.sleep(0.5)
    sys.exit("Candor did not start.")


def work(asked: argparse.Namespace, port: int, pid: int) -> tuple[Measured, float]:
    """Everybody works until the time is over; what it took, and the most memory held meanwhile."""
    measured, until, most = Measured(), time.monotonic() + asked.seconds, pss(family(pid))
    people = [(technician, number) for number in range(asked.technicians)]
    people += [(customer, 100 + number) for number in range(asked.customers)]
    threads = [threading.Thread(target=live, args=(port, measured, until, seed)) for live, seed in people]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        most = max(most, pss(family(pid)))
        time.sleep(1)
    return measured, most


def tell(asked: argparse.Namespace, words: str, started: float, measured: Measured, most: float) -> None:
    print(
        f"Conditions: {words}; load of this machine {os.getloadavg()[0]:.1f}, Python {sys.version.split()[0]}, SQLite"
    )
    print(f"Work: {asked.technicians} technicians and {asked.customers} customers for {asked.seconds} s, on the demo")
    print(f"Start: {started:.0f} s from the command to the first page, the demo being made included")
    print(f"Memory: {most:.0f} MB at most, all processes together (PSS)")
    for what, taken in sorted(measured.taken.items()):
        ordered = sorted(taken)
        last = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
        print(
            f"{what:<14} {len(taken):>4} times   median {statistics.median(taken):6.0f} ms   95 of 100 {last:6.0f} ms"
        )
    print(f"Failed: {len(measured.failed)} {sorted(set(measured.failed)) or ''}")


if __name__ == "__main__":
    main()
