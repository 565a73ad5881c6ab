"""A pytest plugin: every test process gets an instance home of its own, in memory where the machine offers that.

Loaded with `-p` from pyproject.toml, because pytest-django reads the settings, and with them CANDOR_HOME, before any
conftest.py runs.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_MEMORY = Path("/dev/shm")  # noqa: S108 - a private folder is made inside it

_FOR_TESTS = {
    "CANDOR_CORPORA", "CANDOR_DATABASE", "CANDOR_STATEMENTS",
    "CANDOR_SOAK_KILLS", "CANDOR_SOAK_INVOICES", "CANDOR_SOAK_PDFS",
}  # fmt: skip

for _name in [name for name in os.environ if name.startswith("CANDOR_") and name not in _FOR_TESTS]:
    del os.environ[_name]

_home = tempfile.mkdtemp(prefix="candor-test-", dir=_MEMORY if os.access(_MEMORY, os.W_OK) else None)
os.environ["CANDOR_HOME"] = _home
atexit.register(shutil.rmtree, _home, ignore_errors=True)
