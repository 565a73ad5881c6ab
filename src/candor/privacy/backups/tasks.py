"""Backups by the clock."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from candor.kernel.actor import JOB
from candor.kernel.backup.making import Busy, size_of_all
from candor.kernel.jobs import progress, task
from candor.privacy.backups import making, register

MEGABYTE = 1_000_000


@task(_("Make a backup"), most_attempts=3)
def make_backup() -> None:
    """Make an archive, copy it off the machine, remove those whose days are over."""
    total, done = max(1, size_of_all() // MEGABYTE), Heard()

    def tell(more: int) -> None:
        if done.hear(more):
            progress(min(done.megabytes, total), total)

    try:
        making.make_backup(by=JOB, tell=tell)
    except Busy:
        return  # somebody is at it


@task(_("Copy the privacy ledger off the machine"))
def send_ledger() -> None:
    """Send the ledger to where copies of backups go."""
    making.send_ledger()


@task(_("Remove backups whose days are over"))
def forget_backups() -> None:
    """Remove them, and look which archives stand in the folder."""
    register.look_around()
    register.forget_past()


class Heard:
    """Counts bytes; says every hundred megabytes that there is news."""

    def __init__(self) -> None:
        self._bytes, self._told = 0, 0

    @property
    def megabytes(self) -> int:
        return self._bytes // MEGABYTE

    def hear(self, more: int) -> bool:
        self._bytes += more
        is_news = self._bytes - self._told >= 100 * MEGABYTE
        if is_news:
            self._told = self._bytes
        return is_news
