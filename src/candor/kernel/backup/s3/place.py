"""The bucket of the instance: its address stands in the settings, its secret sealed in a file of the home.

The file is in no backup, so that no archive holds the way to all the others.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from django.conf import settings

from candor.kernel import clock
from candor.kernel.backup.s3.bucket import Bucket
from candor.kernel.backup.s3.signing import Signer
from candor.kernel.backup.s3.troubles import S3Trouble
from candor.kernel.sealing import Seal, WrongKey

FILE_NAME = "backup-s3.sealed"
SEAL = Seal("backup.key")
USUAL_REGION = "us-east-1"


def address() -> str:
    """The place as people read it, without the key id; "" where none is set."""
    return address_of(settings.INSTANCE.backup_s3)


def address_of(url: str) -> str:
    """A bucket's address without the key id; "" for none."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{_host(parts.hostname, parts.port)}{parts.path}" if url else ""


def bucket(secret: str = "") -> Bucket | None:
    """The bucket, with this secret or the one that is kept; None where none is set. Raises S3Trouble without secret."""
    if not settings.INSTANCE.backup_s3:
        return None
    return bucket_at(settings.INSTANCE.backup_s3, secret or _kept_secret())


def bucket_at(url: str, secret: str) -> Bucket:
    """A bucket by an address in the form of the setting `backup_s3`."""
    parts = urlsplit(url)
    name, _slash, prefix = parts.path.strip("/").partition("/")
    region = parse_qs(parts.query).get("region", [USUAL_REGION])[0]
    return Bucket(
        f"{parts.scheme}://{_host(parts.hostname, parts.port)}",
        name,
        f"{prefix}/" if prefix else "",
        Signer(parts.username or "", secret, region),
    )


def keep_secret(secret: str) -> None:
    """Keep it sealed. One that was kept before makes way."""
    path = Path(settings.INSTANCE.home) / FILE_NAME
    fresh = path.with_name(f"{FILE_NAME}.new")
    with fresh.open("w", encoding="ascii") as file:
        fresh.chmod(0o600)
        file.write(SEAL.close(secret))
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def try_out(found: Bucket, scratch: Path) -> None:
    """Write a small file, read it back, find it in the list, and remove it. Raises S3Trouble and OSError."""
    name, content = f"candor-{settings.INSTANCE.name}-try-{secrets.token_hex(4)}", secrets.token_bytes(64)
    there, back = scratch / name, scratch / f"{name}.back"
    try:
        there.write_bytes(content)
        found.put(there, name)
        found.get(name, back)
        if back.read_bytes() != content or name not in found.names(name):
            raise S3Trouble("what was written there does not come back as it was.")
        found.forget_unfinished(name, before=clock.now())
        found.remove(name)
    finally:
        there.unlink(missing_ok=True)
        back.unlink(missing_ok=True)


def _kept_secret() -> str:
    try:
        return SEAL.open((Path(settings.INSTANCE.home) / FILE_NAME).read_text("ascii"))
    except FileNotFoundError:
        raise S3Trouble("its secret is not on this machine. Give it: candor backup s3") from None
    except WrongKey:
        raise S3Trouble(
            "its secret cannot be read: backup.key is another one. Give it anew: candor backup s3"
        ) from None


def _host(name: str | None, port: int | None) -> str:
    return f"{name}:{port}" if port else f"{name}"
