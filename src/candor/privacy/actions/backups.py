"""Asking for a backup from a page."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction

from candor.kernel import instance
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.backup.recovery import NoKey, public_half
from candor.kernel.jobs import enqueue
from candor.kernel.models import Instance, Job, JobState
from candor.privacy.backups.keys import use_key

JOB_KEY = "privacy.backup:asked"


def is_being_made() -> Job | None:
    """The job that makes one now or is about to; None where there is none."""
    going = Job.objects.filter(task="privacy.make_backup", state__in=[JobState.WAITING, JobState.RUNNING])
    return going.order_by("-state", "id").first()


def take_key_into_use(public: bytes, *, by: Actor) -> bool:
    """Seal for the key from now on, and have a first backup made for it; False where it counts already."""
    try:
        if public_half(settings.INSTANCE.home).public == public:
            return False
    except NoKey:
        pass
    use_key(public, by=by)
    ask_for_backup(by=by)
    return True


def ask_for_backup(*, by: Actor) -> bool:
    """Have the worker make one; False where one is being made already. Raises NoKey."""
    from candor.privacy.backups.tasks import make_backup

    public_half(settings.INSTANCE.home)
    if is_being_made() is not None:
        return False
    with transaction.atomic():
        enqueue(make_backup, unique=JOB_KEY)
        here = Instance.objects.filter(pk=instance.current().pk).first()
        if here is not None:
            record("privacy.backup.asked", here, by=by)
    return True
