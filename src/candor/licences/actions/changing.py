"""What becomes of a licence: its terms, its holder, its end. Whatever a key says makes a new key when it changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F

from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.licences.actions.issuing import ChangedMeanwhile, make_key, refuse_restricted, write_entry
from candor.licences.models import Activation, EndedBy, EntryKind, Licence, RevokeReason
from candor.people.public import Organisation, Person


@dataclass(frozen=True, slots=True)
class Terms:
    """What may be changed about a licence. `activation_limit` stands in no key."""

    seats: int | None
    features: Sequence[str]
    expires_on: date | None
    maintenance_until: date | None
    activation_limit: int
    is_named: bool

    def as_columns(self) -> dict[str, Any]:
        return {
            "seats": self.seats,
            "features": " ".join(sorted(self.features)),
            "expires_on": self.expires_on,
            "maintenance_until": self.maintenance_until,
            "activation_limit": self.activation_limit,
            "is_named": self.is_named,
        }


@transaction.atomic
def change_terms(licence: Licence, version: int, terms: Terms, *, by: Actor) -> bool:
    """Save the terms; True where that made a new key. Pressing the button twice saves them once.

    Raises ChangedMeanwhile when somebody else saved something different since `version`.
    """
    wanted = terms.as_columns()
    if Licence.objects.filter(pk=licence.pk, **wanted).exists():
        return False
    if not Licence.objects.filter(pk=licence.pk, version=version).update(**wanted, version=F("version") + 1):
        raise ChangedMeanwhile
    said = {name for name, value in wanted.items() if getattr(licence, name) != value}
    present = fresh(licence)
    record("licences.licence.changed", present, by=by)
    if said == {"activation_limit"}:
        write_entry(present, EntryKind.CHANGED, by=by)
        return False
    only_longer = said == {"maintenance_until"}
    make_key(present, EntryKind.EXTENDED if only_longer else EntryKind.CHANGED, by=by)
    return True


@transaction.atomic
def extend_maintenance(licence: Licence, until: date, *, by: Actor) -> bool:
    """Let maintenance go on until the day, with a new key; True for the one who did it. It never becomes shorter."""
    longer = Licence.objects.filter(pk=licence.pk).exclude(maintenance_until__gte=until)
    if not longer.update(maintenance_until=until, version=F("version") + 1):
        return False
    present = fresh(licence)
    make_key(present, EntryKind.EXTENDED, by=by)
    record("licences.licence.extended", present, by=by)
    return True


@transaction.atomic
def extend_paid(licence: Licence, until: date, *, by: Actor) -> bool:
    """Let maintenance, and a use that has an end, go on until the day that is paid, with one new key.

    True where that made something longer; nothing becomes shorter, and what is revoked stays as it is.
    """
    present = Licence.objects.select_for_update(of=("self",)).get(pk=licence.pk)
    ends = {"maintenance_until": present.maintenance_until or date.min}
    if present.expires_on is not None:
        ends["expires_on"] = present.expires_on
    longer = {name: until for name, day in ends.items() if day < until}
    if present.is_revoked or not longer:
        return False
    Licence.objects.filter(pk=licence.pk).update(**longer, version=F("version") + 1)
    made = fresh(licence)
    make_key(made, EntryKind.EXTENDED, by=by)
    record("licences.licence.extended", made, by=by)
    return True


@transaction.atomic
def transfer(licence: Licence, person: Person, organisation: Organisation | None, *, by: Actor) -> bool:
    """Let somebody else hold it; True for the one who did it. Earlier keys and machines count no more."""
    refuse_restricted(person, by)
    elsewhere = Licence.objects.filter(pk=licence.pk).exclude(person=person, organisation=organisation)
    if not elsewhere.update(person=person, organisation=organisation, version=F("version") + 1):
        return False
    present = fresh(licence)
    make_key(present, EntryKind.TRANSFERRED, by=by)
    count_only_new_keys(present)
    record("licences.licence.transferred", present, by=by, person=person.pk)
    return True


@transaction.atomic
def replace_key(licence: Licence, version: int, *, by: Actor) -> bool:
    """Make a new key and let earlier ones count no more, as when one has leaked. Pressing twice makes one."""
    if not Licence.objects.filter(pk=licence.pk, version=version).update(version=F("version") + 1):
        return False
    present = fresh(licence)
    make_key(present, EntryKind.REPLACED, by=by)
    count_only_new_keys(present)
    record("licences.licence.key_replaced", present, by=by)
    return True


@transaction.atomic
def revoke(licence: Licence, reason: RevokeReason, *, by: Actor) -> bool:
    """Let it count no more, and put it on the list of revocations; True for the one who did it."""
    standing = Licence.objects.filter(pk=licence.pk, revoked_at=None)
    if not standing.update(revoked_at=clock.now(), revoke_reason=reason, version=F("version") + 1):
        return False
    free_all_places(licence)
    write_entry(licence, EntryKind.REVOKED, by=by)
    record("licences.licence.revoked", licence, by=by, reason=str(reason))
    return True


@transaction.atomic
def reinstate(licence: Licence, *, by: Actor) -> bool:
    """Take a revocation back; True for the one who did it. Machines activate themselves anew."""
    revoked = Licence.objects.filter(pk=licence.pk, revoked_at__isnull=False)
    if not revoked.update(revoked_at=None, revoke_reason="", version=F("version") + 1):
        return False
    write_entry(licence, EntryKind.REINSTATED, by=by)
    record("licences.licence.reinstated", licence, by=by)
    return True


def count_only_new_keys(licence: Licence) -> None:
    """Whoever has an earlier key activates nothing with it, and loses the places taken with it."""
    Licence.objects.filter(pk=licence.pk).update(first_accepted=licence.revision)
    free_all_places(licence)


def free_all_places(licence: Licence) -> None:
    now = clock.now()
    Activation.objects.counting().filter(licence=licence).update(ended_at=now, ended_by=EndedBy.STAFF)
    Licence.objects.filter(pk=licence.pk).update(activations=0)


def fresh(licence: Licence) -> Licence:
    """The row as it is in this transaction, with what a key needs."""
    return Licence.objects.select_related("edition__product", "person", "organisation").get(pk=licence.pk)
