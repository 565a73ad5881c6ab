"""The set on PostgreSQL: a server of our own, filled from a dump that is made once and kept."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from candor.config.development import machine
from candor.config.development.bench import processes, sets
from candor.config.development.bench.saying import NotMeasured, say

SAFE = ("fsync=on", "synchronous_commit=on", "jit=off", "shared_buffers=256MB")
"""As an instance is run: what was committed survives."""


@contextmanager
def place_of(size: int) -> Iterator[tuple[sets.Place, int]]:
    """An instance on a PostgreSQL of its own, and that server's first process; the floor stays on SQLite."""
    with machine.private_postgres(SAFE) as address:
        _run("createdb", f"--maintenance-db={address.removesuffix('candor')}postgres", "candor")
        kept = sets.cache() / f"postgresql-{size}"
        if not kept.is_dir():
            say(f"making a set of {size:,} cases on PostgreSQL, once: it is kept in {kept} ...")
            _make(kept, size, address)
        else:
            say(f"restoring the set of {size:,} cases into PostgreSQL ...")
            _run("pg_restore", "--no-owner", "--jobs=2", f"--dbname={address}", str(kept / "dump"))
            _run("psql", "--quiet", f"--dbname={address}", "--command=ANALYZE")
        with tempfile.TemporaryDirectory(prefix="run-", dir=sets.cache()) as folder:
            home = Path(folder) / "home"
            sets.copy(kept / "home", home)
            environment = sets.environment_for(home, CANDOR_DATABASE=address)
            yield sets.Place(home, _floor(kept, address), environment), _first_process(address)


def _make(kept: Path, size: int, address: str) -> None:
    half = kept.with_suffix(".half")
    sets.fresh(half)
    sets.fill(size, sets.environment_for(half / "home", CANDOR_DATABASE=address))
    _run("pg_dump", "--format=custom", f"--file={half / 'dump'}", address)
    half.rename(kept)


def _floor(kept: Path, address: str) -> Path:
    import psycopg

    with psycopg.connect(address) as source:
        return sets.floor_of(kept, source.execute)


def _first_process(address: str) -> int:
    """The server's first process, told by the port on its command line."""
    port = address.rpartition(":")[2].partition("/")[0]
    of_port = [pid for pid, _ in processes.parents() if f"port={port} " in processes.command_of(pid) + " "]
    if not of_port:
        raise NotMeasured("PostgreSQL's processes were not found.")
    return min(of_port)


def _run(name: str, *words: str) -> None:
    done = subprocess.run([machine.program(name), *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotMeasured(f"{name} said: {done.stderr.strip()[-300:]}")
