"""Taking a span away for good, everywhere it stands in rows that have to do with certain things.

1. A row says that it begins, and the ledger does; neither holds a word of it (`begin_redaction`).
2. One transaction writes every text without it and deletes the raw mails that held it: what is signed or encoded cannot
   be rewritten without becoming something that nobody sent (`take_span_away`; a file's is in `removals`).
3. A job overwrites what deleting leaves on the disk and in the index (`settling`); then the ledger says done.

A crash between 1 and 2 has changed nothing, which the job finds and says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Model

from candor.kernel import clock, search
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.jobs import enqueue
from candor.kernel.search import searchable
from candor.mail.public import forget_originals
from candor.privacy import ledger
from candor.privacy.models import RedactedRow, Redaction, Redacts
from candor.privacy.redacting.places import Place, Things, places_of, redact_place
from candor.privacy.redacting.variants import Variants


class NothingToRedact(LookupError):
    """The span stands nowhere (any more)."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where it was asked for: the row, its reference (for audit and ledger), and the things that have to do with it."""

    row: Model
    ref: str
    about: Things


def redact_everywhere(variants: Variants, spot: Spot, *, by: Actor) -> Redaction:
    """Take it away wherever it stands in what has to do with the spot.

    Raises NothingToRedact, LedgerBusy and LedgerBroken, and has changed nothing then.
    """
    if not any(True for _place in places_of(variants, spot.about)):
        raise NothingToRedact
    begun = begin_redaction(Redacts.SPAN, spot, by=by)
    take_span_away(begun, variants, spot, by=by)
    return begun


def begin_redaction(what: Redacts, spot: Spot, *, by: Actor) -> Redaction:
    """Note here and in the ledger that something is about to be taken away: outside a transaction, so that it lasts.

    Raises LedgerBusy and LedgerBroken.
    """
    begun = _begin(what, by)
    ledger.begin(begun.ref, ledger.Deed.REDACTION, spot.ref)
    return begun


@transaction.atomic
def take_span_away(begun: Redaction, variants: Variants, spot: Spot, *, by: Actor) -> None:
    """Write every text without it. Raises NothingToRedact, and has changed nothing then."""
    places = list(places_of(variants, spot.about))
    if not places:
        raise NothingToRedact
    for place in places:
        redact_place(place, variants)
    if any(True for _place in places_of(variants, spot.about)):
        raise RuntimeError("a text still holds what was taken from it")
    note_rows(begun, [(place.kind, place.number) for place in places])
    originals = forget_originals(_by_kind(places))
    Redaction.objects.filter(pk=begun.pk).update(carried_out_at=clock.now(), originals=originals)
    mark_for_index(spot.about)
    mark_for_index(_by_kind(places))
    times = sum(sum(place.times.values()) for place in places)
    record("privacy.text.redacted", spot.row, by=by, rows=len(places), times=times, originals=originals)


def note_rows(begun: Redaction, rows: Sequence[tuple[str, int]]) -> None:
    """Remember from which rows something went, by kind and number."""
    RedactedRow.objects.bulk_create(
        RedactedRow(redaction=begun, object_kind=kind, object_id=number) for kind, number in rows
    )


def mark_for_index(things: Things) -> None:
    """What the index says of these is no longer true."""
    for kind, numbers in things.items():
        if kind in searchable():
            search.taken_out(kind, numbers)


@transaction.atomic
def _begin(what: Redacts, by: Actor) -> Redaction:
    from candor.privacy.tasks import settle_redactions as job

    redaction = Redaction.objects.create(what=what, done_by_id=by.id, begun_at=clock.now())
    record("privacy.redaction.begun", redaction, by=by)
    enqueue(job, unique="privacy.settle_redactions", at=clock.now() + timedelta(seconds=1))
    return redaction


def _by_kind(places: Sequence[Place]) -> dict[str, list[int]]:
    kinds: dict[str, list[int]] = {}
    for place in places:
        kinds.setdefault(place.kind, []).append(place.number)
    return kinds
