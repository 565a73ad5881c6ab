"""SIGKILL at each step of a backup and of a restore: no half archive counts as one, and nobody enters a restored house
in which somebody who was erased is still there.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from candor.config.development.machine import private_postgres

pytestmark = [pytest.mark.kill, pytest.mark.slow(140)]

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_killed_anywhere_no_half_backup_counts_and_no_restored_house_opens_too_early(
    engine: str, tmp_path: Path
) -> None:
    """On PostgreSQL restores on trial too: a whole one, and what killed ones leave on the server."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("CANDOR_")}
    home, place = tmp_path / "home", tmp_path / "other machine"
    place.mkdir()
    environment = {
        **ours,
        "CANDOR_HOME": str(home),
        "CANDOR_BACKUP_COPY": str(place),
        "DJANGO_SETTINGS_MODULE": "candor.config.settings.django",
        "PYTHONPATH": str(ROOT),
    }
    with private_postgres() if engine == "postgresql" else nullcontext("") as address:
        if address:
            environment["CANDOR_DATABASE"] = f"{address[: address.rindex('/')]}/postgres"
        found = _said([str(ROOT / "tests" / "faults" / "backup_nursery.py"), str(place)], environment)
    _hold_against(found)
    if engine == "postgresql":
        assert {ended for ended, _left in found["trying"].values()} == {"killed"}, found["trying"]
        assert {left for _ended, left in found["trying"].values()} == {"[]"}, found["trying"]
        assert found["whole"] == {"place": str(place), "people": 1, "deeds": {"erasure": 1, "hold": 1}}
        assert found["left of trials"] == []


def _hold_against(found: dict[str, Any]) -> None:
    for kind in ("backing up", "restoring"):
        assert {ended for ended, _seen in found[kind].values()} == {"killed"}, found[kind]
        assert {seen for _ended, seen in found[kind].values()} == {"true"}, found[kind]
    assert found["left"] == [], "what a killed backup left goes with the next"
    assert found["last"] == '"restored"'
    assert found["end"] == {
        "open": True, "people": ["Sam Peters"], "addresses": ["sam@house.example"], "holds": 1, "ledger": "",
        "still_open": 0,
    }  # fmt: skip


def _said(words: list[str], environment: dict[str, str]) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, *words], env=environment, capture_output=True, text=True, timeout=900, check=False
    )
    assert done.returncode == 0, done.stderr
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return said
