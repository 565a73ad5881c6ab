"""The file store: random names outside any web root, written durably, streamed in and out.

A file's row and its bytes are joined by `storage_key`. The bytes are on disk before the row is written, so a crash
leaves at worst an orphan, which `forget_orphans` removes; a row without bytes cannot happen.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import transaction

from candor.kernel import clock
from candor.kernel.ids import new_ref, new_secret
from candor.kernel.models import StoredFile

CHUNK = 262_144


class FileTooLarge(ValueError):
    """The file is larger than the instance takes in; `most` is the limit in bytes."""

    def __init__(self, most: int) -> None:
        super().__init__(f"larger than {most} bytes")
        self.most = most


def store_file(store: str, name: str, content_type: str, chunks: Iterable[bytes]) -> StoredFile:
    """Write the chunks to disk durably, then the row. `store` names the declared file store it belongs to.

    Call it outside a transaction where the content is large: hashing and writing must not hold the writers' queue.
    Raises FileTooLarge, and leaves nothing then.
    """
    file = write_file(store, name, content_type, chunks)
    file.save(force_insert=True)
    return file


def write_file(store: str, name: str, content_type: str, chunks: Iterable[bytes]) -> StoredFile:
    """Write the chunks to disk durably and answer the row unsaved, for the caller's transaction to save.

    Until then the bytes are an orphan; `take_back` removes them. Raises as `store_file` does.
    """
    key = f"{new_ref()}{new_ref()}"
    path = _path(key)
    try:
        size, digest = _write(path, chunks)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return StoredFile(
        store=store,
        name=clean_name(name),
        content_type=content_type[:127] or "application/octet-stream",
        size=size,
        sha256=digest,
        storage_key=key,
        created_at=clock.now(),
    )


def take_back(file: StoredFile) -> None:
    """Remove the bytes of a row that was not saved after all."""
    _path(file.storage_key).unlink(missing_ok=True)


def open_file(file: StoredFile) -> BinaryIO:
    return _path(file.storage_key).open("rb")


def read_chunks(file: StoredFile) -> Iterator[bytes]:
    with open_file(file) as stream:
        while chunk := stream.read(CHUNK):
            yield chunk


def delete_file(file: StoredFile) -> None:
    """Remove the row now and the bytes once the transaction has committed."""
    path = _path(file.storage_key)
    StoredFile.objects.filter(pk=file.pk).delete()
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def clean_name(name: str) -> str:
    """A name that is safe to show and to suggest for saving: no path, no control characters, at most 255 bytes."""
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    visible = "".join(character for character in base if character.isprintable()).strip(". ") or new_secret()[:8]
    stem, dot, ending = visible.rpartition(".")
    while len(visible.encode()) > 255:
        stem = stem[:-1]
        visible = f"{stem}{dot}{ending}" if stem else visible[:60]
    return visible


def _path(key: str) -> Path:
    return Path(settings.INSTANCE.home) / "files" / key[:2] / key


def _write(path: Path, chunks: Iterable[bytes]) -> tuple[int, str]:
    most = settings.INSTANCE.upload_mb * 1_000_000
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with path.open("xb") as stream:
        for chunk in chunks:
            size += len(chunk)
            if size > most:
                raise FileTooLarge(most)
            digest.update(chunk)
            stream.write(chunk)
        stream.flush()
        os.fsync(stream.fileno())
    return size, digest.hexdigest()
