"""`candor test`: the whole suite in parts, each with its budget, ended by one summary.

Everything runs on SQLite. Of what is marked `db`, and not `once`, so many tests run again on PostgreSQL that every
statement is sent there (tests/engines.py); all of them do where that part runs alone. Journeys and accessibility scans
run in Chromium. Each part is a pytest call of its own, so that a slow or heavy part does not weigh on the others.
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from candor.config.development.machine import MachineLacks, bring_packages, private_postgres
from candor.config.development.steps import ROOT, Outcome, Step, in_a_checkout, python, run_aloud

TESTS = ("src", "tests")
"""Where tests lie, as pyproject.toml tells pytest."""

NOTHING_COLLECTED = 5
"""pytest's exit code when no test was selected."""


@dataclass(frozen=True)
class TestPart:
    """A part of the suite: which markers it takes, how many processes pay, and the seconds it may take.

    Where all its tests bear one of the `marks`, only the files in which one is written are opened. What waits for other
    processes, as for browsers, leaves room on two processors for a third; what takes the time of pages has no other
    beside it.
    """

    __test__ = False  # pytest collects classes by their name

    name: str
    markers: str
    marks: tuple[str, ...] = ()
    processes: int = 0
    budget: int | None = None
    postgres: str = ""


PARTS = (
    TestPart("sqlite", "not (journey or axe or kill or api or speed)", processes=3),
    TestPart(
        "postgresql",
        "db and not (once or journey or axe or kill or api)",
        ("db",),
        processes=3,
        postgres="CANDOR_DATABASE",
    ),
    TestPart("speed", "speed", ("speed",), budget=30),
    TestPart("api-kills", "api or kill", ("api", "kill"), processes=4, budget=240, postgres="CANDOR_POSTGRES"),
    TestPart("browser", "journey or axe", ("journey", "axe"), processes=3, budget=240),
)
"""What waits and what computes are one part, so that each goes on while the other does: kills wait for processes and
for what these had claimed, walks of the API compute; journeys wait where scans compute, and share one Chromium.
"""

QUICK = (TestPart("quick", "not (journey or axe or kill or api or slow)", processes=2, budget=90),)


def main(arguments: Sequence[str]) -> int:
    """Run the parts; 0 when every test passed."""
    asked, for_pytest = parse(arguments)
    if not in_a_checkout():
        return 1
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # leave through every `finally`
    before = time.monotonic()
    try:
        outcomes = run_parts(chosen_parts(asked), asked.markers, for_pytest)
    except MachineLacks as problem:
        print(f"candor test: {problem}", file=sys.stderr)
        return 1
    return report(outcomes, time.monotonic() - before)


def parse(arguments: Sequence[str]) -> tuple[argparse.Namespace, list[str]]:
    """Our options, and the words that are pytest's."""
    parser = argparse.ArgumentParser(
        "candor test", description="Run the tests. Other words go to pytest: paths, -k EXPRESSION, -x ..."
    )
    parser.add_argument("--quick", action="store_true", help="only what is fast: no browser, no kills, no PostgreSQL")
    parser.add_argument("--only", choices=[part.name for part in PARTS], action="append", help="run this part only")
    parser.add_argument("-m", dest="markers", metavar="MARKERS", help="only tests with these markers")
    return parser.parse_known_args(arguments)


def chosen_parts(asked: argparse.Namespace) -> Sequence[TestPart]:
    """The parts that the options ask for."""
    if asked.quick:
        return QUICK
    return [part for part in PARTS if not asked.only or part.name in asked.only]


def run_parts(parts: Sequence[TestPart], markers: str | None, for_pytest: Sequence[str]) -> list[Outcome]:
    """Run one part after the other; those that need PostgreSQL share one server."""
    if parts is not QUICK:
        bring_packages()
    with TemporaryDirectory(prefix="candor-statements-") as statements, ExitStack() as servers:
        postgres = cache(lambda: servers.enter_context(private_postgres()))
        return [run_part(part, markers, for_pytest, statements, postgres) for part in parts]


def run_part(
    part: TestPart, markers: str | None, for_pytest: Sequence[str], statements: str, postgres: Callable[[], str]
) -> Outcome:
    """One part. What the first one leaves in the folder `statements` tells PostgreSQL's which tests it needs."""
    print(f"\n── {part.name} ──", flush=True)
    environment = {**os.environ, "CANDOR_STATEMENTS": statements}
    if part.postgres:
        environment[part.postgres] = postgres()
    return run_aloud(pytest_step(part, markers, for_pytest), environment)


def pytest_step(part: TestPart, markers: str | None, for_pytest: Sequence[str]) -> Step:
    """The pytest call of one part."""
    selection = f"({part.markers}) and ({markers})" if markers else part.markers
    words = ["-m", "pytest", "--no-header", "--durations=5", "--durations-min=2", "-m", selection]
    if part.processes and not {"-s", "--pdb"} & set(for_pytest):
        words += ["-n", str(part.processes), "--dist", "worksteal"]
    if sys.stdout.isatty():
        words.append("--color=yes")
    files = [] if any(names_a_place(word) for word in for_pytest) else files_that_bear(part.marks)
    return Step(part.name, python(*words, *for_pytest, *files))


def files_that_bear(marks: Sequence[str]) -> list[str]:
    """The test files in which one of the marks is written, from the root; none where a part takes them all."""
    if not marks:
        return []
    written = [f"mark.{mark}" for mark in marks]
    files = [file for folder in TESTS for file in sorted((ROOT / folder).rglob("test_*.py"))]
    return [str(file.relative_to(ROOT)) for file in files if bears_one(file, written)]


def bears_one(file: Path, words: Sequence[str]) -> bool:
    text = file.read_text("utf-8")
    return any(word in text for word in words)


def names_a_place(word: str) -> bool:
    """Whether a word for pytest is a file or folder of tests."""
    return not word.startswith("-") and (ROOT / word.partition("::")[0]).exists()


def report(outcomes: Sequence[Outcome], seconds: float) -> int:
    """The failures once more, the seconds of each part, and pytest's summary over all parts as the last line.

    A part that takes its seconds twice in processor time keeps two processors busy; one that takes less waits.
    """
    totals: Counter[str] = Counter()
    budgets = {part.name: part.budget for part in (*PARTS, *QUICK)}
    failures = [line for outcome in outcomes for line in failure_lines(outcome)]
    print("\n── all parts ──", *failures, sep="\n")
    for outcome in outcomes:
        counts = counts_in(outcome.output)
        totals.update(counts)
        told = f"{outcome.seconds:6.1f} s, {outcome.worked:6.1f} s of processor time"
        print(f"{outcome.name:<14} {told} {against(budgets[outcome.name], outcome)}{in_words(counts)}")
    failed = any(outcome.code not in {0, NOTHING_COLLECTED} for outcome in outcomes)
    ran = any(outcome.code != NOTHING_COLLECTED for outcome in outcomes)
    print(f" {in_words(totals)} in {seconds:.2f}s ".center(80, "="))
    return 0 if ran and not failed else 1


def against(budget: int | None, outcome: Outcome) -> str:
    """How the part stands to its budget."""
    if budget is None:
        return " " * 24
    verdict = "OVER its" if outcome.seconds > budget else "of its"
    return f"{verdict} budget of {budget} s".ljust(24)


def failure_lines(outcome: Outcome) -> list[str]:
    """The lines of pytest's short summary that name what failed."""
    return [line for line in plain(outcome.output).splitlines() if line.startswith(("FAILED ", "ERROR "))]


def counts_in(output: str) -> Mapping[str, int]:
    """The numbers of pytest's last line: {"passed": 12, "skipped": 1}."""
    summaries = re.findall(r"^=+ (.* in [\d.]+s.*?) =+$", plain(output), re.MULTILINE)
    if not summaries:
        return {}
    numbers = re.findall(r"(\d+) (passed|failed|error|skipped|xfailed|xpassed|warning)", summaries[-1])
    return {what: int(number) for number, what in numbers}


def in_words(counts: Mapping[str, int]) -> str:
    """As pytest writes it: "1 failed, 12 passed"."""
    order = ("failed", "error", "passed", "skipped", "xfailed", "xpassed", "warning")
    plural = {"error": "errors", "warning": "warnings"}
    named = [
        f"{counts[what]} {plural.get(what, what) if counts[what] > 1 else what}" for what in order if counts.get(what)
    ]
    return ", ".join(named) or "no tests ran"


def plain(output: str) -> str:
    """Without colours."""
    return re.sub(r"\x1b\[[\d;]*m", "", output)
