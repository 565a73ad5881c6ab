"""Rate limits, counted in the database, so that they hold across processes and nodes."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F

from candor.kernel import clock
from candor.kernel.models import RateWindow

Part = str | int


def allow(key_parts: tuple[Part, ...], most: int, per: timedelta) -> bool:
    """Count one more of `key_parts` and say whether it is within `most` per time window.

    Windows are fixed: they begin at multiples of `per`. The parts (an address, an account, a route) are stored as a
    keyed hash only. Ask outside a transaction that may be rolled back: the count would be rolled back with it.
    """
    key, window = keyed_hash(key_parts), begin_of_window(per)
    for _ in range(2):
        if RateWindow.objects.filter(key=key, window=window, count__lt=most).update(count=F("count") + 1):
            return True
        if RateWindow.objects.filter(key=key, window=window).exists():
            return False
        if most > 0 and _open_window(key, window):
            return True
    return False


def _open_window(key: str, window: datetime) -> bool:
    """Count the first of a window; False when somebody else was first."""
    try:
        with transaction.atomic():
            RateWindow.objects.create(key=key, window=window, count=1)
    except IntegrityError:
        return False
    return True


def begin_of_window(per: timedelta) -> datetime:
    """When the present window of this length began."""
    seconds = per.total_seconds()
    return datetime.fromtimestamp(clock.now().timestamp() // seconds * seconds, UTC)


def keyed_hash(parts: tuple[Part, ...]) -> str:
    """What stands for the parts in the database."""
    message = "\x1f".join(str(part) for part in parts).encode("utf-8", "surrogateescape")
    return hmac.new(settings.SECRET_KEY.encode(), b"rate-limit:" + message, hashlib.sha256).hexdigest()
