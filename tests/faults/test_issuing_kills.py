"""SIGKILL at random instants while fifty processes issue on one series: no gap, no number twice, each one whole."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.postgres import database_on

pytestmark = pytest.mark.kill

ROOT = Path(__file__).parents[2]
DRAFTS, CROWD, KILLS = 80, 50, 40


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_no_kill_while_issuing_leaves_a_gap_or_half_an_invoice(engine: str, tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CANDOR_")}
    with database_on(engine) as address:
        done = subprocess.run(
            [
                sys.executable,
                str(ROOT / "tests" / "faults" / "issuing_nursery.py"),
                str(DRAFTS),
                str(CROWD),
                str(KILLS),
            ],
            env={
                **environment,
                "CANDOR_DATABASE": address,
                "CANDOR_HOME": str(tmp_path),
                "DJANGO_SETTINGS_MODULE": "candor.config.settings.django",
                "PYTHONPATH": str(ROOT),
            },
            capture_output=True,
            text=True,
            timeout=900,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["numbers"] == list(range(1, DRAFTS + 1)), "in a row, in the order in which they were issued"
    assert sorted(found["drafts"]) == sorted(found["written"]), "each draft once"
    assert all(found["whole"])
    assert found["papers"], "a job for each invoice, none for another"
    assert (found["left"], found["series"], found["failed"]) == (0, [DRAFTS], 0)
    assert found["killed"] >= KILLS // 2
