"""Commands that prove something, run in the process of a script that looks through an instance."""

from __future__ import annotations

import io
from contextlib import redirect_stdout

from django.core.management import call_command


def proof(name: str) -> str:
    """What the command says is wrong; "" where it holds."""
    try:
        with redirect_stdout(io.StringIO()):
            call_command(name)
    except Exception as problem:  # noqa: BLE001 - whatever it is, the test has to see it
        return str(problem) or type(problem).__name__
    return ""
