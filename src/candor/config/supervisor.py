"""`candor up`: prepares the instance, then runs its parts and keeps them running. Does nothing with Candor itself but
load it, so that the parts share that.

Two web processes under granian, one process for worker, scheduler and mail. A part that dies is started again; Ctrl-C,
SIGTERM and a closed terminal end everything within ten seconds, during the start too.
"""

from __future__ import annotations

import argparse
import ctypes
import errno
import fcntl
import http.client
import os
import select
import selectors
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

from candor.config import preloading
from candor.config.processes import Part
from candor.config.settings.instance import InstanceSettings, SettingError, load_settings

EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - where one who listens everywhere is asked
TIME_TO_END = 8.0
"""Seconds the parts have to end by themselves. With the kill that follows a whole stop stays under ten."""

ARENAS = "2"
"""Heaps of glibc in each part: it would give nearly every thread one of its own, which took 43 MB more in all."""

M_ARENA_MAX = -8
"""From malloc.h."""

PATIENCE = 30.0
"""Seconds after which a start that is not done says so."""


class CannotStart(Exception):
    """`candor up` cannot run; the text says why and what to do."""


class Stopped(BaseException):
    """Told to stop while modules were loaded, which may take longer than a stop."""


def main(arguments: Sequence[str]) -> int:
    """Run `candor up`; answer its exit code."""
    asked = parse(arguments)
    os.umask(0o077)
    os.environ.setdefault("MALLOC_ARENA_MAX", ARENAS)
    if asked.port:
        os.environ["CANDOR_PORT"] = str(asked.port)
    try:
        settings = load_settings()
        use_address(settings)
        with only_one(settings.home, f"http://localhost:{settings.port}"):
            refuse_taken_port(settings)
            few_heaps()
            return Supervisor(settings, demo=asked.demo).run()
    except (CannotStart, SettingError, OSError) as problem:
        print(f"candor up: {problem}", file=sys.stderr)
        return 1


def few_heaps() -> None:
    """Tell glibc what the environment says too late: this process has started, and its parts begin as its copies."""
    with suppress(AttributeError, OSError, ValueError):  # another C library, or no number
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, int(os.environ["MALLOC_ARENA_MAX"]))


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The options of `candor up`."""
    parser = argparse.ArgumentParser("candor up", description="Run Candor: the web pages, the worker and the mail.")
    parser.add_argument("--demo", action="store_true", help="fill an empty instance with a demo company")
    parser.add_argument("--port", type=int, metavar="N", help="listen on this port (default 8000)")
    asked = parser.parse_args(arguments)
    if asked.port is not None and not 1 <= asked.port <= 65535:
        parser.error("--port takes a number from 1 to 65535")
    return asked


def use_address(settings: InstanceSettings) -> None:
    """On another port than the usual one, links carry that port, unless a base URL was set on purpose."""
    usual = "http://localhost:8000"
    if settings.base_url == usual and settings.port != 8000:
        os.environ["CANDOR_BASE_URL"] = f"http://localhost:{settings.port}"


@contextmanager
def only_one(home: Path, address: str = "") -> Iterator[None]:
    """Hold the home's lock. The kernel lets go of it when we die, so a lock is never stale."""
    state = home / "run"
    state.mkdir(mode=0o700, exist_ok=True)
    with (state / "up.lock").open("a+") as lock:
        os.register_at_fork(after_in_child=lock.close)  # what parts from us may outlive us by a few seconds
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise CannotStart(f"Candor already runs for {home} ({lock.read().strip() or 'starting'}).") from None
        lock.truncate(0)
        lock.write(", ".join(filter(None, [f"process {os.getpid()}", address])) + "\n")
        lock.flush()
        yield


def refuse_taken_port(settings: InstanceSettings) -> None:
    """Find out now rather than from the web server's stack trace."""
    port = settings.port
    with socket.socket(socket.AF_INET6 if ":" in settings.listen else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.listen, port))
        except PermissionError:
            raise CannotStart(f"port {port} is reserved for root. Choose one above 1023 with --port.") from None
        except OSError as error:
            if error.errno == errno.EADDRNOTAVAIL:
                raise CannotStart(
                    f"this machine has no address {settings.listen}. Change the setting listen."
                ) from None
            other = port + 1 if port < 65535 else port - 1
            raise CannotStart(
                f"port {port} is used by another program. Choose another one: candor up --port {other}"
            ) from None


def candor(*words: str) -> list[str]:
    """The command line of another `candor` command on this interpreter."""
    return [sys.executable, "-m", "candor", *words]


OURS = "candor.config.wsgi:application"


def web_server(port: int, app: str = OURS, *, host: str = "127.0.0.1") -> list[str]:
    """The command line of granian, for Candor or another app beside it. The threads keep slow uploads and unread
    downloads from holding everyone up: one process may catch eight of them, and four threads still answer. The kill
    timeout ends workers that are still importing, which otherwise never see the signal.
    """
    options = {
        "--interface": "wsgi",
        "--host": host,
        "--port": str(port),
        "--workers": "2",
        "--blocking-threads": "12",
        "--workers-kill-timeout": "5",
        "--log-level": "error",
    }
    flat = [word for option in options.items() for word in option]
    module = "granian" if app != OURS else "candor.config.granian_preloaded"
    return [sys.executable, "-m", module, *flat, "--respawn-failed-workers", app]


class Supervisor:
    """Runs the parts of one instance in a single-threaded loop over their output, their ends and our signals."""

    def __init__(self, settings: InstanceSettings, *, demo: bool) -> None:
        self.port, self.host = settings.port, EVERYWHERE.get(settings.listen, settings.listen)
        self.preparation = Part("prepare", candor("instance", "prepare", *(["--demo"] if demo else [])))
        self.parts = [Part("web", web_server(settings.port, host=settings.listen)), Part("work", candor("work"))]
        self.started_at = time.monotonic()
        self.stops_asked = 0
        self.ready = self.said_slow = self.unread = self.loading = self.loaded = False
        self.selector = selectors.DefaultSelector()

    def run(self) -> int:
        """Prepare, run until told to stop, end all. Never leaves a process behind, whatever happens here."""
        self.listen_for_signals()
        try:
            if code := self.prepare():
                return code
            self.load(preloading.load)
            while not self.stops_asked:
                self.start_what_is_due()
                self.wait(self.seconds_to_next_step())
                self.notice_ends()
                self.notice_readiness()
                self.see_what_else_is_due()
            return 0
        except Stopped:
            return 0
        finally:
            self.end_all()

    # Signals and output

    def listen_for_signals(self) -> None:
        """Let signals wake the loop: nothing is polled for."""
        awake, wake = socket.socketpair()
        for end in (awake, wake):
            end.setblocking(False)
        signal.set_wakeup_fd(wake.fileno(), warn_on_full_buffer=False)
        self.sockets = awake, wake  # kept, or they would close
        self.selector.register(awake, selectors.EVENT_READ)
        for stop in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(stop, self.ask_to_stop)
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def ask_to_stop(self, _signal: int, _frame: FrameType | None) -> None:
        """Take note; the loop does the rest. What is being loaded is cut off, once: nothing else is."""
        self.stops_asked += 1
        if self.loading:
            self.loading = False
            raise Stopped

    def wait(self, seconds: float | None) -> None:
        """Pass on output until something happens or the time is over."""
        for key, _ in self.selector.select(seconds):
            if isinstance(key.data, Part):
                self.pass_on(key.data)
            else:
                with suppress(BlockingIOError):
                    self.sockets[0].recv(4096)

    def pass_on(self, part: Part) -> None:
        """Print the part's new lines with its name before them."""
        lines = part.read_lines()
        if lines is None:
            self.selector.unregister(part.output)
        for line in lines or ():
            self.say(line if part is self.preparation else f"{part.name:<4} | {line}")

    def say(self, line: str) -> None:
        """Print a line. Whoever closes our output, or stops reading it, neither ends nor holds up Candor."""
        patience = 0 if self.stops_asked or self.unread else 1
        self.unread = not select.select([], [sys.stdout], [], patience)[1]
        if self.unread:
            return
        try:
            print(line, flush=True)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    # The life of the parts

    def prepare(self) -> int:
        """Create, migrate and check the instance; our exit code, 0 also when told to stop meanwhile."""
        self.begin(self.preparation)
        self.load(preloading.modules)
        while self.preparation.running and not self.stops_asked:
            self.wait(None)
        if self.stops_asked:
            return 0
        self.drain(self.preparation)
        return 0 if self.preparation.succeeded else 1

    def load(self, what: Callable[[], None]) -> None:
        """Load what the parts share, where all of them can. Otherwise each loads for itself, and says what is wrong."""
        self.loaded = False
        if not self.stops_asked and preloading.CAN_SHARE and all(part.may_part for part in self.parts):
            self.loading = True
            with suppress(Exception):
                what()
                self.loaded = True
            self.loading = False

    def let_go(self) -> None:
        """In a part that began as our copy: close what is ours."""
        signal.set_wakeup_fd(-1)
        for part in [self.preparation, *self.parts]:
            part.close()
        self.selector.close()
        for end in self.sockets:
            end.close()

    def begin(self, part: Part) -> None:
        """Start it and listen to it."""
        part.start(self.let_go if self.loaded else None)
        self.selector.register(part.output, selectors.EVENT_READ, part)

    def start_what_is_due(self) -> None:
        """Start the parts that are not running and whose pause is over."""
        for part in self.parts:
            if part.process is None and part.start_again_at <= time.monotonic():
                self.begin(part)

    def notice_ends(self) -> None:
        """Clear away a part that ended by itself and plan its next start."""
        for part in self.parts:
            if part.process and not part.running and not self.stops_asked:
                part.kill_group()
                self.drain(part)
                pause = part.plan_restart()
                self.say(f"{part.name} ended unexpectedly ({part.how_it_ended()}); it starts again in {pause:.0f} s.")
                part.forget()

    def drain(self, part: Part) -> None:
        """Print what it said last and stop listening to it."""
        listening = self.selector.get_map()
        while part.output in listening and select.select([part.output], [], [], 0)[0]:
            self.pass_on(part)
        if part.output in listening:  # a process of another group still holds the pipe
            self.selector.unregister(part.output)

    def seconds_to_next_step(self) -> float | None:
        """How long nothing but output, ends and signals can happen; None for as long as it takes."""
        if not self.ready:
            return 0.2
        now = time.monotonic()
        due = [part.start_again_at - now for part in self.parts if part.process is None]
        return max(0.0, min(due)) if due else None

    def notice_readiness(self) -> None:
        """Print the address once every part answers."""
        if self.ready or self.stops_asked:
            return
        address = f"http://localhost:{self.port}"
        if answers(self.port, self.host):
            self.ready = True
            self.say(f"Candor is ready: {address}   (Ctrl-C ends it)")
        elif not self.said_slow and time.monotonic() - self.started_at > PATIENCE:
            self.said_slow = True
            self.say(f"Candor is still starting. {address}/readyz names the part that does not answer yet.")

    def see_what_else_is_due(self) -> None:
        """Called once in every turn of the loop, for supervisors that do more than keep the parts running."""

    def end_all(self) -> None:
        """Ask every part to end, then kill what has not by the deadline or when asked to stop once more."""
        asked_before = self.stops_asked
        self.end_parts([self.preparation, *self.parts])
        if asked_before:
            self.say("Candor has ended.")

    def end_parts(self, parts: Sequence[Part]) -> None:
        """End these parts, whatever it takes."""
        everyone = [part for part in parts if part.process]
        asked_before = self.stops_asked
        deadline = time.monotonic() + TIME_TO_END
        for part in everyone:
            part.ask_to_end()
        while any(part.running for part in everyone) and self.stops_asked <= max(asked_before, 1):
            if (left := deadline - time.monotonic()) <= 0:
                break
            self.wait(left)
        for part in everyone:
            part.kill_group()
            self.drain(part)


def answers(port: int, host: str = "127.0.0.1") -> bool:
    """Whether /readyz says that every part works."""
    connection = http.client.HTTPConnection(host, port, timeout=1)
    try:
        connection.request("GET", "/readyz", headers={"Host": f"localhost:{port}"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
