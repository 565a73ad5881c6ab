"""Files: stored durably under random names, served so that nothing in them runs or leaks."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from django.http import Http404

from candor.kernel import files
from candor.kernel.file_names import clean_name, content_disposition
from candor.kernel.models import StoredFile

pytestmark = pytest.mark.django_db


def stored_paths() -> list[Path]:
    return [path for path in (Path(django_settings.INSTANCE.home) / "files").glob("*/*") if path.is_file()]


@pytest.fixture(autouse=True)
def _empty_store() -> Iterator[None]:
    _clear()
    yield
    _clear()


def _clear() -> None:
    for path in stored_paths():
        path.unlink()


def store(name: str = "letter.txt", content_type: str = "text/plain", content: bytes = b"Dear Kim") -> StoredFile:
    return files.store_file("files", name, content_type, [content])


def test_a_file_is_stored_under_a_random_name_for_the_service_alone() -> None:
    file = store("letter.txt")
    (path,) = stored_paths()
    assert "letter" not in str(path)
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0
    assert b"".join(files.read_chunks(file)) == b"Dear Kim"


def test_a_file_that_is_too_large_leaves_nothing() -> None:
    most = django_settings.INSTANCE.upload_mb * 1_000_000
    with pytest.raises(files.FileTooLarge) as refusal:
        files.store_file("files", "film.mov", "video/mp4", (b"x" * 10_000_000 for _ in range(100)))
    assert refusal.value.most == most
    assert not stored_paths()
    assert not StoredFile.objects.exists()


def test_an_upload_that_breaks_off_leaves_nothing() -> None:
    def breaks_off() -> Iterator[bytes]:
        yield b"half"
        raise ConnectionError

    with pytest.raises(ConnectionError):
        files.store_file("files", "half.txt", "text/plain", breaks_off())
    assert not stored_paths()


@pytest.mark.django_db(transaction=True)
def test_the_bytes_go_with_the_row_and_not_before_the_commit() -> None:
    file = store()
    with pytest.raises(ZeroDivisionError):
        _delete_and_fail(file)
    assert len(stored_paths()) == 1
    files.delete_file(file)
    assert not stored_paths()


@transaction.atomic
def _delete_and_fail(file: StoredFile) -> None:
    files.delete_file(file)
    raise ZeroDivisionError


def test_bytes_without_a_row_are_forgotten_after_a_day() -> None:
    kept, lost = store("kept.txt"), store("lost.txt")
    StoredFile.objects.filter(pk=lost.pk).delete()
    yesterday = time.time() - 2 * files.ORPHAN_AFTER
    for path in stored_paths():
        os.utime(path, (yesterday, yesterday))
    fresh = store("fresh.txt")
    StoredFile.objects.filter(pk=fresh.pk).delete()
    upload = Path(django_settings.INSTANCE.home) / "tmp" / "half.upload"
    upload.write_bytes(b"half")
    os.utime(upload, (yesterday, yesterday))
    assert files.forget_orphans() == 2
    assert {path.name for path in stored_paths()} == {kept.storage_key, fresh.storage_key}


@pytest.mark.parametrize("content_type", ["text/html", "image/svg+xml", "application/xml", "application/xhtml+xml"])
def test_a_download_is_saved_and_never_shown(content_type: str) -> None:
    response = files.serve(store("page.html", content_type, b"<script>alert(1)</script>"))
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Content-Disposition"] == 'attachment; filename="page.html"'
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert b"".join(response) == b"<script>alert(1)</script>"
    assert response.headers["Content-Length"] == "25"


@pytest.mark.parametrize(
    ("content_type", "shown"),
    [("image/png", True), ("image/jpeg", True), ("image/svg+xml", False), ("text/html", False), ("text/xml", False)],
)
def test_only_pictures_that_cannot_run_are_shown(content_type: str, *, shown: bool) -> None:
    response = files.serve(store("logo", content_type), as_attachment=False)
    assert response.headers["Content-Disposition"].startswith("inline" if shown else "attachment")
    assert (response.headers["Content-Type"] == content_type) is shown
    assert "sandbox" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("claimed", ["text/html\r\nX-Evil: 1", "", "nonsense", "a/b/c", "text/ü", "x" * 300 + "/y"])
def test_a_claimed_type_that_is_none_is_not_kept(claimed: str) -> None:
    assert store(content_type=claimed).content_type == "application/octet-stream"


def test_a_file_whose_bytes_are_gone_is_not_found() -> None:
    file = store()
    stored_paths()[0].unlink()
    with pytest.raises(Http404):
        files.serve(file)


PIECES = [
    "../", "..\\", "/etc/passwd", "C:\\", "\x00", "\r\n", "\r\nSet-Cookie: a=b", '"', "\\", ";", "%22",
    "%00", "\u202e", "\u200b", "\ufeff", "<script>", "'", "`", "$(id)", "|", "*", "?", ":", "CON",
    "nul.txt", "com1", ".", "..", " ", "ü", "漢字", "🔥", "اختبار", "e\u0301", "\ud800", ".exe",
    ".pdf", "a" * 300, "ä" * 200, "\t", "\x7f", "\x85", "\u2028", "=", "filename*=", "UTF-8''x", ".tar.gz",
    "-rf", "~", "\xa0",
]  # fmt: skip


def hostile_names() -> list[str]:
    choose = random.Random(20260101)
    return [*PIECES, *("".join(choose.choices(PIECES, k=choose.randint(2, 5))) for _ in range(500))]


def suggested(header: str) -> tuple[str, str]:
    """What an old client and a present one make of the header."""
    plain = header.split('filename="', 1)[1].split('"', 1)[0]
    _, is_extended, extended = header.partition("\"; filename*=UTF-8''")
    return plain, unquote(extended) if is_extended else plain


def test_no_cleaned_name_is_dangerous() -> None:
    for name in hostile_names():
        clean = clean_name(name)
        assert clean, name
        assert len(clean.encode()) <= 255, name
        assert clean.isprintable(), name
        assert not set(clean) & {"/", "\\", "\x00", "\u202e"}, name
        assert clean.strip(". ") == clean, name
        assert clean_name(clean) == clean, f"{name!r}: cleaning a clean name changes it"


def test_no_name_breaks_out_of_its_header() -> None:
    for name in hostile_names():
        header = content_disposition(name)
        assert header.isascii(), name
        assert header.isprintable(), name
        assert header.startswith('attachment; filename="'), name
        assert header.count('"') == 2, name
        plain, full = suggested(header)
        assert full == clean_name(name)
        assert not set(plain) & set('"\\;%/'), name


def test_a_long_name_keeps_its_ending() -> None:
    assert clean_name("ä" * 300 + ".docx").endswith(".docx")


def test_headers_go_through_django_unharmed() -> None:
    for name in hostile_names()[:100]:
        assert b"".join(files.serve(StoredFile.objects.get(pk=store(name).pk))) == b"Dear Kim"
