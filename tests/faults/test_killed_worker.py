"""A worker that is killed in the middle of a job: nothing is lost, and the job is taken up within thirty seconds."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.waiting import PATIENCE

pytestmark = [pytest.mark.kill, pytest.mark.slow(28)]

PROMISE = 30.0

WORK = """
import os, sys, time
os.environ["DJANGO_SETTINGS_MODULE"] = "candor.config.settings.django"
import django; django.setup()
from pathlib import Path
from candor.kernel import command, jobs
from candor.kernel.jobs import crew
from candor.kernel.models import Job
home = Path(os.environ["CANDOR_HOME"])
@jobs.task()
def long_work():
    (home / "begun.lock").write_text(str(os.getpid()))
    if "sleep" in sys.argv:
        time.sleep(600)
    (home / "done.lock").write_text(str(os.getpid()))
command.prepare()
(home / f"ready{os.getpid()}.lock").touch()
if "sleep" in sys.argv:
    jobs.enqueue(long_work)
crew.work(lambda: (home / "done.lock").exists())
print(Job.objects.get(task=long_work.name).state)
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def start(home: Path) -> Iterator[Any]:
    running: list[subprocess.Popen[str]] = []

    def start(*words: str) -> subprocess.Popen[str]:
        environment = {**os.environ, "CANDOR_HOME": str(home)}
        command = [sys.executable, "-c", WORK, *words]
        running.append(subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True))
        return running[-1]

    yield start
    for process in running:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def wait_for(path: Path, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not path.exists():
        assert time.monotonic() < deadline, f"no {path.name} within {seconds} s"
        time.sleep(0.05)


def test_a_killed_workers_job_is_finished_by_the_next_one(home: Path, start: Any) -> None:
    """The next one is there when it happens: how long an interpreter takes to start is no part of the promise."""
    first = start("sleep")
    wait_for(home / "begun.lock", PATIENCE)
    second = start()
    wait_for(home / f"ready{second.pid}.lock", PATIENCE)
    os.kill(first.pid, signal.SIGKILL)
    wait_for(home / "done.lock", PROMISE)
    assert second.wait(PATIENCE) == 0
    assert second.stdout.read().strip().endswith("done")
