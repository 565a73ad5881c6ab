"""The own key of the newest backup, kept so that a restore can be tried while nobody is there to type the recovery key.

It opens that backup alone, which holds what the instance holds itself, and goes with the next one. Sealed, and in no
backup.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from django.conf import settings

from candor.kernel.backup.sealing import OwnKey
from candor.kernel.sealing import Seal, WrongKey

FILE_NAME = "backup-trial.sealed"
SEAL = Seal("backup.key")


def keep_own_key(archive: str, key: OwnKey) -> None:
    """Keep it in place of the one before; keep none where no restores are tried."""
    path = _path()
    if not settings.INSTANCE.backup_trial_days:
        path.unlink(missing_ok=True)
        return
    fresh = path.with_name(f"{FILE_NAME}.new")
    with fresh.open("w", encoding="ascii") as file:
        fresh.chmod(0o600)
        file.write(SEAL.close(json.dumps({"archive": archive, "key": key.key.hex()})))
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def kept_own_key() -> tuple[str, OwnKey] | None:
    """Of which archive a key is kept, and the key; None where none is, or none that can be read."""
    try:
        said = json.loads(SEAL.open(_path().read_text("ascii")))
    except (FileNotFoundError, WrongKey):
        return None
    return said["archive"], OwnKey(bytes.fromhex(said["key"]))


def _path() -> Path:
    return Path(settings.INSTANCE.home) / FILE_NAME
