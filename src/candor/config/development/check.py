"""`candor check`: everything that can be said about the code without running its tests."""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from candor.config.development.steps import Outcome, Step, in_a_checkout, python, run_quietly, tool

# The slowest first, so that two at a time end together. The walks of every route belong to `candor test`.
CHECKS = (
    Step("types", tool("mypy")),
    Step("architecture", python("-m", "pytest", "-q", "--no-header", "-m", "not slow", "tests/architecture")),
    Step("migrations", python("-m", "candor", "django", "makemigrations", "--check", "--dry-run")),
    Step("deployment", python("-m", "candor", "django", "check", "--deploy", "--fail-level", "WARNING")),
    Step("layers", tool("lint-imports", "--no-logo")),
    Step("translations", python("-m", "candor.config.development.messages", "--check")),
    Step("documents", python("-m", "candor.config.development.documents", "--check")),
    Step("templates", python("-m", "candor.ui.lint")),
    Step("style", tool("ruff", "check", ".")),
    Step("format", tool("ruff", "format", "--check", ".")),
)


def main(arguments: Sequence[str]) -> int:
    """Run all checks, two at a time; 0 when all are content."""
    parser = argparse.ArgumentParser("candor check", description="Check style, types, layers and translations.")
    names = [step.name for step in CHECKS]
    parser.add_argument("only", nargs="*", metavar="CHECK", help=f"run these only: {', '.join(names)}")
    asked = parser.parse_args(arguments)
    if unknown := sorted(set(asked.only) - set(names)):
        parser.error(f"there is no check called {', '.join(unknown)}; there are {', '.join(names)}")
    if not in_a_checkout():
        return 1
    chosen = [step for step in CHECKS if not asked.only or step.name in asked.only]
    before = time.monotonic()
    outcomes = run_all(chosen)
    return report(outcomes, time.monotonic() - before)


def run_all(steps: Sequence[Step]) -> list[Outcome]:
    """Run them against an instance of their own, set up the way a public one is."""
    with tempfile.TemporaryDirectory(prefix="candor-check-") as home:
        environment = {**os.environ, "CANDOR_HOME": home, "CANDOR_BASE_URL": "https://candor.example"}
        with ThreadPoolExecutor(max_workers=2) as pool:
            return list(pool.map(lambda step: run_quietly(step, environment), steps))


def report(outcomes: Sequence[Outcome], seconds: float) -> int:
    """Show what the discontent ones said, then a line for each."""
    failed = [outcome for outcome in outcomes if outcome.code]
    for outcome in failed:
        print(f"── {outcome.name} ──\n{outcome.output.rstrip()}\n")
    for outcome in outcomes:
        print(f"{'failed' if outcome.code else 'ok':<7} {outcome.name:<13} {outcome.seconds:6.1f} s")
    if failed:
        print(f"\n{len(failed)} of {len(outcomes)} checks failed after {seconds:.1f} s.")
        return 1
    print(f"\nAll {len(outcomes)} checks passed in {seconds:.1f} s.")
    return 0
