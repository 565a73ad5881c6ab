"""Marking objects whose words changed, in the transaction that changed them."""

from __future__ import annotations

from candor.kernel.models import PendingIndexing


def changed(kind: str, object_id: int) -> None:
    """The object's search entry is out of date; the worker writes the new one after the commit."""
    PendingIndexing.objects.create(kind=kind, object_id=object_id)
