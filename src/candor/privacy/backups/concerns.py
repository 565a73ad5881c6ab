"""What is wrong with the backups, for the doctor and their page, the worst first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from django.utils.translation import gettext as _

from candor.kernel import clock, moved
from candor.kernel.backup.copying import places
from candor.kernel.backup.recovery import NoKey, public_half
from candor.privacy.models import Archive

READ_BACK_EVERY = timedelta(days=90)
PROBLEM, WARNING, FINE = "problem", "warning", "fine"


class Concern(NamedTuple):
    """How bad it is (as the doctor's states), what it is, and what to do."""

    state: str
    says: str
    remedy: str = ""


class Told(Protocol):
    """What has to be known of the settings."""

    @property
    def backup_every_hours(self) -> int: ...

    @property
    def home(self) -> object: ...


def concerns(settings: Told) -> Iterator[Concern]:
    """Everything to be said of the backups, in the language of the moment; one that is fine where nothing is wrong."""
    yield from concerns_of_the_move()
    try:
        key = public_half(settings.home).number  # type: ignore[arg-type] # a path
    except NoKey:
        says = _("There is no recovery key, so nothing is backed up.")
        yield Concern(PROBLEM, says, _("Make one: “Recovery key”, or at the terminal: candor backup key new"))
        return
    newest = Archive.objects.standing().order_by("-made_at").first()
    if newest is None:
        yield Concern(PROBLEM, _("No backup was made yet."), _("Make one now, or at the terminal: candor backup"))
        return
    found = [*_of_reading(key), *_of_trials(), *_of_age(newest, settings.backup_every_hours), *_of_copies(newest)]
    says = _("The last backup is from %(moment)s; one was read back.") % {"moment": _moment(newest.made_at)}
    yield from found or [Concern(FINE, says)]


def concerns_of_the_move() -> Iterator[Concern]:
    """What a move to PostgreSQL left behind: copies that nobody is erased from."""
    move = moved.standing()
    if move is None:
        return
    if move.phase is not moved.Phase.DONE:
        says = _("A move to PostgreSQL was cut off. What it had copied until then stands in %(database)s, unencrypted.")
        remedy = _("Run candor move again, or drop that database and run candor move --forget.")
        yield Concern(WARNING, says % {"database": move.to}, remedy)
    elif path := moved.kept():
        says = _(
            "The SQLite database from before the move still stands in the home: %(name)s. It holds everything,"
            " unencrypted. It goes by itself after %(day)s, or with the first erasure before."
        ) % {"name": path.name, "day": move.stays_until}
        yield Concern(WARNING, says, _("When all is well on PostgreSQL, at the terminal: candor move --forget"))


def _of_reading(key: str) -> Iterator[Concern]:
    """A copy from off the machine, opened by the recovery key of today: nothing else shows that it can be restored."""
    known = Archive.objects.exclude(verified_at=None).exclude(read_from="").filter(key=key)
    read = known.order_by("-verified_at").first()
    remedy = _("At the terminal of the server: candor backup verify (it asks for the recovery key)")
    if read is None or read.verified_at is None:
        says = _(
            "No copy of a backup was read back from off this machine with the recovery key of today: whether one can be"
            " restored, nobody knows."
        )
        yield Concern(PROBLEM, says, remedy)
    elif read.verified_at < clock.now() - READ_BACK_EVERY:
        says = _("The last time that a backup was read back was %(moment)s.") % {"moment": _moment(read.verified_at)}
        yield Concern(WARNING, says, remedy)


def _of_trials() -> Iterator[Concern]:
    tried = Archive.objects.exclude(tried_at=None).order_by("-tried_at").first()
    if tried is not None and tried.trial_trouble:
        says = _("The last restore on trial failed: %(trouble)s") % {"trouble": tried.trial_trouble}
        yield Concern(PROBLEM, says, _("Put it right, then try it at the terminal of the server: candor backup verify"))


def _of_age(newest: Archive, hours: int) -> Iterator[Concern]:
    if hours and newest.made_at < clock.now() - timedelta(hours=2 * hours):
        says = _("The last backup is old: it is from %(moment)s.") % {"moment": _moment(newest.made_at)}
        yield Concern(PROBLEM, says, _("See in “Jobs” whether the worker runs and what failed."))


def _of_copies(newest: Archive) -> Iterator[Concern]:
    if not places():
        remedy = _("Set backup_copy to a folder on another machine's disk, backup_s3 to a bucket, or backup_command.")
        yield Concern(WARNING, _("Backups stay on this machine and are lost with it."), remedy)
    elif newest.copy_trouble or newest.copied_at is None:
        says = f"{_('The last backup was not copied off this machine.')} {newest.copy_trouble}".strip()
        yield Concern(PROBLEM, says, _("See that the folder, bucket or command works, then make a backup."))


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
