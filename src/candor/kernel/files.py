"""The file store: random names outside any web root, written durably, streamed in and out.

A file's row and its bytes are joined by `storage_key`. The bytes are on disk before the row is written, so a crash
leaves at worst an orphan, which `forget_orphans` removes; a row without bytes cannot happen.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse

from candor.kernel import clamd, clock
from candor.kernel.file_names import clean_name, content_disposition
from candor.kernel.ids import new_ref
from candor.kernel.logs import log
from candor.kernel.models import StoredFile
from candor.kernel.picture_files import MOST_BYTES as MOST_OF_PICTURES
from candor.kernel.picture_files import NoPicture, picture_alone

CHUNK = 262_144

SHOWN_IN_PAGES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""What a browser may show from our address: pictures that cannot hold a script."""

TOLD_AS_THEMSELVES = SHOWN_IN_PAGES | {"application/pdf", "text/plain"}
"""Types that a download keeps, so that a phone knows what opens it; everything else is a string of bytes."""

ORPHAN_AFTER = 86_400
"""Seconds. Nobody takes longer from writing the bytes to writing the row."""


class FileTooLarge(ValueError):
    """The file is larger than the instance takes in; `most` is the limit in bytes."""

    def __init__(self, most: int) -> None:
        super().__init__(f"larger than {most} bytes")
        self.most = most


def most_of_uploads() -> int:
    """The largest file that the instance takes in, in bytes."""
    return int(settings.INSTANCE.upload_mb * 1_000_000)


def store_file(store: str, name: str, content_type: str, chunks: Iterable[bytes]) -> StoredFile:
    """Write the chunks to disk durably, then the row. `store` names the declared file store it belongs to.

    Call it outside a transaction where the content is large: hashing and writing must not hold the writers' queue.
    Raises FileTooLarge, and leaves nothing then.
    """
    file = write_file(store, name, content_type, chunks)
    try:
        file.save(force_insert=True)
    except BaseException:
        take_back(file)
        raise
    return file


def write_file(store: str, name: str, content_type: str, chunks: Iterable[bytes]) -> StoredFile:
    """Write the chunks to disk durably and answer the row unsaved, for the caller's transaction to save.

    Until then the bytes are an orphan; `take_back` removes them. Raises as `store_file` does.
    """
    return _written(store, name, content_type, chunks, most=most_of_uploads())


def make_file(store: str, name: str, content_type: str, chunks: Iterable[bytes]) -> StoredFile:
    """As `write_file`, for what the software itself makes: as large as it gets, where uploads have a limit."""
    return _written(store, name, content_type, chunks, most=None)


def write_files(store: str, name: str, content_type: str, contents: Sequence[bytes]) -> list[StoredFile]:
    """As `write_file`, for several of one name: they lie in one folder and are made durable together.

    Raises as it does, and leaves none then.
    """
    keys = [f"{new_ref()}{new_ref()}" for _content in contents]
    keys = [keys[0][:2] + key[2:] for key in keys]
    try:
        files = [
            _row(store, name, content_type, key, _put(_path(key), [content], most_of_uploads()))
            for key, content in zip(keys, contents, strict=True)
        ]
        _make_durable([_path(key) for key in keys])
    except BaseException:
        for key in keys:
            _path(key).unlink(missing_ok=True)
        raise
    return files


def take_back(file: StoredFile) -> None:
    """Remove the bytes of a row that was not saved after all."""
    _path(file.storage_key).unlink(missing_ok=True)


def open_file(file: StoredFile) -> BinaryIO:
    return _path(file.storage_key).open("rb")


def read_chunks(file: StoredFile) -> Iterator[bytes]:
    with open_file(file) as stream:
        while chunk := stream.read(CHUNK):
            yield chunk


def content_for_others(file: StoredFile) -> bytes:
    """The whole file, to be shown in a page or mailed. Raises clamd.Withheld, as `serve` does."""
    with open_file(file) as stream:
        _show_to_scanner(stream)
        return stream.read()


def serve(file: StoredFile, *, as_attachment: bool = True, made_here: bool = False) -> FileResponse:
    """Stream the file to whoever the caller has found to be allowed to read it.

    Where the instance has a scanner, it looks at what others sent first; raises clamd.Withheld unless it found
    nothing. What the software itself `made_here` it does not look at: an export or a copy of data is due whole.

    Browsers save it and never show it, whatever it claims to be; without `as_attachment` pictures are shown. Either
    way it has no rights on our address: sandboxed, its type fixed, readable by no other site.
    """
    shown = not as_attachment and file.content_type in SHOWN_IN_PAGES
    told = file.content_type if file.content_type in TOLD_AS_THEMSELVES else "application/octet-stream"
    stream = _open_or_404(file)
    if not made_here:
        try:
            _show_to_scanner(stream)
        except BaseException:
            stream.close()
            raise
    response = FileResponse(stream, content_type=told)
    disposition = "inline" if shown else "attachment"
    response.headers["Content-Disposition"] = content_disposition(file.name, disposition=disposition)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def show_picture(file: StoredFile) -> HttpResponse:
    """The picture alone, to be looked at by whoever the caller has found to be allowed to. 404 for what is none.

    Raises clamd.Withheld, as `serve` does.
    It has no rights on our address either, and what the sender's camera wrote beside it is not in it.
    """
    try:
        with _open_or_404(file) as stream:
            _show_to_scanner(stream)
            kind, content = picture_alone(stream.read(MOST_OF_PICTURES + 1))
    except NoPicture:
        raise Http404 from None
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = content_disposition(file.name, disposition="inline")
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def delete_file(file: StoredFile) -> None:
    """Remove the row now and the bytes once the transaction has committed."""
    path = _path(file.storage_key)
    StoredFile.objects.filter(pk=file.pk).delete()
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def remove_bytes(storage_key: str) -> None:
    """Remove the bytes at once, without asking for their row. For erasure, which has seen to the row itself."""
    _path(storage_key).unlink(missing_ok=True)


def has_bytes(storage_key: str) -> bool:
    return _path(storage_key).is_file()


def forget_orphans(*, older_than: float = ORPHAN_AFTER) -> int:
    """Remove bytes that no row points to and uploads that never arrived whole; returns how many files went."""
    removed = 0
    old = (path for path in _root().glob("*/*") if _age(path) > older_than)
    while batch := {path.name: path for path in islice(old, 500)}:
        known = set(StoredFile.objects.filter(storage_key__in=batch).values_list("storage_key", flat=True))
        for key in batch.keys() - known:
            batch[key].unlink(missing_ok=True)
            removed += 1
    for upload in (Path(settings.INSTANCE.home) / "tmp").iterdir():
        if upload.is_file() and _age(upload) > older_than:
            upload.unlink(missing_ok=True)
            removed += 1
    return removed


def _root() -> Path:
    return Path(settings.INSTANCE.home) / "files"


def _path(key: str) -> Path:
    return _root() / key[:2] / key


def _age(path: Path) -> float:
    """Seconds since the file was written; nought for one that has just gone."""
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _show_to_scanner(stream: BinaryIO) -> None:
    """Have the open file looked at where the instance has a scanner; it stands at its beginning again then."""
    if settings.INSTANCE.clamd:
        clamd.look_at(settings.INSTANCE.clamd, iter(lambda: stream.read(CHUNK), b""))
        stream.seek(0)


def _open_or_404(file: StoredFile) -> BinaryIO:
    """The open file. Bytes that a person removed from the disk are no error of the reader's."""
    try:
        return open_file(file)
    except FileNotFoundError:
        log.error("file missing on disk", name=file.store)
        raise Http404 from None


def _clean_type(content_type: str) -> str:
    """The media type without parameters; the general one where the sender's is no type at all."""
    bare = content_type.partition(";")[0].strip().lower()
    is_type = bare.count("/") == 1 and bare.isascii() and bare.isprintable() and " " not in bare
    return bare if is_type and len(bare) <= 127 else "application/octet-stream"


def _written(store: str, name: str, content_type: str, chunks: Iterable[bytes], *, most: int | None) -> StoredFile:
    key = f"{new_ref()}{new_ref()}"
    path = _path(key)
    try:
        file = _row(store, name, content_type, key, _put(path, chunks, most))
        _make_durable([path])
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return file


def _row(store: str, name: str, content_type: str, key: str, put: tuple[int, str]) -> StoredFile:
    size, digest = put
    return StoredFile(
        store=store,
        name=clean_name(name),
        content_type=_clean_type(content_type),
        size=size,
        sha256=digest,
        storage_key=key,
        created_at=clock.now(),
    )


def _put(path: Path, chunks: Iterable[bytes], most: int | None) -> tuple[int, str]:
    """Write the chunks; how many bytes they are, and their SHA-256."""
    if not path.parent.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sync_folder(path.parent.parent)
    digest, size = hashlib.sha256(), 0
    with path.open("xb") as stream:
        for chunk in chunks:
            size += len(chunk)
            if most is not None and size > most:
                raise FileTooLarge(most)
            digest.update(chunk)
            stream.write(chunk)
    return size, digest.hexdigest()


def _make_durable(paths: Sequence[Path]) -> None:
    """Have the bytes of these files, all in one folder, and their names survive a power cut.

    Synced after the last was written: the file system's journal then takes them together.
    """
    for path in paths:
        with path.open("rb") as stream:
            os.fsync(stream.fileno())
    _sync_folder(paths[0].parent)


def _sync_folder(folder: Path) -> None:
    """Make the new name itself survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
