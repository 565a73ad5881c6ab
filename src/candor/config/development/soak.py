"""`candor soak mail`: the crash test of mail intake, with as many kills as one has patience for."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from candor.config.development.machine import MachineLacks, bring_packages
from candor.config.development.steps import Step, in_a_checkout, python, run_aloud

KILLS = 10_000
TEST = "tests/faults/test_mail_kills.py::test_no_kill_while_reading_a_mailbox_loses_or_doubles_a_message"


def main(arguments: Sequence[str]) -> int:
    """Run it; 0 when no mail was lost and none doubled."""
    parser = argparse.ArgumentParser(
        "candor soak mail", description="Kill mail intake many times, and count the mails."
    )
    parser.add_argument("--kills", type=int, default=KILLS, metavar="N", help=f"how often to kill it (default {KILLS})")
    asked = parser.parse_args(arguments)
    if asked.kills < 1:
        parser.error("--kills takes a number from 1")
    if not in_a_checkout():
        return 1
    try:
        bring_packages()
    except MachineLacks as problem:
        print(f"candor soak mail: {problem}", file=sys.stderr)
        return 1
    environment = {**os.environ, "CANDOR_SOAK_KILLS": str(asked.kills)}
    return 1 if run_aloud(Step("soak", python("-m", "pytest", TEST, "-n0", "-q", "-s")), environment).code else 0
