"""The operators of the case search and what may stand behind them, in English and in German. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta

from candor.helpdesk.models.tickets import AWAITING_US, UNFINISHED, Priority, Status
from candor.kernel.search.spelling import distance
from candor.kernel.search.words import plain

OPERATORS: Mapping[str, tuple[str, ...]] = {
    "status": ("status",),
    "from": ("from", "von"),
    "organisation": ("organisation", "organization", "firma"),
    "queue": ("queue", "warteschlange"),
    "assignee": ("assignee", "bearbeiter"),
    "tag": ("tag", "schlagwort"),
    "priority": ("priority", "prioritat", "prioritaet"),
    "before": ("before", "vor"),
    "after": ("after", "seit"),
}
"""Each operator with the names by which it is called, without accents: the English one first, then the German."""

CALLED: Mapping[str, str] = {name: operator for operator, names in OPERATORS.items() for name in names}
NAMES = frozenset(CALLED)

STATUSES: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("new", "neu"), (Status.NEW.value,)),
    **dict.fromkeys(("open", "offen"), tuple(status.value for status in AWAITING_US)),
    **dict.fromkeys(("waiting", "wartet"), (Status.WAITING_CUSTOMER.value, Status.WAITING_OTHER.value)),
    **dict.fromkeys(("scheduled", "zuruckgelegt"), (Status.SCHEDULED.value,)),
    **dict.fromkeys(("solved", "gelost"), (Status.SOLVED.value,)),
    **dict.fromkeys(("closed", "geschlossen"), (Status.CLOSED.value,)),
    **dict.fromkeys(("done", "erledigt"), (Status.SOLVED.value, Status.CLOSED.value)),
    **dict.fromkeys(("unfinished", "unerledigt"), tuple(status.value for status in UNFINISHED)),
}
"""What may stand behind "status:", without accents, English and German in turn."""

PRIORITIES: Mapping[str, int] = {
    **dict.fromkeys(("low", "niedrig"), Priority.LOW.value),
    "normal": Priority.NORMAL.value,
    **dict.fromkeys(("high", "hoch"), Priority.HIGH.value),
    **dict.fromkeys(("urgent", "dringend"), Priority.URGENT.value),
}

ME, NOBODY = frozenset({"me", "ich", "mir"}), frozenset({"nobody", "niemand"})

_DAY = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})", re.ASCII)
_GERMAN_DAY = re.compile(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})", re.ASCII)
_MONTH = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{1,2}))?", re.ASCII)
_AGO = re.compile(r"(?P<count>\d{1,4})(?P<unit>[dtwm])", re.ASCII)
_DAYS = {"d": 1, "t": 1, "w": 7, "m": 30}
_WORDS = {"today": 0, "heute": 0, "yesterday": 1, "gestern": 1}


def day_of(value: str, today: date) -> date | None:
    """The day that somebody names: 2026-11-05, 5.11.2026, 2026-11 and 2026 (their first day), today, yesterday, 7d, 2w,
    3m (months of thirty days), and the German words; None for anything else.
    """
    word = plain(value)
    if word in _WORDS:
        return today - timedelta(days=_WORDS[word])
    if ago := _AGO.fullmatch(word):
        return today - timedelta(days=int(ago["count"]) * _DAYS[ago["unit"]])
    for form in (_DAY, _GERMAN_DAY, _MONTH):
        if found := form.fullmatch(word):
            return _date(found.groupdict())
    return None


def status_named(value: str) -> tuple[str, ...] | None:
    return STATUSES.get(_spelled(value))


def priority_named(value: str) -> int | None:
    return PRIORITIES.get(_spelled(value))


def nearest(value: str, among: Mapping[str, object] | frozenset[str]) -> str:
    """The word that was probably meant, or ""."""
    found = sorted((distance(plain(value), word), word) for word in among)
    return found[0][1] if found and found[0][0] <= min(2, len(value) // 3) else ""


def _spelled(value: str) -> str:
    """Without accents; ae, oe and ue count as the letters that they stand for."""
    word = plain(value)
    return word if word in STATUSES or word in PRIORITIES else re.sub("([aou])e", r"\1", word)


def _date(parts: Mapping[str, str | None]) -> date | None:
    try:
        return date(int(parts["year"] or 0), int(parts.get("month") or 1), int(parts.get("day") or 1))
    except ValueError:
        return None
