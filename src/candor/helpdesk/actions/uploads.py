"""Files on their way into a message: on disk before the transaction, gone again when no message took them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from candor.helpdesk.models import Attachment
from candor.kernel.files import delete_file, store_file
from candor.kernel.models import StoredFile


@contextmanager
def stored(uploads: Sequence[UploadedFile[Any]]) -> Iterator[list[StoredFile]]:
    """The uploads as stored files for the block; those that no message holds at its end are deleted.

    That is what happens when the action refuses, and when a form is sent twice and the first has its message.
    Raises FileTooLarge.
    """
    files: list[StoredFile] = []
    try:
        for upload in uploads:
            # One by one, so that what stands on disk already is known when the next one fails.
            file = store_file("files", upload.name or "", upload.content_type or "", upload.chunks())
            files.append(file)
        yield files
    finally:
        _delete_unused(files)


def _delete_unused(files: Sequence[StoredFile]) -> None:
    if not files:
        return
    used = set(Attachment.objects.filter(file__in=files).values_list("file", flat=True))
    with transaction.atomic():
        for file in files:
            if file.pk not in used:
                delete_file(file)
