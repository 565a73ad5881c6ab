"""Having papers made by a process of its own: it has limits, and takes its memory with it."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

MOST_SECONDS = 180


class PapersFailed(Exception):
    """The process that makes papers did not."""


def papers_by(module: str, asked: Mapping[str, Any]) -> dict[str, bytes]:
    """What the module makes of this, by kind. Raises PapersFailed."""
    done = subprocess.run(
        [sys.executable, "-m", module],
        input=json.dumps(asked).encode(),
        capture_output=True,
        timeout=MOST_SECONDS,
        check=False,
    )
    if done.returncode:
        raise PapersFailed(done.returncode)
    return {kind: base64.b64decode(content) for kind, content in json.loads(done.stdout).items()}
