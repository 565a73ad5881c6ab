"""Where tests keep files that nobody needs after them."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

MEMORY = Path("/dev/shm")  # noqa: S108 - whoever uses it makes a private folder inside
ROOM = 2 << 30


def memory() -> Path | None:
    """A folder in memory, where nothing waits for a disk; None where the machine offers none or has little room."""
    if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
        return MEMORY
    return None
