"""Issuing licences, and every new key of one that is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction

from candor.catalogue.public import Edition
from candor.kernel import clock, instance
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.registries.restricted import is_restricted, is_shown_all
from candor.licences.keys.signing import signer
from candor.licences.keys.writing import KeyContent, tidy_licensee, write_key
from candor.licences.models import EntryKind, Licence, LicenceEntry, LicenceKey
from candor.licences.rules.licences import code_of
from candor.people.public import Organisation, Person


class MayNotBeUsed(Exception):
    """The person's data is restricted (GDPR Art. 18): nothing new is done with it."""


class ChangedMeanwhile(Exception):
    """Somebody else changed the licence since the page was drawn."""


@dataclass(frozen=True, slots=True)
class NewLicence:
    """What is agreed. Held by `organisation` where one is named, with `person` as its contact, else by the person.

    `seats` None is any number of technicians. One `submission_key` makes one licence: a form's, or that of a line of an
    order, such as `order:7k2f…:1`.
    """

    edition: Edition
    person: Person
    organisation: Organisation | None = None
    seats: int | None = None
    features: Sequence[str] = ()
    expires_on: date | None = None
    maintenance_until: date | None = None
    activation_limit: int = 2
    is_named: bool = False
    submission_key: str | None = None


def issue_licence(new: NewLicence, *, by: Actor) -> Licence:
    """Issue it with its first key. The same form or order line sent twice issues one. Raises MayNotBeUsed."""
    earlier = _issued_already(new.submission_key)
    if earlier is not None:
        return earlier
    try:
        return _issue(new, by)
    except IntegrityError:
        earlier = _issued_already(new.submission_key)
        if earlier is None:
            raise
        return earlier


@transaction.atomic
def _issue(new: NewLicence, by: Actor) -> Licence:
    refuse_restricted(new.person, by)
    licence = Licence.objects.create(
        edition=new.edition,
        person=new.person,
        organisation=new.organisation,
        is_named=new.is_named,
        seats=new.seats,
        features=" ".join(sorted(new.features)),
        expires_on=new.expires_on,
        maintenance_until=new.maintenance_until,
        activation_limit=new.activation_limit,
        issued_at=clock.now(),
        submission_key=new.submission_key,
    )
    make_key(licence, EntryKind.ISSUED, by=by)
    record("licences.licence.issued", licence, by=by, edition=new.edition.pk, person=new.person.pk)
    return licence


def make_key(licence: Licence, kind: EntryKind, *, by: Actor) -> LicenceKey:
    """Sign a new version of the licence's key as it stands now, in the transaction of what made it necessary."""
    licence.revision += 1
    Licence.objects.filter(pk=licence.pk).update(revision=licence.revision)
    key = LicenceKey.objects.create(
        licence=licence,
        revision=licence.revision,
        text=write_key(_content(licence), signer()),
        holder_id=licence.person_id if licence.organisation_id is None else None,
        issued_at=clock.now(),
    )
    write_entry(licence, kind, by=by)
    return key


def write_entry(licence: Licence, kind: EntryKind, *, by: Actor) -> None:
    """Note what happened to the licence."""
    LicenceEntry.objects.create(
        licence=licence,
        kind=kind,
        revision=licence.revision,
        by_id=by.id if by.is_staff else None,
        at=clock.now(),
    )


def refuse_restricted(person: Person, by: Actor) -> None:
    if by.is_staff and not is_shown_all(by) and is_restricted(person.pk):
        raise MayNotBeUsed


def _content(licence: Licence) -> KeyContent:
    edition = licence.edition
    return KeyContent(
        licence=licence.number,
        revision=licence.revision,
        seats=licence.seats or 0,
        issued=clock.today(instance.current().time_zone),
        expires=licence.expires_on,
        maintenance=licence.maintenance_until,
        product=edition.product.ref,
        edition=code_of(edition.sku) or edition.ref,
        features=[word for word in licence.features.split() if code_of(word) == word],
        licensee=tidy_licensee(licence.holder_name) if licence.is_named else "",
    )


def _issued_already(key: str | None) -> Licence | None:
    return Licence.objects.filter(submission_key=key).first() if key is not None else None
