"""Connections that no request uses at the moment, for the next one: they belong to the process, not to its threads.

Twelve threads of a web process with a connection each hold 12 MB of the schema alone, and three times as much once each
has its statements and its page cache. Only web processes keep any: `keep` says how many.
"""

from __future__ import annotations

from typing import Any

_idle: list[Any] = []
_most = 0


def keep(most: int) -> None:
    """Keep up to so many from now on."""
    global _most  # noqa: PLW0603 - one number of the process
    _most = most


def taken() -> Any:
    """The one that was used last, whose caches are warm; None where there is none."""
    try:
        return _idle.pop()
    except IndexError:
        return None


def given(connection: Any) -> bool:
    """Keep it for whoever comes next; False where it stays with its thread, because nothing is kept here."""
    if not _most:
        return False
    if len(_idle) < _most:
        _idle.append(connection)
    else:
        connection.close()
    return True
