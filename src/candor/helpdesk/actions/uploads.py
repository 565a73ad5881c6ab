"""Files on their way into a message: on disk before the transaction, gone again when no message took them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from candor.helpdesk.models import Attachment, LaterFile, Upload
from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.files import delete_file
from candor.kernel.models import StoredFile
from candor.kernel.uploads import delete_but, stored_meanwhile

KEPT = timedelta(hours=24)
"""How long a program's file waits for the message that takes it."""

PORTION = 500


def stored(uploads: Sequence[UploadedFile[Any]]) -> AbstractContextManager[list[StoredFile]]:
    """The uploads as stored files for the block; those that no message holds at its end are deleted.

    Raises FileTooLarge.
    """
    return stored_meanwhile(uploads, delete_unused)


@transaction.atomic
def keep_upload(file: StoredFile, *, by: Actor) -> Upload:
    """Keep a file whose bytes `kernel.files.write_file` has put on disk, until a message takes it."""
    file.save(force_insert=True)
    upload = Upload.objects.create(owner_id=by.id or 0, file=file, created_at=clock.now())
    record("helpdesk.upload.kept", upload, by=by, size=file.size)
    return upload


def uploads_of(actor: Actor, refs: Sequence[str]) -> list[StoredFile]:
    """The actor's own uploads behind the references that wait for a message, in the order of the references."""
    waiting = Upload.objects.filter(owner=actor.id, file__ref__in=refs).select_related("file")
    files = {upload.file.ref: upload.file for upload in waiting}
    return [files[ref] for ref in refs if ref in files]


def taken(refs: Sequence[str], *, by: Actor) -> None:
    """Forget that the files waited: a message holds them now."""
    if refs:
        Upload.objects.filter(owner=by.id, file__ref__in=refs).delete()


def forget_old_uploads() -> int:
    """Delete files that no message has taken within a day; returns how many went."""
    old = Upload.objects.filter(created_at__lt=clock.now() - KEPT).select_related("file")[:PORTION]
    with transaction.atomic():
        for upload in old:
            upload.delete()
            delete_file(upload.file)
    return len(old)


def delete_unused(files: Sequence[StoredFile]) -> None:
    """Delete those that no message holds, and no reply that is sent later."""
    if not files:
        return
    used = set(Attachment.objects.filter(file__in=files).values_list("file", flat=True))
    used |= set(LaterFile.objects.filter(file__in=files).values_list("file", flat=True))
    delete_but(used, files)
