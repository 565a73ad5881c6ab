"""What is measured once: memory (W13), a first visit (W14), a fresh clone and a warm start (W15)."""

from __future__ import annotations

import gzip
import os
import re
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from candor.config.development.bench import processes
from candor.config.development.bench.browser import Ask, Browser
from candor.config.development.bench.figures import Figure
from candor.config.development.bench.saying import NotMeasured, say
from candor.config.development.bench.sets import environment_for
from candor.config.development.steps import ROOT

STATIC = re.compile(r"/static/[\w./-]+")


def memory(server: processes.Server) -> Figure:
    """W13: what all processes hold together."""
    return Figure(
        "W13", "memory of all processes after the run", processes.memory_of(server.family), "MB", None, 400, 300
    )


def first_visits(browser: Browser) -> list[Figure]:
    """W14: the larger of a visitor's first page and a technician's case list, with an empty cache.

    Pages leave Candor as they are, so that nothing can be guessed from their compressed size; what stands before it may
    compress them. Their HTML counts as gzip makes it, the files as they come.
    """
    visits = [_visit(Browser(browser.port), "/"), _visit(browser, "/tech/cases/")]
    size, requests = max(size for size, _ in visits), max(requests for _, requests in visits)
    return [
        Figure("W14", "first visit: HTML gzipped and files", size / 1_000, "kB", must=80),
        Figure("W14", "requests of a first visit", requests, "", must=8),
    ]


def _visit(browser: Browser, path: str) -> tuple[int, int]:
    """Bytes and requests."""
    page = browser.page(path)
    files = sorted(set(STATIC.findall(page)))
    packed = Browser(browser.port, headers={"Accept-Encoding": "gzip"})
    return len(gzip.compress(page.encode())) + sum(len(packed.send(Ask(file))) for file in files), len(files) + 1


def starts(ports: Iterator[int]) -> list[Figure]:
    """W15: a clone of the last commit until its first page is there, and the same instance once more."""
    with tempfile.TemporaryDirectory(prefix="candor-bench-") as folder:
        say("W15: a fresh clone ...")
        clone, port = Path(folder) / "candor", next(ports)
        environment = {**environment_for(Path(folder) / "data"), "PATH": os.environ["PATH"]}
        words = [str(clone / "candor"), "up", "--demo", "--port", str(port)]
        begun = time.monotonic()
        done = subprocess.run(["git", "clone", "-q", ROOT, clone], capture_output=True, text=True, check=False)
        if done.returncode:
            raise NotMeasured(f"W15: git clone said: {done.stderr.strip()}")
        with processes.running("the clone", words, port, environment):
            fresh = time.monotonic() - begun
        begun = time.monotonic()
        with processes.running("the clone", words, port, environment, "/readyz"):
            warm = time.monotonic() - begun
    return [
        Figure("W15", "fresh clone to the first page, with its demo", fresh, "s", must=30),
        Figure("W15", "warm start", warm, "s", must=5),
    ]
