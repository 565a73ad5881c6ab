"""SIGKILL at each step of a newsletter: nobody gets it twice, and nobody is missed without being told of."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from candor.mail.tests.servers import smtp_sink
from tests.postgres import database_on

pytestmark = pytest.mark.kill

ROOT = Path(__file__).parents[2]
READERS, AT_ONCE = 120, 5
LEFT_IN_DOUBT = 5
"""Steps at which letters are claimed: claimed, signed, handed over, noted but not committed, and none else."""


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_no_kill_sends_a_letter_twice_or_hides_that_one_may_be_missing(engine: str, tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CANDOR_")}
    with database_on(engine) as address, smtp_sink() as server:
        done = subprocess.run(
            [sys.executable, str(ROOT / "tests" / "faults" / "letters_nursery.py"), str(READERS)],
            env={
                **environment,
                "CANDOR_DATABASE": address,
                "CANDOR_HOME": str(tmp_path),
                "CANDOR_SMTP": server.url,
                "CANDOR_MAIL_FROM": "news@lindwurm.example",
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
    assert set(found["ends"].values()) == {"killed"}, (found["ends"], done.stderr)
    assert (found["last"], found["state"]) == ("0", "sent"), done.stderr
    reached = Counter(recipient for _sender, recipients in server.envelopes for recipient in recipients)
    assert set(reached.values()) == {1}, "nobody twice"
    fates = found["fates"]
    assert len(fates) == READERS, "everybody is among the recipients"
    assert set(fates.values()) == {"sent", "unknown"}
    assert {address for address, fate in fates.items() if fate == "sent"} <= set(reached), "sent is sent"
    unknown = [address for address, fate in fates.items() if fate == "unknown"]
    assert 1 <= len(unknown) <= LEFT_IN_DOUBT * AT_ONCE, "what is in doubt is said, and it is one claim a kill"
