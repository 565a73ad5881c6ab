"""Backups by the clock."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from candor.kernel import clock, moved
from candor.kernel.actor import JOB
from candor.kernel.backup.making import Busy, size_of_all
from candor.kernel.jobs import progress, task
from candor.privacy.backups import making, register, trials
from candor.privacy.backups.own_keys import kept_own_key
from candor.privacy.models import Archive

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


@task(_("Restore a backup on trial"))
def try_backup() -> None:
    """Restore the newest backup into a home that is thrown away, with the key that it alone has, and note what came."""
    kept = kept_own_key()
    archive = Archive.objects.standing().filter(name=kept[0]).first() if kept else None
    if kept is None or archive is None:
        return
    try:
        tried = trials.try_archive(Path(archive.folder, archive.name), kept[1])
    except Busy:
        return  # somebody is at it
    except trials.TROUBLES as trouble:
        register.note_tried(archive.name, trouble=str(trouble), by=JOB)
    else:
        register.note_tried(archive.name, seconds=tried.seconds, by=JOB)


def trial_is_due() -> bool:
    """Whether the time of the next trial has come, and there is a backup whose own key is kept."""
    days = settings.INSTANCE.backup_trial_days
    if (
        not days
        or settings.INSTANCE.demo
        or Archive.objects.filter(tried_at__gt=clock.now() - timedelta(days)).exists()
    ):
        return False
    kept = kept_own_key()
    return kept is not None and Archive.objects.standing().filter(name=kept[0]).exists()


@task(_("Copy the privacy ledger off the machine"))
def send_ledger() -> None:
    """Send the ledger to where copies of backups go."""
    making.send_ledger()


@task(_("Remove backups whose days are over"))
def forget_backups() -> None:
    """Remove them, and look which archives stand in the folder."""
    register.look_around()
    with suppress(OSError):  # a place that is away is looked into tomorrow
        register.look_afar()
    register.forget_past()
    moved.forget_past()
    trials.forget_trial()


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
