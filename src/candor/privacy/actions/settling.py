"""What follows a redaction: nothing of it is left on the disk or in the index, and the ledger says so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import timedelta

from candor.kernel import clock, search
from candor.kernel.files import has_bytes, remove_bytes
from candor.kernel.registries.personal_data import DATABASE, keepers
from candor.kernel.stores.index import SEARCH_INDEX
from candor.privacy import ledger
from candor.privacy.models import RedactedRow, Redaction
from candor.privacy.redacting.places import table_name

PATIENCE = timedelta(minutes=15)
"""After this long a redaction that was begun and not carried out never will be: its span is known to nobody."""


class StillOnDisk(RuntimeError):
    """Somebody was reading old pages, or a file could not be removed; to be tried again."""


def settle_redactions() -> None:
    """Overwrite what the last ones left behind, and say in the ledger that they are done. Outside a transaction.

    Raises StillOnDisk and WaitsForNight.
    """
    now = clock.now()
    unsettled = Redaction.objects.unsettled()
    never = unsettled.filter(carried_out_at=None, begun_at__lt=now - PATIENCE)
    done = list(unsettled.exclude(carried_out_at=None).order_by("pk")[:100])
    if done and not (_bytes_gone(done) and _overwritten(done)):
        raise StillOnDisk
    for redaction in [*done, *never]:
        kinds = RedactedRow.objects.filter(redaction=redaction).values_list("object_kind", flat=True)
        _say_done(redaction, Counter(kinds))
        Redaction.objects.filter(pk=redaction.pk).update(settled_at=now, bytes_left=None)


def something_is_unsettled() -> bool:
    return Redaction.objects.unsettled().exists()


def _bytes_gone(done: Sequence[Redaction]) -> bool:
    """They go with the commit that removes their rows; a crash right after it leaves them to us."""
    keys = [key for redaction in done for key in redaction.bytes_left or ()]
    for key in keys:
        remove_bytes(key)
    return not any(has_bytes(key) for key in keys)


def _overwritten(done: Sequence[Redaction]) -> bool:
    search.index_pending()
    kinds = set(RedactedRow.objects.filter(redaction__in=done).values_list("object_kind", flat=True))
    return _compact(DATABASE, {table_name(kind) for kind in kinds}) and _compact(SEARCH_INDEX, ())


def _compact(store: str, places: Collection[str]) -> bool:
    return keepers()[store].compact(places)


def _say_done(redaction: Redaction, kinds: Counter[str]) -> None:
    try:
        ledger.done(redaction.ref, counts={**kinds, "mail.original": redaction.originals})
    except ledger.NeverBegun:
        return
