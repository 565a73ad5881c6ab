"""Files on their way into a row: on disk before the transaction, gone again when no row took them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from candor.kernel.files import delete_file, store_file
from candor.kernel.models import StoredFile


@contextmanager
def stored_meanwhile(
    uploads: Sequence[UploadedFile[Any]], delete_unused: Callable[[Sequence[StoredFile]], None]
) -> Iterator[list[StoredFile]]:
    """The uploads as stored files for the block; `delete_unused` is given them at its end, whatever happened.

    It finds some when the action refuses, and when a form is sent twice and the first has its row. Raises FileTooLarge.
    """
    files: list[StoredFile] = []
    try:
        for upload in uploads:
            # One by one, so that what stands on disk already is known when the next one fails.
            file = store_file("files", upload.name or "", upload.content_type or "", upload.chunks())
            files.append(file)
        yield files
    finally:
        delete_unused(files)


@transaction.atomic
def delete_but(used: Collection[int], files: Sequence[StoredFile]) -> None:
    """Delete the files, but for those of these numbers."""
    for file in files:
        if file.pk not in used:
            delete_file(file)
