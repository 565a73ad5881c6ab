"""The register of archives: which there are, until when they stay, and whom they still hold."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from candor.kernel import clock, instance
from candor.kernel.actor import JOB, Actor
from candor.kernel.audit import record
from candor.kernel.backup import copying
from candor.kernel.backup.making import ENDING, folder, moment_of
from candor.kernel.backup.reading import cover_of
from candor.kernel.backup.sealing import NotAnArchive
from candor.privacy.ledger.entries import BEGINNING
from candor.privacy.models import Archive


def stays_until(made_at: datetime) -> date:
    """The last day of an archive that was made then."""
    return (made_at + timedelta(days=settings.INSTANCE.backup_keep_days)).date()


def clear_on(moment: datetime) -> date | None:
    """The day from which no archive holds any more what was erased by then; None where no archive stands."""
    last = Archive.objects.standing().filter(made_at__lte=moment).order_by("-stays_until").first()
    return last.stays_until + timedelta(days=1) if last else None


def note_verified(name: str, *, read_from: str = "", by: Actor) -> bool:
    """Note that the recovery key opened the archive and it is whole; True where the register knows it."""
    with transaction.atomic():
        archive = Archive.objects.filter(name=name).first()
        if archive is not None:
            found = {"verified_at": clock.now()} | ({"read_from": read_from[:200]} if read_from else {})
            Archive.objects.filter(pk=archive.pk).update(**found)
            record("privacy.backup.verified", archive, by=by)
    return archive is not None


def note_tried(name: str, *, seconds: int | None = None, trouble: str = "", by: Actor) -> None:
    """Note that the archive was restored on trial, or why that failed."""
    with transaction.atomic():
        archive = Archive.objects.filter(name=name).first()
        if archive is not None:
            found = {"tried_at": clock.now(), "trial_seconds": seconds, "trial_trouble": trouble[:200]}
            Archive.objects.filter(pk=archive.pk).update(**found)
            record("privacy.backup.tried", archive, by=by, failed=bool(trouble))


def look_around() -> None:
    """Enter archives that stand in the folder and not in the register, as after a restore; note those that are gone."""
    known = set(Archive.objects.standing().values_list("name", flat=True))
    there = {path.name: path for path in folder().glob(f"candor-{settings.INSTANCE.name}-*{ENDING}")}
    for name in there.keys() - known:
        _enter(there[name])
    for archive in Archive.objects.standing().filter(name__in=known - there.keys()):
        if not Path(archive.folder, archive.name).exists() and not archive.copied_at:
            _note_gone(archive)


def look_afar() -> None:
    """Enter archives that stand where copies go and are unknown here: a restored instance knows neither the backup that
    it came from nor later ones, and they hold whom it erases again. Raises OSError.
    """
    known = set(Archive.objects.values_list("name", flat=True))
    for name in sorted(copying.names() - known):
        if made_at := moment_of(name):
            Archive.objects.get_or_create(
                name=name,
                defaults={
                    "folder": str(folder()), "made_at": made_at, "size": 0, "head": BEGINNING,
                    "stays_until": stays_until(made_at), "copied_at": made_at,
                },
            )  # fmt: skip


def forget_past() -> int:
    """Remove archives whose time is over, copies in the folder of copies too; how many. The last one always stays."""
    today = clock.today(instance.current().time_zone)
    newest = Archive.objects.standing().order_by("-made_at").first()
    past = Archive.objects.standing().filter(stays_until__lt=today)
    gone = 0
    for archive in past.exclude(pk=newest.pk) if newest else past:
        try:
            Path(archive.folder, archive.name).unlink(missing_ok=True)
            copying.forget(archive.name)
        except OSError:
            continue  # a place that is away is looked at again tomorrow
        _note_gone(archive)
        gone += 1
    return gone


@transaction.atomic
def _note_gone(archive: Archive) -> None:
    if Archive.objects.standing().filter(pk=archive.pk).update(gone_at=clock.now()):
        record("privacy.backup.removed", archive, by=JOB)


def _enter(path: Path) -> None:
    try:
        cover = cover_of(path)
        made_at = datetime.fromisoformat(cover.made_at)
    except (NotAnArchive, OSError, ValueError):
        return
    Archive.objects.update_or_create(
        name=path.name,
        defaults={
            "folder": str(path.parent), "made_at": made_at, "size": cover.size, "key": cover.key, "head": BEGINNING,
            "stays_until": stays_until(made_at), "gone_at": None,
        },
    )  # fmt: skip
