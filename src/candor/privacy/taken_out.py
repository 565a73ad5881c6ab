"""Files with people's data that staff took out of the house, as the logs of exports know them (mission B9).

Taking one out is no disclosure; handing it on is, and the office then chooses the file instead of typing who stands in
it. Whoever lets such files be made tells of them here, from the row that each leaves. Who stands in one, the access log
knows: it has an entry for each person, about that row, in the hour in which the file was made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import nlargest

from django.utils.translation import gettext as _

from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.models import AccessLogEntry
from candor.people.public import Export, ExportKind, ExportState

KEPT_FOR = timedelta(days=365)
"""As long as the access log. Of an older file nobody knows any more who stood in it."""


@dataclass(frozen=True, slots=True)
class TakenOut:
    """One file: the row that it left, by its model's label and its number, and what that says.

    `file` is its name, `what` what stands in it, in words that name nobody, `groups` are keys of the Account Manager's
    groups from which its people's data comes. `entries` counts its lines.
    """

    kind: str
    number: int
    file: str
    what: str
    taken_at: datetime
    taken_by: str
    reason: str
    entries: int
    groups: tuple[str, ...]

    @property
    def key(self) -> str:
        """What names it in addresses and forms."""
        return f"{self.kind}:{self.number}"


@dataclass(frozen=True, slots=True)
class Log:
    """The files of one sort. `latest` gives so many of those since a moment and before another, the last first."""

    kind: str
    latest: Callable[[datetime, datetime, int], Iterable[TakenOut]]
    one: Callable[[int], TakenOut | None]


_logs: dict[str, Log] = {}


def register_log(name: str, log: Log) -> None:
    """Let the office choose among these files, too."""
    _logs[name] = log


def latest(actor: Actor, before: datetime, most: int) -> list[TakenOut]:
    """Those before a moment, the last first; for the privacy office. One query for each log."""
    if not actor.may("privacy.office"):
        return []
    since = clock.now() - KEPT_FOR
    found = (file for log in _logs.values() for file in log.latest(since, before, most))
    return nlargest(most, found, key=lambda file: file.taken_at)


def find(actor: Actor, key: str) -> TakenOut | None:
    """The file of a key that the office sent; None for one that is not on the logs, or is not any more."""
    kind, _colon, number = key.rpartition(":")
    if not actor.may("privacy.office") or not number.isdecimal() or len(number) > 18:
        return None
    found = of_row(kind, int(number))
    return found if found is not None and found.taken_at > clock.now() - KEPT_FOR else None


def of_row(kind: str, number: int) -> TakenOut | None:
    """The file that left this row."""
    logs = (log for log in _logs.values() if log.kind == kind)
    return next((file for log in logs if (file := log.one(number)) is not None), None)


def people_in(file: TakenOut) -> list[int]:
    """The numbers of the people who stand in it. Whoever took it out has no entry about themselves. One query."""
    hour = file.taken_at.replace(minute=0, second=0, microsecond=0)
    entries = AccessLogEntry.objects.filter(hour=hour, object_kind=file.kind, object_id=file.number)
    return sorted(set(entries.values_list("subject_id", flat=True)))


def _list_of_people(row: Export) -> TakenOut:
    by = row.by.name if row.by is not None else ""
    return TakenOut(
        Export._meta.label_lower, row.pk, row.file_name, _("A list of people"), row.asked_at, by, row.reason, row.rows,
        ("me",),
    )  # fmt: skip


def lists_of(kind: ExportKind, told: Callable[[Export], TakenOut]) -> Log:
    """The log of lists of one kind that were made and fetched."""
    rows = Export.objects.filter(kind=kind, state=ExportState.FETCHED).select_related("by")

    def latest(since: datetime, before: datetime, most: int) -> Iterable[TakenOut]:
        of_then = rows.filter(asked_at__gt=since, asked_at__lt=before).order_by("-asked_at")
        return map(told, of_then[:most])

    def one(number: int) -> TakenOut | None:
        row = rows.filter(pk=number).first()
        return told(row) if row is not None else None

    return Log(Export._meta.label_lower, latest, one)


register_log("people.people", lists_of(ExportKind.PEOPLE, _list_of_people))
