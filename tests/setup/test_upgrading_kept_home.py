"""The home that the version before left is upgraded to this one: nothing is lost, its pages open, its proofs hold."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres import database_on
from tests.setup import kept_homes

pytestmark = [pytest.mark.kill, pytest.mark.slow(34)]

ROOT = Path(__file__).parents[2]

UPGRADE = """
import sys
from candor.config import cli
cli.start_django()
from candor.kernel.tests.test_migrations import little_drawn_anew
with little_drawn_anew():
    sys.exit(cli.main(["upgrade", "--json"]))
"""
"""The command itself, on Django's shortest way: without, seventeen migrations take 25 s of processor time."""

WRITTEN_BY_ITSELF = {"django_migrations", "kernel_job"}
"""An upgrade's own steps, and the job that fills the search index."""


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest) -> Iterator[str]:
    """Where the tables stand; "" for the home itself."""
    with database_on(request.param) as given:
        yield given


def test_the_home_of_the_version_before_comes_over_whole(address: str, port: int, tmp_path: Path) -> None:
    home = tmp_path / "home"
    version = kept_homes.unpack(kept_homes.newest(), home, address)
    before = kept_homes.content(home, address)
    told = {
        **{name: value for name, value in os.environ.items() if not name.startswith("CANDOR_")},
        "CANDOR_HOME": str(home), "CANDOR_DATABASE": address, "CANDOR_PORT": str(port), "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "candor.config.settings.django",
    }  # fmt: skip
    upgraded = run(told, "-c", UPGRADE)
    assert upgraded["before"] == version
    assert sum(map(len, before.values())) > 1000, "columns"
    assert list(kept_homes.lost(without_our_own(before), kept_homes.content(home, address))) == []
    looked = run(told, str(Path(__file__).with_name("look_through.py")), "12")
    assert looked["wrong"] == []
    assert looked["seen"] > 50, "kinds of pages, each as one of the people"
    assert looked["proofs"] == dict.fromkeys(("audit_verify", "privacy_verify", "privacy_ledger"), "")
    assert not (home / "upgrade").exists(), "nobody is erased from the copy: it has gone"


def without_our_own(tables: dict[str, kept_homes.Table]) -> dict[str, kept_homes.Table]:
    return {name: columns for name, columns in tables.items() if name not in WRITTEN_BY_ITSELF}


def run(told: dict[str, str], *words: str) -> dict[str, object]:
    done = subprocess.run([sys.executable, *words], env=told, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout.splitlines()[-1]))
