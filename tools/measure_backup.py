"""How fast backups are made and restored: `measure_backup.py GIGABYTES`, on SQLite, in a home of its own.

Half of the files are words, which compress, half are random, as pictures are. Prints the clock, processor time and load
of each step; the aim is 10 GB in fifteen minutes each way.
"""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILE = 4_000_000
WORDS = b"the quick brown fox jumps over the lazy dog while nobody looks and everybody sleeps "


def candor(home: Path, *words: str) -> str:
    """Run a command of Candor in the home, and say what it took."""
    began, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {**os.environ, "CANDOR_HOME": str(home)}
    done = subprocess.run([str(ROOT / "candor"), *words], env=environment, capture_output=True, text=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    worked = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    load = os.getloadavg()[0]
    sys.stdout.write(
        f"{' '.join(words[:2]):<18} {time.monotonic() - began:7.1f} s, processor {worked:6.1f} s, load {load:.1f},"
        f" most memory of any so far {after.ru_maxrss / 1000:.0f} MB\n"
    )
    sys.stdout.flush()
    return done.stdout


def fill(home: Path, size: int) -> None:
    """Files under random names, as the store has them."""
    chance = random.Random(1)  # noqa: S311 - nothing is hidden by it
    for number in range(size // FILE):
        name = f"{chance.getrandbits(160):040x}"
        place = home / "files" / name[:2] / name
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        place.write_bytes(chance.randbytes(FILE) if number % 2 else (WORDS * (FILE // len(WORDS) + 1))[:FILE])
        place.chmod(0o600)


def main() -> None:
    size = int(float(sys.argv[1]) * 1_000_000_000)
    place = Path(tempfile.mkdtemp(prefix="measure-backup-", dir=os.environ.get("TMPDIR")))
    home, other = place / "home", place / "restored"
    try:
        candor(home, "instance", "prepare", "--demo")
        fill(home, size)
        key = place / "key"
        key.write_text(json.loads(candor(home, "backup", "key", "new", "--json"))["recovery_key"])
        made = json.loads(candor(home, "backup", "--json"))
        sys.stdout.write(f"{made['content_bytes'] / 1e9:.2f} GB became {made['size'] / 1e9:.2f} GB\n")
        candor(home, "backup", "verify", made["path"], "--key-file", str(key))
        candor(other, "restore", made["path"], "--key-file", str(key), "--json")
    finally:
        shutil.rmtree(place)


if __name__ == "__main__":
    main()
