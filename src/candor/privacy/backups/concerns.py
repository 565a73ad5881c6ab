"""What is wrong with the backups, for the doctor and their page, the worst first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple, Protocol

from candor.kernel import clock
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
    """Everything to be said of the backups; one that is fine where nothing is wrong."""
    try:
        public_half(settings.home)  # type: ignore[arg-type] # a path
    except NoKey:
        yield Concern(PROBLEM, "There is no recovery key, so nothing is backed up.", "candor backup key new")
        return
    newest = Archive.objects.standing().order_by("-made_at").first()
    if newest is None:
        yield Concern(PROBLEM, "No backup was made yet.", "candor backup")
        return
    found = [*_of_reading(), *_of_age(newest, settings.backup_every_hours), *_of_copies(newest)]
    yield from found or [
        Concern(FINE, f"The last backup is from {newest.made_at:%Y-%m-%d %H:%M} UTC; one was read back.")
    ]


def _of_reading() -> Iterator[Concern]:
    read = (
        Archive.objects.exclude(verified_at=None).order_by("-verified_at").values_list("verified_at", flat=True).first()
    )
    remedy = "candor backup verify (it asks for the recovery key)"
    if read is None:
        yield Concern(PROBLEM, "No backup was ever read back: whether one can be restored, nobody knows.", remedy)
    elif read < clock.now() - READ_BACK_EVERY:
        yield Concern(WARNING, f"The last time that a backup was read back was {read:%Y-%m-%d}.", remedy)


def _of_age(newest: Archive, hours: int) -> Iterator[Concern]:
    if hours and newest.made_at < clock.now() - timedelta(hours=2 * hours):
        says = f"The last backup is from {newest.made_at:%Y-%m-%d %H:%M} UTC."
        yield Concern(PROBLEM, says, "Is `candor up` (or `candor work`) running? The job monitor says what failed.")


def _of_copies(newest: Archive) -> Iterator[Concern]:
    if not places():
        remedy = "Set backup_copy to a folder on another machine's disk, or backup_command."
        yield Concern(WARNING, "Backups stay on this machine and are lost with it.", remedy)
    elif newest.copy_trouble or newest.copied_at is None:
        says = f"The last backup was not copied off this machine. {newest.copy_trouble}".strip()
        yield Concern(PROBLEM, says, "See that the folder or command works, then: candor backup")
