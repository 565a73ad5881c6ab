"""Taking a span away for good, everywhere it stands in rows that have to do with certain things.

1. A row says that it begins, and the ledger does; neither holds a word of it.
2. One transaction writes every text without it and deletes the raw mails that held it: what is signed or encoded cannot
   be rewritten without becoming something that nobody sent.
3. A job overwrites what deleting leaves on the disk and in the index; then the ledger says done.

A crash between 1 and 2 has changed nothing, which the job finds and says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import Model

from candor.kernel import clock, search
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.jobs import enqueue
from candor.kernel.registries.personal_data import DATABASE, keepers
from candor.kernel.search import searchable
from candor.kernel.stores.index import SEARCH_INDEX
from candor.mail.public import forget_originals
from candor.privacy import ledger
from candor.privacy.models import RedactedRow, Redaction
from candor.privacy.redacting.places import Place, Things, places_of, redact_place, table_name
from candor.privacy.redacting.variants import Variants

PATIENCE = timedelta(minutes=15)
"""After this long a redaction that was begun and not carried out never will be: its span is known to nobody."""


class NothingToRedact(LookupError):
    """The span stands nowhere (any more)."""


class StillOnDisk(RuntimeError):
    """Somebody was reading old pages; to be tried again."""


def redact_everywhere(variants: Variants, about: Things, *, asked_at: Model, ref: str, by: Actor) -> Redaction:
    """Take it away; `asked_at` is the row at which it was asked for and `ref` its reference, for audit and ledger.

    Raises NothingToRedact, LedgerBusy and LedgerBroken, and has changed nothing then.
    """
    if not any(True for _place in places_of(variants, about)):
        raise NothingToRedact
    begun = _begin(by)
    ledger.begin(begun.ref, ledger.Deed.REDACTION, ref)
    _carry_out(begun, variants, about, asked_at=asked_at, by=by)
    return begun


def settle_redactions() -> None:
    """Overwrite what the last ones left behind, and say in the ledger that they are done. Outside a transaction.

    Raises StillOnDisk and WaitsForNight.
    """
    now = clock.now()
    unsettled = Redaction.objects.unsettled()
    never = unsettled.filter(carried_out_at=None, begun_at__lt=now - PATIENCE)
    done = list(unsettled.exclude(carried_out_at=None).order_by("pk")[:100])
    if done and not _overwritten(done):
        raise StillOnDisk
    for redaction in [*done, *never]:
        kinds = RedactedRow.objects.filter(redaction=redaction).values_list("object_kind", flat=True)
        _say_done(redaction, Counter(kinds))
        Redaction.objects.filter(pk=redaction.pk).update(settled_at=now)


def something_is_unsettled() -> bool:
    return Redaction.objects.unsettled().exists()


@transaction.atomic
def _begin(by: Actor) -> Redaction:
    from candor.privacy.tasks import settle_redactions as job

    redaction = Redaction.objects.create(done_by_id=by.id, begun_at=clock.now())
    record("privacy.redaction.begun", redaction, by=by)
    enqueue(job, unique="privacy.settle_redactions", at=clock.now() + timedelta(seconds=1))
    return redaction


@transaction.atomic
def _carry_out(begun: Redaction, variants: Variants, about: Things, *, asked_at: Model, by: Actor) -> None:
    places = list(places_of(variants, about))
    for place in places:
        redact_place(place, variants)
    if any(True for _place in places_of(variants, about)):
        raise RuntimeError("a text still holds what was taken from it")
    RedactedRow.objects.bulk_create(
        RedactedRow(redaction=begun, object_kind=place.kind, object_id=place.number) for place in places
    )
    originals = forget_originals(_by_kind(places))
    Redaction.objects.filter(pk=begun.pk).update(carried_out_at=clock.now(), originals=originals)
    _mark_for_index(places, about)
    times = sum(sum(place.times.values()) for place in places)
    record("privacy.text.redacted", asked_at, by=by, rows=len(places), times=times, originals=originals)


def _by_kind(places: Sequence[Place]) -> dict[str, list[int]]:
    kinds: dict[str, list[int]] = {}
    for place in places:
        kinds.setdefault(place.kind, []).append(place.number)
    return kinds


def _mark_for_index(places: Sequence[Place], about: Things) -> None:
    for kind, numbers in [*about.items(), *_by_kind(places).items()]:
        if kind in searchable():
            for number in numbers:
                search.changed(kind, number)


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
