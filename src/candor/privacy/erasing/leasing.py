"""One at a time carries an erasure out. When it is killed its lease runs out and the next one goes on."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db.models import BigIntegerField, CharField, DateTimeField, Q, QuerySet

from candor.kernel import clock
from candor.kernel.db.prepared import Given, PreparedChange
from candor.kernel.ids import new_ref
from candor.privacy.models import Erasure

LEASE = timedelta(seconds=25)
"""Longer than a batch takes. Overwriting whole tables takes longer, and may be done by two at once."""

RENEWED_EVERY = 5.0
"""Seconds."""


class Unfinished(RuntimeError):
    """Not everything could be done yet; nothing is lost. Carry on again."""


class InOtherHands(Unfinished):
    """Another process or thread carries it out at present."""


class _Holder(threading.local):
    """A name for this thread: the worker does several jobs at once, and only one of them may be at an erasure."""

    def __init__(self) -> None:
        self.name = new_ref()
        self.renewed: dict[int, float] = {}


_ours = _Holder()


def take(erasure: Erasure) -> None:
    """Be the one that carries it out. Raises InOtherHands."""
    _claim(erasure)


def keep(erasure: Erasure) -> None:
    """Stay the one, now and then while it takes long. Raises InOtherHands."""
    if time.monotonic() > _ours.renewed.get(erasure.pk, 0.0) + RENEWED_EVERY:
        _claim(erasure)


def let_go(erasure: Erasure) -> None:
    """Let the next one go on at once, where this process has to stop."""
    _LETTING_GO.made(number=erasure.pk, me=_ours.name)


@contextmanager
def held(erasure: Erasure) -> Iterator[None]:
    """Be the one that carries it out for the block. Raises InOtherHands."""
    take(erasure)
    try:
        yield
    except Exception:
        let_go(erasure)
        raise
    let_go(erasure)


def _claim(erasure: Erasure) -> None:
    now = clock.now()
    if not _CLAIMING.made(number=erasure.pk, me=_ours.name, now=now, until=now + LEASE):
        raise InOtherHands(erasure.ref)
    _ours.renewed[erasure.pk] = time.monotonic()


def _claiming() -> tuple[QuerySet[Erasure], dict[str, Any]]:
    is_free = Q(leased_until=None) | Q(leased_until__lte=Given("now", DateTimeField())) | Q(holder=ME)
    return Erasure.objects.filter(is_free, pk=NUMBER), {"holder": ME, "leased_until": Given("until", DateTimeField())}


NUMBER, ME = Given("number", BigIntegerField()), Given("me", CharField())
_CLAIMING = PreparedChange(_claiming)
_LETTING_GO = PreparedChange(lambda: (Erasure.objects.filter(pk=NUMBER, holder=ME), {"leased_until": None}))
