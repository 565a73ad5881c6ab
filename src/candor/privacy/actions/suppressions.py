"""Entering an address that nobody advertises to, and taking it off again after its owner has opted in anew."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.ids import new_ref
from candor.privacy import ledger
from candor.privacy.models import Reach, Suppression, SuppressionReason
from candor.privacy.suppressing import digest_of


class NotFresh(ValueError):
    """The consent was given before the address was suppressed, so it lifts nothing."""


@transaction.atomic
def suppress(address: str, reach: Reach, reason: SuppressionReason, *, by: Actor) -> Suppression:
    """Enter the address; an entry that stands stays, but `NO_CONTACT` takes the place of what asks for less.

    Raises NotAnIdentifier, LedgerBusy and LedgerBroken.
    """
    digest = digest_of(address, reach)
    entry, is_new = Suppression.objects.get_or_create(
        digest=digest, reach=reach, defaults={"reason": reason, "since": clock.now()}
    )
    stricter = reason is SuppressionReason.NO_CONTACT and entry.reason != reason
    if not is_new and not stricter:
        return entry
    Suppression.objects.filter(pk=entry.pk).update(reason=reason)
    entry.reason = reason
    record("privacy.suppression.entered", entry, by=by, reason=reason.value, reach=reach.value)
    _note(entry, reason.value)
    return entry


@transaction.atomic
def lift_after_opt_in(address: str, reach: Reach, *, opted_in_at: datetime, by: Actor) -> bool:
    """Take the address off; True where it stood there. `opted_in_at` is when its owner confirmed (double opt-in).

    Nobody else's wish lifts it. Raises NotFresh for a consent that is older than the entry, NotAnIdentifier,
    LedgerBusy and LedgerBroken.
    """
    entry = Suppression.objects.filter(digest=digest_of(address, reach), reach=reach).first()
    if entry is None:
        return False
    if opted_in_at <= entry.since:
        raise NotFresh
    record("privacy.suppression.lifted", entry, by=by, reach=reach.value)
    Suppression.objects.filter(pk=entry.pk).delete()
    _note(entry, "lifted")
    return True


def _note(entry: Suppression, what: str) -> None:
    """Into the ledger, last in the transaction: a restored backup is brought up to date from there."""
    deed = new_ref()
    ledger.begin(deed, ledger.Deed.SUPPRESSION, entry.ref, plan=entry.digest, counts={entry.reach: 1, what: 1})
    ledger.done(deed)
