"""Who reads what is drawn: language, zone and moment, asked once a page instead of with each time and text on it.

Django keeps language and zone where asking costs 1 and 2 µs; a case list asks four hundred times.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from django.utils import timezone
from django.utils.translation import get_language

from candor.kernel import clock
from candor.ui import formatting

# Relative times are told anew four times a minute; within that, rows and requests share what was said.
FRESH_SECONDS = 15


@dataclass(frozen=True, slots=True)
class Reader:
    """`recently` is the present moment, up to the last quarter of a minute."""

    language: str
    zone: tzinfo
    recently: datetime

    @property
    def locale(self) -> Locale:
        return formatting.locale_of(self.language)


_drawn_for: ContextVar[Reader | None] = ContextVar("candor_drawn_for", default=None)


def reader() -> Reader:
    """Whom this is drawn for; outside of a page, language and zone as they stand at this moment."""
    return _drawn_for.get() or _present()


@contextmanager
def one_reader(zone: str) -> Iterator[None]:
    """Draw for the present language and this zone. The clock stands: no page says "50 min" here and "49 min" there."""
    with clock.at(clock.now()), timezone.override(zone_of(zone)):
        token = _drawn_for.set(_present())
        try:
            yield
        finally:
            _drawn_for.reset(token)


@lru_cache(maxsize=64)
def zone_of(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _present() -> Reader:
    now = clock.now()
    recently = now.replace(second=now.second - now.second % FRESH_SECONDS, microsecond=0)
    return Reader(get_language() or "en", timezone.get_current_timezone(), recently)
