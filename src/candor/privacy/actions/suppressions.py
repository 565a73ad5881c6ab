"""Entering an address that nobody advertises to, and taking it off again after its owner has opted in anew."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.ids import new_ref
from candor.people.public import Identifier, IdentifierKind, normalise
from candor.privacy import ledger
from candor.privacy.actions.consents import Consent, Shown, note_objection, note_taken_back, note_withdrawal
from candor.privacy.fresh_start import end_what_stood
from candor.privacy.models import ConsentDeed, ConsentEvent, ConsentWay, Reach, Suppression, SuppressionReason
from candor.privacy.queries.consents import rights_at
from candor.privacy.suppressing import digest_of


class NotFresh(ValueError):
    """The consent was given before the address was suppressed, so it lifts nothing."""


@transaction.atomic
def suppress(address: str, reach: Reach, reason: SuppressionReason, *, by: Actor) -> Suppression:
    """Enter the address; an entry that stands stays, but `NO_CONTACT` takes the place of what asks for less.

    Then it counts from that day; what it was before stands in the audit log and in the ledger outside of the database.
    What the ledger of consents says of the address ends with it: no opt-in to something else brings it back.
    Raises NotAnIdentifier, LedgerBusy and LedgerBroken.
    """
    digest, now = digest_of(address, reach), clock.now()
    entry, is_new = Suppression.objects.get_or_create(
        digest=digest, reach=reach, defaults={"reason": reason, "since": now}
    )
    stricter = reason is SuppressionReason.NO_CONTACT and entry.reason != reason
    if not is_new and not stricter:
        return entry
    Suppression.objects.filter(pk=entry.pk).update(reason=reason, since=now)
    entry.reason, entry.since = reason, now
    if reach is Reach.EMAIL and reason is not SuppressionReason.RETURNED:
        _end_rights(normalise(reach.value, address), by)
    record("privacy.suppression.entered", entry, by=by, reason=reason.value, reach=reach.value)
    _note(entry, reason.value)
    return entry


@transaction.atomic
def lift_after_opt_in(address: str, reach: Reach, *, opted_in_at: datetime, by: Actor) -> bool:
    """Take the address off; True where it stood there. `opted_in_at` is when its owner confirmed (double opt-in).

    Nobody else's wish lifts it, and nothing that was there before comes back with it. Raises NotFresh for a consent
    that is older than the entry, NotAnIdentifier, LedgerBusy and LedgerBroken.
    """
    entry = Suppression.objects.filter(digest=digest_of(address, reach), reach=reach).first()
    if entry is None:
        return False
    if opted_in_at <= entry.since:
        raise NotFresh
    if reach is Reach.EMAIL:
        end_what_stood(normalise(reach.value, address), by)
    _lift(entry, by)
    return True


@transaction.atomic
def take_suppression_back(address: str, reach: Reach, *, pressed_at: datetime, by: Actor) -> bool:
    """The press that entered the address was a mistake: it is taken off, and what ended with it counts again.

    Only for whoever pressed, at once after it. False where the entry is another press's, of a later moment, or asks for
    more: what was said since then is the last word. Raises NotAnIdentifier, LedgerBusy and LedgerBroken.
    """
    entry = Suppression.objects.filter(digest=digest_of(address, reach), reach=reach).first()
    if entry is None or entry.since > pressed_at or entry.reason != SuppressionReason.WITHDRAWAL:
        return False
    if reach is Reach.EMAIL:
        _count_again(normalise(reach.value, address), entry.since, pressed_at, by)
    _lift(entry, by)
    return True


def _lift(entry: Suppression, by: Actor) -> None:
    record("privacy.suppression.lifted", entry, by=by, reach=entry.reach)
    Suppression.objects.filter(pk=entry.pk).delete()
    _note(entry, "lifted")


def _end_rights(address: str, by: Actor) -> None:
    """Whoever may be advertised to at the address took that back, or objected."""
    owners = Identifier.objects.filter(kind=IdentifierKind.EMAIL, value=address).select_related("person")
    for owner in owners:
        for (written_to, topic), event in rights_at(owner.person_id, clock.now()).items():
            if written_to != address:
                continue
            what = Consent(owner.person, address, topic)
            if event.deed == ConsentDeed.GIVEN:
                note_withdrawal(what, ConsentWay.WORD, by=by)
            else:
                note_objection(what, ConsentWay.WORD, Shown(None), by=by)


def _count_again(address: str, since: datetime, pressed_at: datetime, by: Actor) -> None:
    """What `_end_rights` ended by that press, and nobody touched since."""
    owners = Identifier.objects.filter(kind=IdentifierKind.EMAIL, value=address).select_related("person")
    for owner in owners:
        lines = ConsentEvent.objects.filter(person=owner.person, address=address, at__gte=since)
        latest = {line.topic: line for line in lines.order_by("at", "id")}
        for topic, line in latest.items():
            if line.way == ConsentWay.WORD and line.at <= pressed_at:
                note_taken_back(Consent(owner.person, address, topic), by=by)


def _note(entry: Suppression, what: str) -> None:
    """Into the ledger, last in the transaction: a restored backup is brought up to date from there."""
    deed = new_ref()
    ledger.begin(deed, ledger.Deed.SUPPRESSION, entry.ref, plan=entry.digest, counts={entry.reach: 1, what: 1})
    ledger.done(deed)
