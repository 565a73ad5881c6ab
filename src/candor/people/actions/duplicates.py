"""Keeping the suggestions of duplicates: for each record that changed, those few that share a key are compared.

What changed is read from the audit facts, so that no action has to remember to say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, Q

from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.models import AuditFact, NumberSeries
from candor.people.models import (
    Identifier,
    IdentifierKind,
    MatchKey,
    Membership,
    Organisation,
    OrganisationPair,
    Person,
    PersonPair,
    Reason,
    StaffMember,
)
from candor.people.rules.likeness import (
    core_of,
    domain_of,
    initials,
    near_names,
    near_organisations,
    same_name,
    same_organisation,
    site_of,
)

CURSOR = "people.duplicates"
PORTION = 200
SETTLED_AFTER = timedelta(seconds=5)
"""A transaction that began earlier may still commit facts of smaller numbers."""

MOST_COMPARED = 100
"""A key that more records share tells nobody apart."""

MOST_SHARING = 3
"""More people than this with one address or number share a mailbox or a switchboard."""


def something_changed() -> bool:
    last = AuditFact.objects.aggregate(last=Max("id"))["last"] or 0
    return bool(last > _cursor())


def find_in_what_changed() -> None:
    """Compare every record that changed since the last time, a portion of facts after the other."""
    while facts := list(
        AuditFact.objects.filter(pk__gt=_cursor(), at__lte=clock.now() - SETTLED_AFTER).order_by("pk")[:PORTION]
    ):
        people = {number for fact in facts if (number := _person_of(fact)) is not None}
        organisations = {fact.object_id for fact in facts if fact.object_kind == "people.organisation"}
        for number in sorted(people):
            compare_person(number)
        for number in sorted(organisations):
            compare_organisation(number)
        NumberSeries.objects.update_or_create(name=CURSOR, defaults={"last": facts[-1].pk})


def pass_over_what_changed() -> None:
    """Compare nothing of what changed until now: for the loader of large sets, whose people nobody will merge."""
    last = AuditFact.objects.aggregate(last=Max("id"))["last"] or 0
    NumberSeries.objects.update_or_create(name=CURSOR, defaults={"last": last})


@transaction.atomic
def compare_person(person_id: int) -> None:
    """Write the person's keys anew, and who may be the same person. Comparing twice changes nothing."""
    person = Person.objects.filter(pk=person_id, merged_into=None).first()
    keys = _keys_of_person(person) if person else set()
    _write_keys(MatchKey.objects.filter(person=person_id), keys, person=person)
    if person is not None:
        _write_pairs(PersonPair, person, _people_like(person, keys))


@transaction.atomic
def compare_organisation(organisation_id: int) -> None:
    organisation = Organisation.objects.filter(pk=organisation_id, merged_into=None).first()
    keys = _keys_of_organisation(organisation) if organisation else set()
    _write_keys(MatchKey.objects.filter(organisation=organisation_id), keys, organisation=organisation)
    if organisation is not None:
        _write_pairs(OrganisationPair, organisation, _organisations_like(organisation, keys))


@transaction.atomic
def dismiss(pair: PersonPair | OrganisationPair, *, by: Actor) -> None:
    """Remember that the two are two. Saying so twice changes nothing."""
    if type(pair)._base_manager.filter(pk=pair.pk, dismissed_at=None).update(dismissed_at=clock.now()):
        fact = "people.person.told_apart" if isinstance(pair, PersonPair) else "people.organisation.told_apart"
        record(fact, pair.first, by=by, other=pair.second_id)


def _cursor() -> int:
    return NumberSeries.objects.filter(name=CURSOR).values_list("last", flat=True).first() or 0


def _person_of(fact: AuditFact) -> int | None:
    if fact.object_kind == "people.person":
        return fact.object_id
    return fact.details.get("person") if fact.name.startswith("people.") else None


def _keys_of_person(person: Person) -> set[str]:
    """Near names are looked for where people work together: at one domain or in one organisation."""
    emails = person.identifiers.filter(kind=IdentifierKind.EMAIL).values_list("value", flat=True)
    places = {f"@{domain}" for email in emails if (domain := domain_of(email))}
    organisations = Membership.objects.filter(person=person, ended_on=None).values_list("organisation", flat=True)
    letters = initials(person.name)
    return {f"{letters}{place}" for place in [*places, *(f"#{number}" for number in organisations)] if letters}


def _keys_of_organisation(organisation: Organisation) -> set[str]:
    core, site = "".join(core_of(organisation.name)), site_of(organisation.website)
    return {key for key in (f"name:{core[:3]}" if core else "", f"site:{site}" if site else "") if key}


def _write_keys(present: Any, keys: set[str], **record: Any) -> None:
    known = set(present.values_list("key", flat=True))
    if known - keys:
        present.filter(key__in=known - keys).delete()
    MatchKey.objects.bulk_create(MatchKey(key=key, **record) for key in sorted(keys - known))


def _people_like(person: Person, keys: set[str]) -> dict[int, Reason]:
    """Who may be the same person, and the strongest reason why. Staff are never suggested: they never merge."""
    if _works_or_worked_here([person.pk]):
        return {}
    sharing = Person.objects.filter(pk__in=_with_the_same_key(keys, "person"), merged_into=None).exclude(pk=person.pk)
    found = {
        other.pk: Reason.NAME if same_name(person.name, other.name) else Reason.NEAR_NAME
        for other in sharing
        if near_names(person.name, other.name)
    }
    for kind, reason in ((IdentifierKind.PHONE, Reason.PHONE), (IdentifierKind.EMAIL, Reason.EMAIL)):
        found.update(dict.fromkeys(_with_the_same_identifier(person, kind), reason))
    staff = _works_or_worked_here(found)
    return {number: reason for number, reason in found.items() if number not in staff}


def _with_the_same_identifier(person: Person, kind: str) -> set[int]:
    """Whoever has one of the person's addresses; where many share one, only those of a near name."""
    found: set[int] = set()
    for value in person.identifiers.filter(kind=kind).values_list("value", flat=True):
        holders = Identifier.objects.filter(kind=kind, value=value, person__merged_into=None).exclude(person=person)
        names = dict(holders.order_by("person").values_list("person", "person__name")[:MOST_COMPARED])
        few = len(names) < MOST_SHARING
        found |= {number for number, name in names.items() if few or near_names(person.name, name)}
    return found


def _works_or_worked_here(people: Iterable[int]) -> set[int]:
    rows = StaffMember.objects.filter(account__person__in=list(people))
    return set(rows.values_list("account__person", flat=True))


def _organisations_like(organisation: Organisation, keys: set[str]) -> dict[int, Reason]:
    ids, site = _with_the_same_key(keys, "organisation"), site_of(organisation.website)
    found: dict[int, Reason] = {}
    for other in Organisation.objects.filter(pk__in=ids, merged_into=None).exclude(pk=organisation.pk):
        if site and site_of(other.website) == site:
            found[other.pk] = Reason.DOMAIN
        elif near_organisations(organisation.name, other.name):
            is_same = same_organisation(organisation.name, other.name)
            found[other.pk] = Reason.NAME if is_same else Reason.NEAR_NAME
    return found


def _with_the_same_key(keys: set[str], record: str) -> set[int]:
    found: set[int] = set()
    for key in keys:
        rows = MatchKey.objects.filter(key=key, **{f"{record}__isnull": False}).order_by("-id")
        found |= set(rows.values_list(record, flat=True)[:MOST_COMPARED])
    return found


def _write_pairs(model: Any, record: Person | Organisation, found: Mapping[int, Reason]) -> None:
    """Suggest what is new, withdraw what no longer holds, leave alone what somebody decided."""
    mine = model.objects.filter(Q(first=record) | Q(second=record))
    known = {pair.second_id if pair.first_id == record.pk else pair.first_id: pair for pair in mine}
    gone = [pair.pk for other, pair in known.items() if other not in found and pair.dismissed_at is None]
    model.objects.filter(pk__in=gone).delete()
    for other in found.keys() & known.keys():
        if known[other].reason != found[other]:
            model.objects.filter(pk=known[other].pk).update(reason=found[other])
    new = [
        model(
            first_id=min(record.pk, other), second_id=max(record.pk, other), reason=reason, found_at=clock.now()
        )
        for other, reason in found.items()
        if other not in known
    ]  # fmt: skip
    model.objects.bulk_create(new, ignore_conflicts=True)
