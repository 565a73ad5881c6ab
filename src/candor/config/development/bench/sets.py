"""The sets that are measured on: made once, kept in a cache folder, and copied for each run, which changes them."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from candor.config.development.bench.floor import data
from candor.config.development.bench.saying import NotMeasured, say

SEED = 2026


@dataclass(frozen=True)
class Place:
    """An instance that a run may change, and the floor's database with the same data."""

    home: Path
    floor: Path
    environment: Mapping[str, str]


def cache() -> Path:
    """Where sets are kept: CANDOR_BENCH_CACHE, else a folder in the user's cache."""
    named = os.environ.get("CANDOR_BENCH_CACHE")
    users = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(named) if named else Path(users) / "candor-bench"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


@contextmanager
def place_of(size: int, *, has_floor: bool = True) -> Iterator[Place]:
    """A copy of the set of this many cases for the time of the block; the floor's database is the kept one. Without a
    floor to compare with, only what requests are made from stands in it.
    """
    kept = kept_set(size)
    with tempfile.TemporaryDirectory(prefix="run-", dir=cache()) as folder:
        home = Path(folder) / "home"
        say(f"copying the set of {size:,} cases ...")
        copy(kept, home)
        with closing(sqlite3.connect(kept / "candor.sqlite3")) as source:
            file = floor_of(kept, source.execute) if has_floor else asks_of(kept, source.execute)
        yield Place(home, file, environment_for(home))


def kept_set(size: int) -> Path:
    """The instance of this many cases as it was made; made now where there is none yet."""
    kept = cache() / f"set-{size}"
    if not kept.is_dir():
        say(f"making a set of {size:,} cases, once: it is kept in {kept} ...")
        half = kept.with_suffix(".half")
        fresh(half)
        fill(size, environment_for(half))
        half.rename(kept)
    return kept


def fill(size: int, environment: Mapping[str, str]) -> None:
    """Run `candor demo --size` for an instance."""
    words = [sys.executable, "-m", "candor", "demo", "--size", str(size), "--seed", str(SEED)]
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotMeasured(f"the set could not be made: {done.stderr.strip()[-500:]}")


def floor_of(kept: Path, read: Callable[..., Any]) -> Path:
    """The floor's database beside a kept set, from what `read` answers; what an earlier run added to it is gone."""
    file = kept.with_name(f"{kept.name}.floor.sqlite3")
    if not file.exists():
        say("making the floor's database, once ...")
        half = file.with_suffix(".half")
        data.build(read, half)
        half.rename(file)
    (last,) = read("SELECT max(id) FROM helpdesk_ticket").fetchone()
    data.forget_new_cases(file, last)
    return file


def asks_of(kept: Path, read: Callable[..., Any]) -> Path:
    """A database beside a kept set with what requests are made from: the floor's takes half the time of the set."""
    file = kept.with_name(f"{kept.name}.asks.sqlite3")
    if not file.exists():
        half = file.with_suffix(".half")
        data.build(read, half, data.ASKED_FOR)
        half.rename(file)
    return file


def fresh(folder: Path) -> None:
    """An empty folder, whatever was there."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)


def environment_for(home: Path, **more: str) -> dict[str, str]:
    """What a process of this instance is told; nothing that was meant for another one."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("CANDOR_")}
    return {**own, "CANDOR_HOME": str(home), **more}


def copy(source: Path, target: Path) -> None:
    """Copy a folder, without writing its bytes again where the file system can do that."""
    done = subprocess.run(["cp", "-r", "--reflink=auto", source, target], capture_output=True, check=False)
    if done.returncode:
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(source, target)


def ask(file: Path, question: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Rows of the floor's database."""
    with closing(data.connect(file)) as base:
        return base.execute(question, values).fetchall()
