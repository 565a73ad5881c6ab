"""An archive as a file that somebody asked for by name: readable by them alone, and there as a whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

MODE = 0o600


class CannotWrite(RuntimeError):
    """The file cannot be written; the text says what is in the way."""


def check_free(path: Path) -> None:
    """Raise CannotWrite where the name is taken or its folder is not there."""
    if path.exists() or path.is_symlink():
        raise CannotWrite(f"{path} exists already. Give another name, or move it away.")
    if not path.parent.is_dir():
        raise CannotWrite(f"There is no folder {path.parent}.")


def write_aside(path: Path, chunks: Iterable[bytes]) -> Path:
    """Write the chunks durably beside the wanted name, and say where. What an earlier run left there is overwritten."""
    aside = path.with_name(f"{path.name}.part")
    aside.unlink(missing_ok=True)
    try:
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, MODE)
        with os.fdopen(descriptor, "wb") as stream:
            for chunk in chunks:
                stream.write(chunk)
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise CannotWrite(f"{path} cannot be written: {error.strerror}.") from None
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    return aside


def give_name(aside: Path, path: Path) -> None:
    """Let what was written appear under its name, whole. Raises CannotWrite where somebody took the name meanwhile."""
    try:
        os.link(aside, path)
    except FileExistsError:
        raise CannotWrite(f"{path} exists by now. The copy stands in {aside}; move it where you want it.") from None
    except OSError:  # a file system without links
        aside.rename(path)
    else:
        aside.unlink()
