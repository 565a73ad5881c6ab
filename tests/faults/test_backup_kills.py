"""SIGKILL at each step of a backup and of a restore: no half archive counts as one, and nobody enters a restored house
in which somebody who was erased is still there. Then a backup is restored on trial, by the command.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.privacy.restores import KEY

pytestmark = pytest.mark.kill

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
    _try(environment, home, place / found["archive"])


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


def _try(environment: dict[str, str], home: Path, archive: Path) -> None:
    """The backup from before the erasure, restored on trial from the other machine: nothing of it is left."""
    key = home / "key"
    key.write_text(KEY)
    tried = _said(["-m", "candor", "backup", "verify", str(archive), "--key-file", str(key), "--json"], environment)
    assert tried["read_from"] == str(archive.parent)
    assert tried["restored"]["deeds"] == {"erasure": 1, "hold": 1}
    assert tried["restored"]["open"]
    assert (tried["examined"]["findings"], tried["examined"]["people"], tried["examined"]["files"]) == ([], 1, 1)
    assert not (home / "trial").exists()


def _said(words: list[str], environment: dict[str, str]) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, *words], env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return said
