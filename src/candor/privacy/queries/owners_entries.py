"""Reading the owner's entries of the record of processing."""

from __future__ import annotations

from candor.privacy.documents.entries import ENTRIES
from candor.privacy.models import OwnersEntries


def owners_entries() -> OwnersEntries:
    """The one row; an empty one while nothing was written."""
    return OwnersEntries.objects.filter(pk=1).first() or OwnersEntries()


def said_by_owner() -> dict[str, str]:
    """What was written, by the name of the entry."""
    row = owners_entries()
    return {name: getattr(row, name) for name in ENTRIES}
