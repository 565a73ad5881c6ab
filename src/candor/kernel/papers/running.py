"""Having papers made by a process of its own: it has limits, and takes its memory with it."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from candor.kernel.logs import log

MOST_SECONDS = 180


class PapersFailed(Exception):
    """The process that makes papers did not. The log says how it ended, and nothing of what was to be printed."""


def papers_by(module: str, asked: Mapping[str, Any]) -> dict[str, bytes]:
    """What the module makes of this, by kind. Raises PapersFailed."""
    words = [sys.executable, "-m", module]
    try:
        done = subprocess.run(
            words, input=json.dumps(asked).encode(), capture_output=True, timeout=MOST_SECONDS, check=True
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as problem:
        status = getattr(problem, "returncode", None)
        log.error("papers failed", name=module, error=type(problem).__name__, status=status)
        raise PapersFailed(status) from None
    return {kind: base64.b64decode(content) for kind, content in json.loads(done.stdout).items()}
