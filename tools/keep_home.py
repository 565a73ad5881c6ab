"""Keep a home as this version leaves it, so that the suite can upgrade it: `keep_home.py [VERSION]`.

Run at each release by its own program, after the version was raised: `.venv-test/bin/python tools/keep_home.py`. It
makes the demo company and writes tests/fixtures/homes/VERSION.zip: the home with its SQLite database, and beside it the
statements that make the same tables on PostgreSQL, which hold the same rows in the test. Only the newest two are kept.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOMES = ROOT / "tests" / "fixtures" / "homes"
PASSING = {"run", "tmp"}
"""What a home has only while somebody is in."""

STATEMENTS = """
import django, sys
django.setup()
from django.apps import apps
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
with connection.schema_editor(collect_sql=True, atomic=False) as editor:
    editor.create_model(MigrationRecorder.Migration)
    for model in (each for each in apps.get_models() if each._meta.can_migrate(connection)):
        editor.create_model(model)
print("\\n".join(editor.collected_sql))
"""


def main() -> None:
    name = sys.argv[1] if len(sys.argv) > 1 else version("candordesk")
    HOMES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="keep-home-") as place:
        home = Path(place, "home")
        told = {**os.environ, "CANDOR_HOME": str(home), "DJANGO_SETTINGS_MODULE": "candor.config.settings.django"}
        subprocess.run([sys.executable, "-m", "candor", "instance", "prepare", "--demo"], env=told, check=True)
        shrink(home / "candor.sqlite3")
        with zipfile.ZipFile(HOMES / f"{name}.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as kept:
            kept.writestr("about.json", json.dumps({"version": name}))
            kept.writestr("postgresql.sql", statements(told))
            for file in files_of(home):
                kept.write(file, f"home/{file.relative_to(home)}")
    sys.stdout.write(f"{HOMES / name}.zip: {(HOMES / f'{name}.zip').stat().st_size // 1000} kB\n")


def shrink(database: Path) -> None:
    """One file without a log beside it."""
    with sqlite3.connect(database) as opened:
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        opened.execute("PRAGMA journal_mode = DELETE")
        opened.execute("VACUUM")
    opened.close()


def statements(told: dict[str, str]) -> str:
    """What makes the tables on PostgreSQL. Candor itself finds a server for its tests."""
    sys.path.insert(0, str(ROOT / "src"))
    from candor.config.development.machine import private_postgres

    with private_postgres() as address:
        there = {**told, "CANDOR_DATABASE": f"{address[: address.rindex('/')]}/postgres"}
        return subprocess.run(
            [sys.executable, "-c", STATEMENTS], env=there, check=True, stdout=subprocess.PIPE, text=True
        ).stdout


def files_of(home: Path) -> Iterator[Path]:
    """Everything but locks, the search index, and the note of which folder served."""
    for path in sorted(home.rglob("*")):
        is_lock = path.suffix in {".lock", ".writer", ".door"} or path.name.startswith("search.")
        if path.is_file() and not is_lock and path.relative_to(home).parts[0] not in PASSING | {"version.json"}:
            yield path


if __name__ == "__main__":
    main()
