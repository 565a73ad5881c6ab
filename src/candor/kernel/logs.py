"""Structured logs without personal data: one JSON object per line on standard error, allow-listed fields only."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any, cast

import structlog

ALLOWED = frozenset(
    {
        "event", "level", "timestamp", "task", "job", "attempt", "error", "place", "route", "method", "status",
        "milliseconds", "request", "part", "pid", "port", "mailbox", "count", "state", "version", "name", "seconds",
    }
)  # fmt: skip
"""Fields that may be written. An address, a subject, a body or a token has no field to stand in."""


def drop_unlisted(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop what is not on the list, and say that something was."""
    kept = {key: value for key, value in event.items() if key in ALLOWED}
    if len(kept) < len(event):
        kept["dropped_fields"] = len(event) - len(kept)
    return kept


class ClassAndPlace(logging.Formatter):
    """Other libraries' log records: logger, level, exception class, place; never their message, which may quote data.

    The place is the line that raised, where there is an exception: the line that logged it is always the same.
    """

    def format(self, record: logging.LogRecord) -> str:
        error, trace = record.exc_info[0::2] if record.exc_info else (None, None)
        log.log(
            record.levelno,
            "library message",
            name=record.name,
            place=_raised_at(trace) if trace else f"{record.module}:{record.lineno}",
            error=error.__name__ if error else "",
        )
        return ""


def _raised_at(trace: TracebackType) -> str:
    while trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_globals.get('__name__', '')}:{trace.tb_lineno}"


class ToStructlog(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        self.format(record)


class StandardError:
    """Writes lines to standard error as it is at that moment, whatever stream somebody put in its place meanwhile."""

    def __init__(self, *_arguments: object) -> None:
        """Nothing is kept: structlog passes what `get_logger` was called with; there is nothing to know."""

    def msg(self, line: str) -> None:
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()

    log = debug = info = warning = error = critical = exception = msg


def configure(level: str = "info") -> None:
    """Set up logging for this process. Called once by every entry point."""
    threshold = logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            cast(Any, drop_unlisted),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=StandardError,
        cache_logger_on_first_use=False,
    )
    handler = ToStructlog()
    handler.setFormatter(ClassAndPlace())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(max(threshold, logging.WARNING))


log: structlog.typing.FilteringBoundLogger = structlog.get_logger()
