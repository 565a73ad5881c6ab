"""SQLite as this software needs it: new enough, durable, and with one queue of writers.

SQLite 3.7.0 to 3.51.2 can corrupt a WAL database that several processes write to (the WAL-reset bug, fixed in 3.51.3),
and FTS5 learned to overwrite deleted text only in 3.42. Debian's library is older than both, so the `pysqlite3` wheel
takes the place of `sqlite3` where the interpreter's own is too old.
"""

from __future__ import annotations

import importlib
import sqlite3
import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

OLDEST = (3, 51, 3)


class SQLiteTooOld(RuntimeError):
    """No SQLite that is safe with several writers could be found."""


def install() -> None:
    """Make `import sqlite3` give a library that is new enough. Must run before Django's backend is imported."""
    if sqlite3.sqlite_version_info >= OLDEST:
        return
    try:
        replacement = importlib.import_module("pysqlite3")
    except ImportError:
        replacement = sqlite3
    if replacement.sqlite_version_info < OLDEST:
        raise SQLiteTooOld(
            f"SQLite {replacement.sqlite_version} is too old: 3.51.3 or newer is needed, because older ones can damage "
            "a database that several processes write to. Install the package pysqlite3 or a newer Python."
        )
    sys.modules["sqlite3"] = replacement
    sys.modules["sqlite3.dbapi2"] = importlib.import_module("pysqlite3.dbapi2")


def database_settings(home: Path, url: str) -> dict[str, Any]:
    """Django's DATABASES entry: SQLite in the home, or the PostgreSQL server at `url`."""
    if url:
        return _postgresql(url)
    return {
        "ENGINE": "candor.kernel.db.sqlite",
        "NAME": str(home / "candor.sqlite3"),
        "CONN_MAX_AGE": None,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 2},
        "TEST": {"NAME": str(home / "test.sqlite3")},
    }


def _postgresql(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    options: dict[str, Any] = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", None) or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**options, "server_side_binding": True, "prepare_threshold": 5, "connect_timeout": 2},
    }
