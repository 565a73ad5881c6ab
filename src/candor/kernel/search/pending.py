"""Marking objects whose words changed, in the transaction that changed them."""

from __future__ import annotations

from collections.abc import Iterable

from candor.kernel.db.inserting import insert
from candor.kernel.models import PendingIndexing


def changed(kind: str, object_id: int) -> None:
    """The object's search entry is out of date; the worker writes the new one after the commit."""
    insert(PendingIndexing(kind=kind, object_id=object_id))


def changed_many(kind: str, object_ids: Iterable[int]) -> None:
    """As `changed`, for many at once."""
    PendingIndexing.objects.bulk_create(PendingIndexing(kind=kind, object_id=number) for number in object_ids)


def taken_out(kind: str, object_ids: Iterable[int]) -> None:
    """Words were taken out of these objects: from the commit on nobody finds them, until their new entry is written."""
    PendingIndexing.objects.bulk_create(
        PendingIndexing(kind=kind, object_id=number, is_hidden=True) for number in object_ids
    )
