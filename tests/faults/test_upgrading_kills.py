"""SIGKILL before every turn of an upgrade, on the way there and on the way back: it is the old house or the new one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from candor.config.development.machine import free_port
from tests.postgres import database_on

pytestmark = pytest.mark.kill

ROOT = Path(__file__).parents[2]
SERIES = {"sqlite": ("1", "on", "back", "unfit"), "postgresql": ("4", "unfit")}
"""Before every which turn; run again to go on, run with --back, and a version that is found no good."""

ENDS = {"on": 0, "back": 0, "unfit": 3}


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_no_kill_leaves_a_house_that_is_half_and_serves(engine: str, tmp_path: Path) -> None:
    found = killed_at_every_turn(engine, tmp_path)
    for name, lines in found.items():
        *kills, last = lines
        assert len(kills) > 5, "turns"
        for kill in kills:
            assert kill["half"] in {"", "old", "new"}, f"{name}: nobody is let in, or it is one of the two: {kill}"
            assert (kill["open"], kill["tidy"]) == (True, True), f"{name}: {kill}"
        assert {kill["phase"] for kill in kills} >= {"holding", "changing"}
        assert (last["open"], last["tidy"]) == (True, True), last
    assert {kill["state"] for kill in found.get("on", [])} <= {"new"}, "whoever runs it again comes to the new version"
    for kill in found.get("back", [])[:-1]:
        assert kill["state"] == ("new" if kill["phase"] == "done" or kill["half"] == "new" else "old"), kill
    assert {kill["state"] for kill in found.get("unfit", [])} <= {"old"}
    assert {name: lines[-1]["ended"] for name, lines in found.items()} == {name: ENDS[name] for name in found}


def killed_at_every_turn(engine: str, home: Path) -> dict[str, list[dict[str, Any]]]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CANDOR_")}
    with database_on(engine) as address:
        done = subprocess.run(
            [sys.executable, str(ROOT / "tests" / "faults" / "upgrading_nursery.py"), *SERIES[engine]],
            env={
                **environment,
                "CANDOR_DATABASE": address,
                "CANDOR_HOME": str(home),
                "CANDOR_PORT": str(free_port()),
                "DJANGO_SETTINGS_MODULE": "candor.config.settings.django",
                "PYTHONPATH": str(ROOT),
            },
            capture_output=True,
            text=True,
            timeout=900,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout.splitlines()[-1]))
