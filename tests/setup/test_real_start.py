"""`candor up` with its real parts: it opens fast, survives the loss of any of them and leaves nothing behind."""

from __future__ import annotations

import http.client
import os
import re
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from candor.config.development.bench.processes import Server
from candor.config.supervisor import answers
from tests.setup.conftest import Up, descendants, eventually, gone
from tests.waiting import PATIENCE

pytestmark = pytest.mark.kill

Start = Callable[..., Up]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One instance for all of these tests, as it would be on a machine."""
    return tmp_path_factory.mktemp("real") / "home"


@pytest.fixture
def real(home: Path, port: int, tmp_path: Path) -> Iterator[Start]:
    """Start the real thing. Each start has a log of its own: what an earlier one said is not waited for."""
    started: list[Up] = []

    def start(*options: str) -> Up:
        log = tmp_path / f"up{len(started)}.log"
        with log.open("w") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "candor", "up", "--port", str(port), *options],
                env={"CANDOR_HOME": str(home), "PATH": os.environ["PATH"]},
                stdout=output,
                stderr=output,
                text=True,
            )
        started.append(Up(process, log))
        return started[-1]

    yield start
    for each in started:
        if each.process.poll() is None:
            each.end()


def stopped_within_ten_seconds(begin: Callable[[], Up], *codes: int) -> None:
    """Start it as `begin` does and stop it: all of it ends, and in time.

    Neighbours on a busy machine only ever make a stop longer, so one of three that fits shows what it takes.
    """
    taken: list[float] = []
    while len(taken) < 3 and not any(seconds < 10 for seconds in taken):
        candor = begin()
        family, before = candor.family(), time.monotonic()
        assert candor.end() in codes, candor.said
        taken.append(time.monotonic() - before)
        assert gone(family)
        assert "Traceback" not in candor.said
    assert min(taken) < 10, taken


def page(port: int, path: str = "/") -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("GET", path, headers={"Host": f"localhost:{port}"})
    return connection.getresponse().status


def part_of(candor: Up, words: str) -> int:
    """The process of a part, by its name; 0 while it does not run."""
    for pid in candor.family():
        if words == Path(f"/proc/{pid}/comm").read_text().strip():
            parent = re.search(r"PPid:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
            if parent and int(parent[1]) == candor.process.pid:
                return pid
    return 0


def processor_time(pids: set[int]) -> float:
    """The seconds of processor time that these and their ended children took; other tests may run meanwhile."""
    ticks = 0
    for pid in pids:
        ticks += sum(int(field) for field in Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11:15])
    return ticks / os.sysconf("SC_CLK_TCK")


def memory(pids: set[int]) -> float:
    """The megabytes that these hold together; what they share counts once (PSS)."""
    sizes = (Path(f"/proc/{pid}/smaps_rollup").read_text() for pid in pids)
    return sum(int(size[1]) for text in sizes if (size := re.search(r"^Pss:\s+(\d+) kB", text, re.M))) / 1024


def threads_of(pid: int) -> int:
    return len(list(Path(f"/proc/{pid}/task").iterdir()))


def test_an_empty_instance_opens_and_tells_where_to_set_it_up(real: Start, port: int) -> None:
    said = real().says("Candor is ready")
    (address,) = re.findall(rf"http://localhost:{port}(/\S+)\n", said)
    assert page(port, address) == 200


def test_a_warm_start_is_quick_all_of_it_is_small_and_a_stop_is_clean(real: Start, home: Path, port: int) -> None:
    """Less than five seconds of processor time, all processes added up: 5 s by the clock even on a single core.

    Neighbours on a busy machine only ever make it more, so one start of three that fits shows what the work is. Where
    they share its processors themselves, all work takes more: then it is four times what one process needs to load.
    """
    taken: list[float] = []

    def begin() -> Up:
        candor = real()
        candor.says("Candor is ready")
        taken.append(processor_time({candor.process.pid, *candor.family()}))
        assert len(candor.family()) >= 4, "granian, its two processes, the worker"
        web, work = part_of(candor, "candor web"), part_of(candor, "candor work")
        assert Server("Candor", port, candor.process).answering == {web, *descendants(web)}, "as a bench counts them"
        assert (threads_of(candor.process.pid), threads_of(work) > 1) == (1, True), "what parts gets one thread alone"
        for _ in range(20):
            assert page(port) == page(port, "/contact/") == 200
        assert memory({candor.process.pid, *candor.family()}) < 300, "megabytes, all processes together"
        return candor

    stopped_within_ten_seconds(begin, 0)
    promised = max(5.0, 4 * seconds_to_load(home))
    while len(taken) < 3 and not any(seconds < promised for seconds in taken):
        begin().end()
    assert min(taken) < promised, taken


def test_what_the_web_processes_set_for_their_threads_is_not_the_others(home: Path) -> None:
    """All parts begin as copies of one process that loaded Candor: what that set the worker would have, too."""
    said = subprocess.run(
        [sys.executable, "-c", OF_EACH], env={"CANDOR_HOME": str(home), "PATH": os.environ["PATH"]},
        capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    as_begun, loaded, web = said
    assert loaded == as_begun
    assert web != loaded


OF_EACH = """
import gc, sys
from candor.config import preloading
from candor.kernel.db.sqlite import idle

def tell():
    print(sys.getswitchinterval(), gc.get_threshold(), idle._most)

tell()
preloading.load()
tell()
import candor.config.wsgi
tell()
"""


def seconds_to_load(home: Path) -> float:
    """The processor time of one process that loads everything and finds the instance in order."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "candor", "instance", "prepare"]
    subprocess.run(command, env={"CANDOR_HOME": str(home), "PATH": os.environ["PATH"]}, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@pytest.mark.parametrize("seconds", [0.3, 0.8, 1.3, 1.8])
def test_sigterm_at_any_moment_of_the_start_ends_all(real: Start, seconds: float) -> None:
    def begin() -> Up:
        candor = real()
        time.sleep(seconds)
        return candor

    stopped_within_ten_seconds(begin, 0, -signal.SIGTERM)


def test_what_is_killed_comes_back_and_nothing_outlives_a_killed_supervisor(real: Start, port: int) -> None:
    candor = real()
    candor.says("Candor is ready")
    for times, words in enumerate(("candor web", "candor work"), 1):
        killed = part_of(candor, words)
        os.kill(killed, signal.SIGKILL)
        candor.says("ended unexpectedly (SIGKILL)", times=times)
        assert eventually(partial(runs_anew, candor, words, killed))
        assert eventually(lambda: answers(port))

    kill_web_processes(part_of(candor, "candor web"))
    assert eventually(lambda: not answers(port))
    assert eventually(lambda: answers(port))

    family = candor.family()
    candor.end(signal.SIGKILL)
    assert gone(family)


def runs_anew(candor: Up, words: str, killed: int) -> bool:
    return part_of(candor, words) not in {0, killed}


def kill_web_processes(server: int) -> None:
    """Granian's own children, which answer; it stays."""
    children = {int(pid) for pid in Path(f"/proc/{server}/task/{server}/children").read_text().split()}
    for pid in children:
        if "resource_tracker" not in Path(f"/proc/{pid}/cmdline").read_text():
            os.kill(pid, signal.SIGKILL)
