"""`candor move`: who is refused and why, what comes over, what is noticed, and what stands after a kill."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from candor.config.moving import filling, target
from candor.config.moving.target import Mark
from tests.postgres import database_on
from tests.waiting import PATIENCE

pytestmark = pytest.mark.kill

ROOT = Path(__file__).parents[2]

OPENS = "import django; django.setup(); from candor.kernel.command import prepare; prepare()"

PLANTED = """
import subprocess, sys
from candor.config import cli
cli.start_django()
from candor.config.moving import doing

CHILD = '''
import sys
from candor.config import cli
cli.start_django()
from candor.config.moving import filling

def planted(last_numbers, set_sequences=filling._set_sequences):
    set_sequences(last_numbers)
    filling._do(["UPDATE helpdesk_ticket SET priority = 5 - priority WHERE id = 3", "DELETE FROM mail_seenmessage"])

filling._set_sequences = planted
sys.exit(cli.main(["move"]))
'''
run = subprocess.run
doing.subprocess.run = lambda words, **told: run([sys.executable, "-c", CHILD], **told)
sys.exit(cli.main(["move", *sys.argv[1:]]))
"""
"""Changes a value and removes rows on PostgreSQL after they were copied."""


STAYS = """
import django
django.setup()
from candor.kernel.upgrading import house
house.enter()
print(1, flush=True)
input()
"""
"""Has the instance open, as a command in another window."""


def told(home: Path, **more: str) -> dict[str, str]:
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("CANDOR_")},
        "CANDOR_HOME": str(home), "CANDOR_DEMO": "yes", "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "candor.config.settings.django", **more,
    }  # fmt: skip


def run(home: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *words]
    return subprocess.run(command, env=told(home, **more), capture_output=True, text=True, timeout=600, check=False)


def candor(home: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    return run(home, "-m", "candor", *words, **more)


def fingerprint(file: Path) -> str:
    """Two of these are compared at once; telling where two large files differ takes pytest minutes."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def answer(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.fixture(scope="module")
def kept_home(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Made once for all processes that share the tests: it takes as long as a move."""
    own = tmp_path_factory.getbasetemp()
    place = (own if worker_id == "master" else own.parent) / "moving"
    place.mkdir(exist_ok=True)
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (place / "home").exists():
            making = Path(tempfile.mkdtemp(dir=place)) / "home"
            made = run(making, str(Path(__file__).with_name("moving_home.py")))
            assert made.returncode == 0, made.stderr
            making.rename(place / "home")
    return place / "home"


@pytest.fixture
def home(kept_home: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(kept_home, tmp_path / "home"))


@pytest.fixture
def address() -> Iterator[str]:
    with database_on("postgresql") as given:
        yield given


@pytest.mark.slow(50)
def test_the_demo_moves_and_everybody_works_on(home: Path, address: str) -> None:
    still_sqlite = fingerprint(home / "candor.sqlite3")
    moved = candor(home, "move", address, "--mend-text", "--json")
    done = answer(moved)
    assert done["rows"] > 3_000
    assert len(done["mended"]) == 2
    assert done["line"] == ""
    assert address not in moved.stdout + moved.stderr
    kept = home / done["kept"]
    assert fingerprint(kept) == still_sqlite, "untouched"
    assert kept.stat().st_mode & 0o777 == 0o400
    assert not list(home.glob("*.sqlite3-*"))
    assert not (home / "search.sqlite3").exists(), "its words are everybody's"

    found = answer(run(home, str(Path(__file__).with_name("moved_story.py"))))
    assert found["engine"] == "postgresql"
    assert (found["signed_in"], found["case"], found["found"], found["guarded"]) == (303, 200, True, True)
    assert found["subjects"] == ["Printer\ufffdjam", "K\ufffdhl"]
    assert found["new"] == 5001, "a number whose row has gone is not given out again"
    assert set(found["proofs"].values()) == {""}
    assert [done["kept"] in words for words in found["doctor"]] == [True]

    by_mistake = candor(home, "doctor", CANDOR_DATABASE="")
    assert "This instance moved to PostgreSQL" in by_mistake.stdout + by_mistake.stderr
    assert not (home / "candor.sqlite3").exists() or (home / "candor.sqlite3").stat().st_size == 0
    assert "is removed" in candor(home, "move", "--forget").stdout
    assert not kept.exists()


@pytest.mark.slow(45)
def test_a_move_that_was_killed_costs_nothing_and_what_differs_is_noticed(home: Path, address: str) -> None:
    command = [sys.executable, "-m", "candor", "move", address, "--mend-text"]
    going = subprocess.Popen(command, env=told(home), stderr=subprocess.PIPE, text=True)
    assert going.stderr
    assert any("indexes and" in line for line in going.stderr), "it came so far"
    going.send_signal(signal.SIGKILL)
    going.wait(PATIENCE)
    going.stderr.close()
    assert run(home, "-c", OPENS).returncode == 0, "it starts as before"
    half = candor(home, "move", CANDOR_DATABASE=address)
    assert "what it copied may be a part" in half.stderr, "nobody works on a part"

    again = run(home, "-c", PLANTED, address, "--mend-text")
    assert again.returncode == 1
    assert "what had been copied until then. It is taken away" in again.stderr
    assert "helpdesk_ticket: what stands in its" in again.stderr
    assert "mail_seenmessage has 0 rows instead of" in again.stderr
    assert "Start it as before" in again.stderr
    assert (home / "candor.sqlite3").exists()
    assert not (home / "candor.toml").exists()


def test_a_database_that_somebody_began_to_use_meanwhile_is_left_alone(address: str) -> None:
    """Looking through and backing up take long: what was empty at first may be another instance's by now."""
    with target.opened(address) as there:
        there.execute("CREATE TABLE theirs AS SELECT 1 AS id")
        with pytest.raises(filling.NotMoved, match=r"is not empty: it holds public\.theirs"):
            filling._empty(there, Mark("ours", "2026-11-23T18:00:00"), print)
        assert there.execute("SELECT count(*) FROM theirs").fetchone() == (1,)
        assert target.mark_of(there) is None


def test_what_the_server_refuses_meanwhile_is_told_without_the_values(address: str) -> None:
    with target.opened(address) as there:
        there.execute("CREATE TABLE theirs (name text UNIQUE)")
    with pytest.raises(target.Refused) as refused, target.opened(address) as there:
        there.execute("INSERT INTO theirs VALUES ('Kim Okafor'), ('Kim Okafor')")
    assert str(refused.value) == (
        'duplicate key value violates unique constraint "theirs_name_key" (theirs, theirs_name_key)'
    )


def test_only_an_empty_database_that_fits_is_taken(address: str) -> None:
    def says(where: str, token: str = "") -> str:
        with target.opened(where) as there:
            return "\n".join(target.obstacles(there, token))

    assert says(address) == ""
    server, _, name = address.rpartition("/")
    with psycopg.connect(address, autocommit=True) as there:
        there.execute("CREATE SCHEMA other CREATE TABLE other.things (id int)")
        assert "is not empty: it holds other.things" in says(address)
        target.claim(there, Mark("ours", "2026-11-23T18:00:00"))
        assert says(address) == "", "what a move was copying may go"
        target.write_mark(there, Mark("ours", "2026-11-23T18:00:00", is_whole=True))
        assert "is not empty" in says(address), "what was whole may be in use"
        assert says(address, "ours") == ""
        assert "all that was copied" in target.remains(there) or target.remains(there) == ""
        target.forget_mark(there)
        assert "is not empty" in says(address, "ours")
        there.execute("DROP SCHEMA other CASCADE")
        for more, words in {
            "ENCODING 'LATIN1' LOCALE 'C'": "encoding is LATIN1",
            "ENCODING 'UTF8' LOCALE 'C'": "Ä would not be found as ä",
        }.items():
            there.execute(f"CREATE DATABASE {name}_odd TEMPLATE template0 {more}".encode())
            try:
                assert words in says(f"{server}/{name}_odd")
            finally:
                there.execute(f"DROP DATABASE {name}_odd".encode())
        there.execute(f"CREATE ROLE {name}_guest LOGIN PASSWORD 'x'".encode())
        try:
            guest = f"postgresql://{name}_guest:x@{server.rpartition('@')[2]}/{name}"
            assert f"ALTER DATABASE {name} OWNER TO {name}_guest;" in says(guest)
            assert "takes no writes" in says(f"{address}?options=-c%20default_transaction_read_only%3Don")
        finally:
            there.execute(f"DROP ROLE {name}_guest".encode())
    with pytest.raises(target.NotReached, match="does not exist"), target.opened(f"{server}/nowhere"):
        pass


@pytest.mark.slow(14)
def test_the_rest_of_what_is_refused(home: Path, address: str) -> None:
    with sqlite3.connect(home / "candor.sqlite3") as opened:
        opened.execute("CREATE TABLE of_nobody (id integer)")
        opened.execute("UPDATE people_person SET name = replace(hex(zeroblob(400)), '00', 'ab') WHERE id = 1")
        opened.execute(
            "DELETE FROM django_migrations WHERE id = (SELECT max(id) FROM django_migrations WHERE app = 'mail')"
        )
    opened.close()
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", STAYS], env=told(home), text=True, **pipes) as other:
        assert other.stdout
        other.stdout.readline()
        looked = candor(home, "move", address, "--check", CANDOR_DEMO="no")
        other.communicate("\n", PATIENCE)
    assert looked.returncode == 1
    for words in (
        f"Others have the instance open: process {other.pid}", "There is no recovery key", "candor upgrade",
        "The table of_nobody belongs to no part", "people_person, row 1: name is longer than its column",
        "helpdesk_ticket, row 1: subject holds a NUL character", "helpdesk_ticket, row 2: subject is no valid UTF-8",
    ):  # fmt: skip
        assert words in looked.stderr, words
    with psycopg.connect(address) as there:
        assert there.execute(target.TABLES.encode()).fetchall() == [], "--check only looks"
    assert not (home / "move.json").exists()
    with sqlite3.connect(home / "candor.sqlite3") as opened:
        opened.execute("DROP TABLE mail_seenmessage")
    opened.close()
    assert "candor upgrade" in candor(home, "move", address, "--check").stderr, "tables of another version"
    assert "has to be of the form" in candor(home, "move", "mysql://x").stderr
