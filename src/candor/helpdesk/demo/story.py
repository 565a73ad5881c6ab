"""Reading the demo's texts: what is to happen, by whom, and when, counted back from now."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

HERE = Path(__file__).parent
ZONE = ZoneInfo("Europe/Berlin")
RECENT = timedelta(hours=48)
"""What is older happened on a weekday between eight and six; what is newer may have happened at any hour."""

UNITS = {"d": "days", "h": "hours", "m": "minutes"}

Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happens in a case. The first of each case opens it."""

    at: datetime
    case: Entry
    step: Entry

    @property
    def opens(self) -> bool:
        return self.step is self.case


def company() -> Entry:
    return _read(HERE / "company.toml")


def cases() -> list[Entry]:
    """Every case, from all files, as it stands there."""
    return [case for file in sorted((HERE / "cases").glob("*.toml")) for case in _read(file)["case"]]


def together() -> Entry:
    """How the staff work together, on top of the cases."""
    return _read(HERE / "together.toml")


def lists() -> Entry:
    """The tags on the cases, and the saved views."""
    return _read(HERE / "lists.toml")


def newsletters() -> Entry:
    """Lists and issues of newsletters."""
    return _read(HERE / "newsletters.toml")


def licences() -> Entry:
    """Who holds which licence."""
    return _read(HERE / "licences.toml")


def subscriptions() -> Entry:
    """What customers buy by the year."""
    return _read(HERE / "subscriptions.toml")


def products() -> Entry:
    """What is sold, and for how much."""
    return _read(HERE / "products.toml")


def releases() -> Entry:
    """What can be downloaded, and who asked for it."""
    return _read(HERE / "releases.toml")


def quotes() -> Entry:
    """What was offered to whom, and what they answered."""
    return _read(HERE / "quotes.toml")


def leads() -> Entry:
    """Who may become a customer."""
    return _read(HERE / "leads.toml")


def sales() -> Entry:
    """What customers wrote to sales."""
    return _read(HERE / "sales.toml")


def text_file(name: str) -> str:
    """The text file of this name. Raises KeyError."""
    return str(_read(HERE / "files.toml")[name]).lstrip("\n")


def events(now: datetime) -> list[Event]:
    """All that happens in all cases, in the order in which it happens."""
    return sorted((event for case in cases() for event in _events_of(case, now)), key=lambda event: event.at)


def duration(written: str) -> timedelta:
    """`2d 3h 10m` as a timedelta. Raises ValueError for anything else."""
    parts = written.split()
    if not parts or not all(re.fullmatch(r"\d+[dhm]", part) for part in parts):
        raise ValueError(f"not a duration: {written!r}")
    return timedelta(**{UNITS[part[-1]]: int(part[:-1]) for part in parts})


def in_office_hours(moment: datetime) -> datetime:
    """The moment, or one near it on a weekday between eight and six o'clock in the office."""
    local = moment.astimezone(ZONE)
    if local.weekday() > 4:
        local -= timedelta(days=local.weekday() - 4)
    if not 8 <= local.hour < 18:
        local = local.replace(hour=8 + local.hour % 10)
    return local


def _events_of(case: Entry, now: datetime) -> Iterator[Event]:
    before, moment = None, now - duration(case["age"])
    for step in _steps(case):
        moment += duration(step.get("after", "0m"))
        at = in_office_hours(moment) if now - moment > RECENT else moment
        if before is not None and at <= before:
            at = before + timedelta(minutes=2)
        if at >= now:
            raise ValueError(f"“{case['subject']}” would happen in the future")
        yield Event(at, case, step)
        before = at


def _steps(case: Entry) -> Sequence[Entry]:
    return [case, *case.get("step", [])]


@cache
def _read(file: Path) -> Entry:
    return tomllib.loads(file.read_text("utf-8"))
