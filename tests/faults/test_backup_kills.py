"""SIGKILL at each step of a backup and of a restore: no half archive counts as one, and nobody enters a restored house
in which somebody who was erased is still there.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.kill, pytest.mark.slow(140)]

ROOT = Path(__file__).parents[2]


def test_killed_anywhere_no_half_backup_counts_and_no_restored_house_opens_too_early(tmp_path: Path) -> None:
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
    found = _said([str(ROOT / "tests" / "faults" / "backup_nursery.py"), str(place)], environment)
    _hold_against(found)


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
