"""The Date field (RFC 5322, 3.3, with its obsolete forms), read leniently."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}")


def parse_date(text: str) -> datetime | None:
    """The moment a Date field names, with its offset (UTC where it names none), or None when it cannot be read."""
    try:
        if _ISO.match(text):
            moment = datetime.fromisoformat(text.strip())
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        fields = parsedate_tz(text)
        if fields is None:
            return None
        return datetime(*fields[:6], tzinfo=_zone(fields[9]))
    except (ValueError, OverflowError, IndexError, TypeError):
        return None


def _zone(offset: int | None) -> timezone:
    """RFC 5322 allows any offset; one beyond a day is nonsense and read as UTC."""
    if not offset or abs(offset) >= 86_400:
        return UTC
    return timezone(timedelta(seconds=offset))
