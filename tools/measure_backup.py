"""How fast backups are made and restored: `measure_backup.py GIGABYTES [ERASURES]`, on SQLite, in a home of its own.

With a number of erasures there are twice as many people, with cases (as `measure_erasing.py` makes them), and after the
backup the ledger tells of so many who were erased since (W10: 10 GB with 10,000 of them, restored in 20 minutes).
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


def fill_people(number: int) -> None:
    """Rows beside the actions, as only a measurement may write them. Runs in the home itself."""
    import django

    django.setup()
    from measure_erasing import fill as fill_home

    from candor.kernel.command import prepare

    prepare()
    fill_home(number)


def tell_of_erasures(number: int) -> None:
    """Lines of the ledger for every second one of them, who was erased since. Runs in the home itself."""
    import django

    django.setup()
    from candor.kernel import clock
    from candor.kernel.ids import new_ref
    from candor.people.models import Person
    from candor.privacy.ledger import Deed, Entry, State, our_files
    from candor.privacy.ledger.entries import moment_text

    files, at = our_files(), moment_text(clock.now())
    verdict = files.verify()
    count, head, lines = verdict.entries, verdict.head, list[bytes]()
    known = Person.objects.filter(source="measure").order_by("pk").values_list("ref", flat=True)
    for subject in known[: 2 * number : 2]:
        deed = new_ref()
        for state in (State.BEGUN, State.DONE):
            count += 1
            entry = Entry(count, at, Deed.ERASURE, state, deed, subject, before=head)
            head, _added = entry.hash, lines.append(entry.line)
    files.path.parent.mkdir(mode=0o700, exist_ok=True)
    with files.path.open("ab") as file:
        file.write(b"".join(lines))


def inside(home: Path, verb: str, number: int) -> None:
    """Run a step of ours in the home."""
    environment = {
        **os.environ, "CANDOR_HOME": str(home), "DJANGO_SETTINGS_MODULE": "candor.config.settings.django",
    }  # fmt: skip
    subprocess.run([sys.executable, __file__, verb, str(number)], env=environment, check=True)


def main() -> None:
    if sys.argv[1] in STEPS:
        STEPS[sys.argv[1]](int(sys.argv[2]))
        return
    size = int(float(sys.argv[1]) * 1_000_000_000)
    erasures = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    place = Path(tempfile.mkdtemp(prefix="measure-backup-", dir=os.environ.get("TMPDIR")))
    home, other = place / "home", place / "restored"
    try:
        candor(home, "instance", "prepare", *([] if erasures else ["--demo"]))
        if erasures:
            inside(home, "fill-people", 2 * erasures)
        fill(home, size)
        key = place / "key"
        key.write_text(json.loads(candor(home, "backup", "key", "new", "--json"))["recovery_key"])
        made = json.loads(candor(home, "backup", "--json"))
        sys.stdout.write(f"{made['content_bytes'] / 1e9:.2f} GB became {made['size'] / 1e9:.2f} GB\n")
        candor(home, "backup", "verify", made["path"], "--key-file", str(key), "--only-read")
        if erasures:
            inside(home, "tell-ledger", erasures)
        ledger = home / "ledger" / "ledger.jsonl"
        named = ["--ledger", str(ledger)] if ledger.exists() else []
        said = json.loads(candor(other, "restore", made["path"], "--key-file", str(key), "--json", *named))
        sys.stdout.write(f"done again: {said['deeds']}, open: {said['open']}\n")
    finally:
        shutil.rmtree(place)


STEPS = {"fill-people": fill_people, "tell-ledger": tell_of_erasures}


if __name__ == "__main__":
    main()
