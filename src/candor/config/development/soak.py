"""`candor soak mail`: the crash test of mail intake, with as many kills as one has patience for."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence

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
    return soak("candor soak mail", TEST, {"CANDOR_SOAK_KILLS": str(asked.kills)})


def soak(command: str, test: str, settings: Mapping[str, str]) -> int:
    """Run one test for as long as it takes, with what was asked; 0 when it holds."""
    if not in_a_checkout():
        return 1
    try:
        bring_packages()
    except MachineLacks as problem:
        print(f"{command}: {problem}", file=sys.stderr)
        return 1
    step = Step("soak", python("-m", "pytest", test, "-n0", "-q", "-s"))
    return 1 if run_aloud(step, {**os.environ, **settings}).code else 0
