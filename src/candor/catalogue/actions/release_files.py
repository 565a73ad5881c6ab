"""The files of a release: added through the page or the command line, taken away while nobody is offered them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from candor.catalogue.models import Platform, Release, ReleaseFile
from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.files import delete_file, make_file, take_back
from candor.kernel.models import StoredFile
from candor.kernel.uploads import delete_but, stored_meanwhile


class NameTaken(Exception):
    """The release has another file of this name: nobody could tell their sums apart."""


class StillOffered(Exception):
    """The release is published: what people are offered is not changed under their hands. Withdraw it first."""


def stored(uploads: Sequence[UploadedFile[Any]]) -> AbstractContextManager[list[StoredFile]]:
    """The uploads as stored files for the block; those that no release holds at its end are deleted.

    Raises FileTooLarge.
    """
    return stored_meanwhile(uploads, _delete_unused)


@transaction.atomic
def add_file(release: Release, file: StoredFile, platform: Platform, *, by: Actor) -> ReleaseFile:
    """Let the release hold the file. The very same file added twice is there once. Raises NameTaken."""
    Release.objects.select_for_update(of=("self",)).get(pk=release.pk)
    twin = ReleaseFile.objects.filter(release=release, file__name=file.name).select_related("file").first()
    if twin is not None and twin.file.sha256 == file.sha256:
        return twin
    if twin is not None:
        raise NameTaken
    added = ReleaseFile.objects.create(
        release=release,
        file=file,
        platform=platform,
        added_at=clock.now(),
    )
    record("catalogue.release.file_added", release, by=by, file=added.pk)
    return added


def add_large_file(
    release: Release, name: str, chunks: Iterable[bytes], platform: Platform, *, by: Actor
) -> ReleaseFile:
    """As `add_file`, for a file of any size: written and hashed in chunks, outside the transaction."""
    file = make_file("files", name, "application/octet-stream", chunks)
    try:
        return keep_file(release, file, platform, by=by)
    except BaseException:
        take_back(file)
        raise


@transaction.atomic
def keep_file(release: Release, file: StoredFile, platform: Platform, *, by: Actor) -> ReleaseFile:
    """As `add_file`, for bytes on disk that have no row yet: they go where the release has the very same file.

    Whoever wrote them removes them when this raises.
    """
    file.save(force_insert=True)
    added = add_file(release, file, platform, by=by)
    if added.file_id != file.pk:
        delete_file(file)
    return added


@transaction.atomic
def remove_file(held: ReleaseFile, *, by: Actor) -> bool:
    """Take a file away for good; True for the one who did it. Raises StillOffered."""
    release = Release.objects.select_for_update(of=("self",)).get(pk=held.release_id)
    if release.is_standing:
        raise StillOffered
    if not ReleaseFile.objects.filter(pk=held.pk).delete()[0]:
        return False
    delete_file(held.file)
    record("catalogue.release.file_removed", release, by=by, file=held.pk)
    return True


def _delete_unused(files: Sequence[StoredFile]) -> None:
    if files:
        delete_but(set(ReleaseFile.objects.filter(file__in=files).values_list("file", flat=True)), files)
