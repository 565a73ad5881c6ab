"""How many requests somebody has left, kept across processes without a write for each of them.

A process takes its requests from the common window in portions, and counts within a portion by itself. So reading
hardly writes, and all processes together still keep to the limit.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F

from candor.kernel import clock
from candor.kernel.db.spare import spare
from candor.kernel.http.limits import Part, begin_of_window, keyed_hash
from candor.kernel.models import RateWindow

MOST_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands in the present window. `left` is after this request; `seconds` until the next window."""

    is_within: bool
    left: int
    seconds: int


@dataclass(slots=True)
class _Share:
    """What this process may still give out of a window, and how much of it all processes have taken."""

    window: datetime
    mine: int = 0
    taken: int = 0


class Allowance:
    """At most `most` requests per window for each key, taken from the database in portions."""

    def __init__(self, name: str, *, most: int, per: timedelta, portion: int) -> None:
        self.name, self.most, self.per, self.portion = name, most, per, portion
        self._lock = threading.Lock()
        self._shares: dict[Part, _Share] = {}

    def take(self, key: Part) -> Standing:
        """Count one more request of `key`."""
        window = begin_of_window(self.per)
        seconds = max(1, round((window + self.per - clock.now()).total_seconds()))
        with self._lock:
            share = self._share(key, window)
            if share.mine:
                share.mine -= 1
                return Standing(is_within=True, left=self._left(share), seconds=seconds)
        share.taken = self._taken_together(key, window)
        with self._lock:
            if share.taken > self.most:
                return Standing(is_within=False, left=0, seconds=seconds)
            share.mine += self.portion - 1
            return Standing(is_within=True, left=self._left(share), seconds=seconds)

    def forget(self) -> None:
        """Forget every share, for tests that begin with an empty database."""
        with self._lock:
            self._shares = {}

    def _share(self, key: Part, window: datetime) -> _Share:
        if len(self._shares) >= MOST_REMEMBERED:
            self._shares = {}
        share = self._shares.get(key)
        if share is None or share.window != window:
            share = self._shares[key] = _Share(window)
        return share

    def _left(self, share: _Share) -> int:
        return max(0, self.most - share.taken + share.mine)

    def _taken_together(self, key: Part, window: datetime) -> int:
        """Take one more portion and answer how much all processes have taken; nothing where nothing can be written."""
        hashed = keyed_hash((self.name, key))
        rows = RateWindow.objects.filter(key=hashed, window=window)
        with spare("allowance"), transaction.atomic():
            if not rows.filter(count__lte=self.most).update(count=F("count") + self.portion):
                self._open(hashed, window)
            return rows.values_list("count", flat=True).get()
        return 0

    def _open(self, hashed: str, window: datetime) -> None:
        try:
            with transaction.atomic():
                RateWindow.objects.create(key=hashed, window=window, count=self.portion)
        except IntegrityError:
            RateWindow.objects.filter(key=hashed, window=window).update(count=F("count") + self.portion)
