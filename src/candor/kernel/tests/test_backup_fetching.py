"""A backup comes back from a bucket to a machine that has nothing; and one whole restore on trial, as it is typed."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from candor.kernel.backup import fetching, recovery, sealing
from candor.kernel.tests.conftest import Server

ROOT = Path(__file__).parents[4]


def _sealed(folder: Path, name: str, key: bytes) -> Path:
    path = folder / name
    with path.open("wb") as file:
        sealer = sealing.Sealer(file, recovery.public_of(key), {"made_at": "2026-11-23"})
        sealer.write(name.encode())
        sealer.close()
    return path


def test_the_newest_backup_is_fetched_with_its_ledger_and_keys(server: Server, tmp_path: Path) -> None:
    """A wrong key, a foreign name or two instances in one place are told before anything large is fetched."""
    bucket, key, home = server.bucket(prefix="several/"), recovery.private_of(recovery.new_key()), tmp_path / "home"
    home.mkdir()
    with pytest.raises(fetching.CannotFetch, match="no backup in this place"):
        fetching.newest_in(bucket)
    names = [
        f"candor-main-{stamp}.candor-backup" for stamp in ("20261101T040000Z", "20261102T040000Z-2", "20261102T040000Z")
    ]
    for name in names:
        bucket.put(_sealed(tmp_path, name, key), name)
    for beside in ("candor-main-ledger.jsonl", "candor-main.candor-keys", "candor-main-sales-ledger.jsonl"):
        (tmp_path / beside).write_bytes(b"first")
        bucket.put(tmp_path / beside, beside)
    newest = fetching.newest_in(bucket)
    assert newest == names[1]
    with pytest.raises(sealing.WrongKey):
        fetching.fetch(bucket, newest, recovery.private_of(recovery.new_key()), home)
    with pytest.raises(fetching.CannotFetch, match="not what a backup"):
        fetching.fetch(bucket, "candor-main-ledger.jsonl", key, home)
    assert not (home / fetching.FOLDER).exists()
    heard = list[int]()
    archive = fetching.fetch(bucket, newest, key, home, heard.append)
    assert archive.read_bytes() == (tmp_path / newest).read_bytes()
    (tmp_path / "candor-main-ledger.jsonl").write_bytes(b"first and second")
    bucket.put(tmp_path / "candor-main-ledger.jsonl", "candor-main-ledger.jsonl")
    again = len(heard)
    assert fetching.fetch(bucket, newest, key, home, heard.append) == archive
    assert len(heard) == again, "what is whole is not fetched twice"
    assert {path.name for path in archive.parent.iterdir()} == {
        newest,
        "candor-main-ledger.jsonl",
        "candor-main.candor-keys",
    }
    assert (archive.parent / "candor-main-ledger.jsonl").read_bytes() == b"first and second"
    bucket.put(tmp_path / names[0], names[0].replace("main", "sales"))
    with pytest.raises(fetching.CannotFetch, match="candor-main, candor-sales"):
        fetching.newest_in(bucket)
    url = "https://KEY@s3.example.com/bucket/folder"
    assert fetching.parted(f"{url}/{newest}?region=x") == (f"{url}?region=x", newest)
    assert fetching.parted(f"{url}?region=x") == (f"{url}?region=x", "")


@pytest.mark.slow
def test_a_whole_trial_then_a_machine_with_nothing_but_two_keys_restores_from_the_bucket(
    server: Server, tmp_path: Path
) -> None:
    """As it is typed: `backup verify` brings the copy and restores it on trial; the machine is lost; `restore` of the
    bucket's address opens with whoever was not erased since.
    """
    url = server.url.replace("/candor?", "/house?")
    first, second, key, secret = (tmp_path / name for name in ("first", "second", "key", "secret"))
    secret.write_text(server.secret)
    script = Path(__file__).with_name("s3_house.py")
    made = _ran(first, [str(script)], server.secret, CANDOR_BACKUP_S3=url)
    assert made["trouble"] == ""
    key.write_text(made["key"])
    words = ["-m", "candor", "backup", "verify", "--key-file", str(key), "--json"]
    tried = _ran(first, words, CANDOR_BACKUP_S3=url)
    assert (tried["whole"], tried["known"], tried["about"]["database"]) == (True, True, "sqlite")
    assert tried["read_from"] == url.replace(f"{server.key_id}@", "").partition("?")[0]
    assert (tried["restored"]["deeds"], tried["restored"]["open"]) == ({"erasure": 1}, True)
    assert (tried["examined"]["people"], tried["examined"]["findings"]) == (1, [])
    assert not (first / "trial").exists()
    shutil.rmtree(first)
    words = ["-m", "candor", "restore", url, "--key-file", str(key), "--secret-file", str(secret), "--json"]
    restored = _ran(second, words)
    assert (restored["deeds"], restored["matters"], restored["open"]) == ({"erasure": 1}, [], True)
    with closing(sqlite3.connect(second / "candor.sqlite3")) as database:
        names = {row[0] for row in database.execute("SELECT name FROM people_person WHERE erased_at IS NULL")}
    assert names == {"Sam Peters"}
    assert not (second / fetching.FOLDER).exists(), "it stands in the bucket"


def _ran(home: Path, words: list[str], said: str = "", **settings: str) -> dict[str, Any]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith("CANDOR_")}
    known = {
        "CANDOR_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "candor.config.settings.django",
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(
        [sys.executable, *words], env=ours | known | settings, input=said, capture_output=True, text=True, timeout=300,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer
