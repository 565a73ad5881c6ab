"""Writing the owner's entries of the record of processing."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.db.models import F

from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.privacy.documents.entries import ENTRIES
from candor.privacy.models import OwnersEntries


class EntriesChanged(Exception):
    """Somebody else saved since the page was opened. Nothing was changed."""


@transaction.atomic
def write_entries(said: Mapping[str, str], *, by: Actor, expected_version: int) -> None:
    """Save the entries by name; saving the same twice changes nothing. Raises EntriesChanged."""
    row, _is_new = OwnersEntries.objects.get_or_create(pk=1)
    changed = [name for name in ENTRIES if getattr(row, name) != said[name]]
    if not changed:
        return
    present = OwnersEntries.objects.filter(pk=1, version=expected_version)
    if not present.update(**{name: said[name] for name in ENTRIES}, version=F("version") + 1):
        raise EntriesChanged
    record("privacy.owners_entries.changed", row, by=by, entries=len(changed))
