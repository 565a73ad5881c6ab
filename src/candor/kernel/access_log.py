"""The access log: who looked at whom. One row per looking person, subject, object and hour.

The person who was looked at may see date, purpose and role; no figure about staff is made from it.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models, transaction

from candor.kernel import clock
from candor.kernel.actor import Actor, ActorKind
from candor.kernel.db.spare import spare
from candor.kernel.models import AccessLogEntry

MOST_REMEMBERED = 20_000

Look = tuple[int, int, str, int]
"""Actor, subject, kind and number of the object."""


class _ThisHour:
    """What this process has written in the present hour, so that pages that only read hardly write."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._hour: datetime | None = None
        self._looks: set[Look] = set()

    def has(self, hour: datetime, look: Look) -> bool:
        with self._lock:
            return self._hour == hour and look in self._looks

    def remember(self, hour: datetime, look: Look) -> None:
        with self._lock:
            if self._hour != hour or len(self._looks) >= MOST_REMEMBERED:
                self._hour, self._looks = hour, set()
            self._looks.add(look)

    def remember_all(self, hour: datetime, looks: Iterable[Look]) -> None:
        for look in looks:
            self.remember(hour, look)

    def forget(self) -> None:
        with self._lock:
            self._looks = set()


_written = _ThisHour()


def looked_at(subject_id: int | None, *, about: models.Model, by: Actor, role: str) -> None:
    """Note that `by` was shown `about`, which tells of the person `subject_id`.

    People who look at themselves, and the software itself, leave no entry. Noting a look twice an hour changes nothing.
    """
    if subject_id is None or by.id is None or _is_own(subject_id, by):
        return
    hour = clock.now().replace(minute=0, second=0, microsecond=0)
    look = (by.id, subject_id, about._meta.label_lower, about.pk)
    if _written.has(hour, look):
        return
    entry = AccessLogEntry(
        actor_id=by.id,
        actor_role=role,
        subject_id=subject_id,
        object_kind=about._meta.label_lower,
        object_id=about.pk,
        hour=hour,
    )
    with spare("look"):
        AccessLogEntry.objects.bulk_create([entry], ignore_conflicts=True)
        transaction.on_commit(lambda: _written.remember(hour, look))


def looked_at_each(people: models.QuerySet[Any], *, by: Actor, role: str) -> None:
    """Note that `by` was shown each of these people in a list; all that is new is written at once."""
    if by.id is None:
        return
    hour = clock.now().replace(minute=0, second=0, microsecond=0)
    kind = people.model._meta.label_lower
    looks = [(by.id, pk, kind, pk) for pk in people.values_list("pk", flat=True) if not _is_own(pk, by)]
    new = [look for look in looks if not _written.has(hour, look)]
    if not new:
        return
    entries = [
        AccessLogEntry(
            actor_id=actor_id, actor_role=role, subject_id=subject_id, object_kind=kind, object_id=object_id, hour=hour
        )
        for actor_id, subject_id, kind, object_id in new
    ]
    with spare("looks"):
        AccessLogEntry.objects.bulk_create(entries, ignore_conflicts=True)
        transaction.on_commit(lambda: _written.remember_all(hour, new))


def handed_out(people: Iterable[int], *, about: models.Model, by: Actor, role: str, at: datetime) -> None:
    """Note that `about`, which `by` takes away, tells of each of these people: a row each, in the hour of `at`.

    Other than looks these notes cannot be spared: where they cannot be written, nothing is handed out. Noting the same
    again changes nothing.
    """
    hour = at.replace(minute=0, second=0, microsecond=0)
    AccessLogEntry.objects.bulk_create(
        [
            AccessLogEntry(
                actor_id=by.id, actor_role=role, subject_id=pk, object_kind=about._meta.label_lower,
                object_id=about.pk, hour=hour,
            )
            for pk in people
            if by.id is not None and not _is_own(pk, by)
        ],
        ignore_conflicts=True,
    )  # fmt: skip


def forget_cache() -> None:
    """Forget what this process has written, for tests that begin with an empty database."""
    _written.forget()


def _is_own(subject_id: int, by: Actor) -> bool:
    return by.id == subject_id and by.kind in {ActorKind.STAFF, ActorKind.CUSTOMER, ActorKind.MAIL_SENDER}
