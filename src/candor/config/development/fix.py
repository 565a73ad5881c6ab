"""`candor fix`: repair what tools can repair by themselves, and collect new texts for the translators."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence

from candor.config.development.steps import Step, in_a_checkout, python, run_aloud, tool

FIXES = (
    Step("style", tool("ruff", "check", "--fix", ".")),
    Step("format", tool("ruff", "format", ".")),
    Step("translations", python("-m", "candor.config.development.messages")),
    Step("documents", python("-m", "candor.config.development.documents")),
)


def main(arguments: Sequence[str]) -> int:
    """Run all repairs; 1 when something is left for a person."""
    argparse.ArgumentParser("candor fix", description="Repair style and collect texts.").parse_args(arguments)
    if not in_a_checkout():
        return 1
    outcomes = [run_aloud(step, os.environ) for step in FIXES]
    return 1 if any(outcome.code for outcome in outcomes) else 0
