"""A pytest plugin: every test process gets an instance home of its own, in memory where the machine offers that. So do
the folders of single tests.

Loaded with `-p` from pyproject.toml, because pytest-django reads the settings, and with them CANDOR_HOME, before any
conftest.py runs.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

from candor.config.development.memory import memory

_FOR_TESTS = {
    "CANDOR_CORPORA", "CANDOR_DATABASE", "CANDOR_POSTGRES", "CANDOR_STATEMENTS",
    "CANDOR_SOAK_KILLS", "CANDOR_SOAK_INVOICES", "CANDOR_SOAK_PDFS",
}  # fmt: skip

for _name in [name for name in os.environ if name.startswith("CANDOR_") and name not in _FOR_TESTS]:
    del os.environ[_name]

_place = memory()
_home = tempfile.mkdtemp(prefix="candor-test-", dir=_place)
os.environ["CANDOR_HOME"] = _home
if _place:  # the homes of instances that tests start: every commit of theirs waits until it lies on the disk
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_place))
atexit.register(shutil.rmtree, _home, ignore_errors=True)
