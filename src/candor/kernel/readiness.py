"""Can the house serve? Each part is asked, and says in a few words what is missing."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError

from candor.kernel.backup import gate
from candor.kernel.db import migrations
from candor.kernel.jobs import heartbeat
from candor.kernel.models import Instance
from candor.kernel.upgrading import journal

READY = "ready"
WORKER_FRESH_FOR = timedelta(seconds=20)


def parts() -> dict[str, str]:
    """Each part with "ready" or what it lacks. Never raises: a part that cannot be asked is not ready."""
    if closed := gate.why_closed():
        return {"restore": closed}
    if under_way := journal.standing():
        return {"upgrade": journal.why_closed(under_way)}
    return {name: _ask(part) for name, part in _PARTS.items()}


def _ask(part: Callable[[], str]) -> str:
    try:
        return part()
    except (DatabaseError, OSError) as error:
        return f"does not answer ({type(error).__name__})"


def _database() -> str:
    Instance.objects.filter(pk=1).exists()
    return READY


def _migrations() -> str:
    return READY if not migrations.pending() else "the database has to be migrated: candor instance prepare"


def _files() -> str:
    return READY if os.access(settings.INSTANCE.home, os.R_OK | os.W_OK | os.X_OK) else "the home is not writable"


def _worker() -> str:
    if heartbeat.is_fresh(heartbeat.WORKER, within=WORKER_FRESH_FOR):
        return READY
    return "no sign of life from candor work"


_PARTS: dict[str, Callable[[], str]] = {
    "database": _database,
    "migrations": _migrations,
    "files": _files,
    "worker": _worker,
}
