"""Keeping the suggestions of duplicates: for each record that changed, those few that share a key are compared.

What changed is read from the audit facts, so that no action has to remember to say so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import CharField, Max, Q

from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.db.prepared import Given, Prepared
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
    Words,
    core_of,
    domain_of,
    initials,
    near_names,
    near_organisations,
    near_words,
    same_organisation,
    site_of,
    words_of,
)

CURSOR = "people.duplicates"
PORTION = 200
SETTLED_AFTER = timedelta(seconds=5)
"""A transaction that began earlier may still commit facts of smaller numbers."""

AT_ONCE = 50
"""People compared in one transaction, which others who want to write wait for."""

MOST_COMPARED = 100
"""A key that more records share tells nobody apart."""

MOST_SHARING = 3
"""More people than this with one address or number share a mailbox or a switchboard."""

COMPARED_KINDS = (IdentifierKind.EMAIL, IdentifierKind.PHONE)

# Asked for each key and address of everybody who is new: who shares it.
WITH_KEY = Prepared(
    lambda: (
        MatchKey.objects.filter(key=Given("key", CharField()), person__merged_into=None)
        .exclude(person=None)
        .order_by("-id")
        .values_list("person", "person__name")[:MOST_COMPARED]
    )
)
WITH_ADDRESS = Prepared(
    lambda: (
        Identifier.objects.filter(
            kind=Given("kind", CharField()),
            value=Given("value", CharField()),
            person__merged_into=None,
        )
        .order_by("person")
        .values_list("person", "person__name")[:MOST_COMPARED]
    )
)


def something_changed() -> bool:
    last = AuditFact.objects.aggregate(last=Max("id"))["last"] or 0
    return bool(last > _cursor())


def find_in_what_changed() -> None:
    """Compare every record that changed since the last time, a portion of facts after the other."""
    while facts := list(
        AuditFact.objects.filter(pk__gt=_cursor(), at__lte=clock.now() - SETTLED_AFTER).order_by("pk")[:PORTION]
    ):
        people = sorted({number for fact in facts if (number := _person_of(fact)) is not None})
        organisations = {fact.object_id for fact in facts if fact.object_kind == "people.organisation"}
        for start in range(0, len(people), AT_ONCE):
            compare_people(people[start : start + AT_ONCE])
        for number in sorted(organisations):
            compare_organisation(number)
        NumberSeries.objects.update_or_create(name=CURSOR, defaults={"last": facts[-1].pk})


def pass_over_what_changed() -> None:
    """Compare nothing of what changed until now: for the loader of large sets, whose people nobody will merge."""
    last = AuditFact.objects.aggregate(last=Max("id"))["last"] or 0
    NumberSeries.objects.update_or_create(name=CURSOR, defaults={"last": last})


@transaction.atomic
def compare_people(numbers: Collection[int]) -> None:
    """Write their keys anew, and who may be the same person. Comparing twice changes nothing.

    The same number of queries for all of them, and at most one more for each of their keys and addresses.
    """
    people = {person.pk: person for person in Person.objects.filter(pk__in=numbers, merged_into=None)}
    addresses = _addresses_of(people)
    keys = _keys_of_people(people, addresses)
    _write_keys("person", numbers, keys)
    _write_pairs(PersonPair, people, _people_like(people, keys, addresses))


@transaction.atomic
def compare_organisation(organisation_id: int) -> None:
    organisation = Organisation.objects.filter(pk=organisation_id, merged_into=None).first()
    keys = _keys_of_organisation(organisation) if organisation else set()
    _write_keys("organisation", [organisation_id], {organisation_id: keys})
    if organisation is not None:
        _write_pairs(OrganisationPair, [organisation.pk], {organisation.pk: _organisations_like(organisation, keys)})


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


def _addresses_of(people: Collection[int]) -> dict[int, set[tuple[str, str]]]:
    """Kind and value of the addresses and numbers that people are compared by."""
    found: dict[int, set[tuple[str, str]]] = defaultdict(set)
    rows = Identifier.objects.filter(person__in=people, kind__in=COMPARED_KINDS)
    for person, kind, value in rows.values_list("person", "kind", "value"):
        found[person].add((kind, value))
    return found


def _keys_of_people(people: Mapping[int, Person], addresses: Mapping[int, set[tuple[str, str]]]) -> dict[int, set[str]]:
    """Near names are looked for where people work together: at one domain or in one organisation."""
    places: dict[int, set[str]] = defaultdict(set)
    for person, found in addresses.items():
        emails = (value for kind, value in found if kind == IdentifierKind.EMAIL)
        places[person] |= {f"@{domain}" for email in emails if (domain := domain_of(email))}
    memberships = Membership.objects.filter(person__in=people, ended_on=None)
    for person, organisation in memberships.values_list("person", "organisation"):
        places[person].add(f"#{organisation}")
    letters = {number: initials(person.name) for number, person in people.items()}
    return {number: {f"{letters[number]}{place}" for place in places[number] if letters[number]} for number in people}


def _keys_of_organisation(organisation: Organisation) -> set[str]:
    core, site = "".join(core_of(organisation.name)), site_of(organisation.website)
    return {key for key in (f"name:{core[:3]}" if core else "", f"site:{site}" if site else "") if key}


def _write_keys(owner: str, numbers: Collection[int], keys: Mapping[int, set[str]]) -> None:
    """`owner`: whose keys they are, "person" or "organisation"."""
    known = set(MatchKey.objects.filter(**{f"{owner}__in": numbers}).values_list(owner, "key"))
    wanted = {(number, key) for number, found in keys.items() for key in found}
    for number, key in known - wanted:
        MatchKey.objects.filter(**{owner: number}, key=key).delete()
    MatchKey.objects.bulk_create(MatchKey(key=key, **{f"{owner}_id": number}) for number, key in sorted(wanted - known))


def _people_like(
    people: Mapping[int, Person], keys: Mapping[int, set[str]], addresses: Mapping[int, set[tuple[str, str]]]
) -> dict[int, dict[int, Reason]]:
    """Who may be the same person, and the strongest reason why. Staff are never suggested: they never merge."""
    sharing = {key: _sharing(key) for key in set().union(*keys.values())}
    holding = {address: _holders_of(address) for address in set().union(*addresses.values())}
    found: dict[int, dict[int, Reason]] = {}
    for number, person in people.items():
        found[number] = _near(person, {other: words for key in keys[number] for other, words in sharing[key].items()})
        for kind, reason in ((IdentifierKind.PHONE, Reason.PHONE), (IdentifierKind.EMAIL, Reason.EMAIL)):
            shared = [holding[address] for address in addresses[number] if address[0] == kind]
            found[number] |= dict.fromkeys((other for each in shared for other in _same(person, each)), reason)
    staff = _works_or_worked_here({*people, *(other for each in found.values() for other in each)})
    return {
        number: {} if number in staff else {other: why for other, why in each.items() if other not in staff}
        for number, each in found.items()
    }


def _sharing(key: str) -> dict[int, Words]:
    """Who has the key, with the words of their names: taken apart once, however many they are compared with."""
    return {number: words_of(name) for number, name in WITH_KEY.rows(key=key)}


def _near(person: Person, others: Mapping[int, Words]) -> dict[int, Reason]:
    """Those of a name that is the same or nearly so."""
    ours = words_of(person.name)
    return {
        number: Reason.NAME if ours == theirs else Reason.NEAR_NAME
        for number, theirs in others.items()
        if number != person.pk and near_words(ours, theirs)
    }


def _holders_of(address: tuple[str, str]) -> dict[int, str]:
    """Who has the address or number, with their names."""
    kind, value = address
    return dict(WITH_ADDRESS.rows(kind=kind, value=value))


def _same(person: Person, holders: Mapping[int, str]) -> set[int]:
    """Whoever else has one of the person's addresses; where many share one, only those of a near name."""
    others = {number: name for number, name in holders.items() if number != person.pk}
    few = len(others) < MOST_SHARING
    return {number for number, name in others.items() if few or near_names(person.name, name)}


def _works_or_worked_here(people: Iterable[int]) -> set[int]:
    rows = StaffMember.objects.filter(account__person__in=list(people))
    return set(rows.values_list("account__person", flat=True))


def _organisations_like(organisation: Organisation, keys: set[str]) -> dict[int, Reason]:
    ids, site = _organisations_with(keys), site_of(organisation.website)
    found: dict[int, Reason] = {}
    for other in Organisation.objects.filter(pk__in=ids, merged_into=None).exclude(pk=organisation.pk):
        if site and site_of(other.website) == site:
            found[other.pk] = Reason.DOMAIN
        elif near_organisations(organisation.name, other.name):
            is_same = same_organisation(organisation.name, other.name)
            found[other.pk] = Reason.NAME if is_same else Reason.NEAR_NAME
    return found


def _organisations_with(keys: set[str]) -> set[int]:
    found: set[int] = set()
    for key in keys:
        rows = MatchKey.objects.filter(key=key, organisation__isnull=False).order_by("-id")
        found |= set(rows.values_list("organisation", flat=True)[:MOST_COMPARED])
    return found


def _write_pairs(model: Any, numbers: Collection[int], found: Mapping[int, Mapping[int, Reason]]) -> None:
    """Suggest what is new, withdraw what no longer holds, leave alone what somebody decided."""
    wanted = {(min(one, other), max(one, other)): why for one, each in found.items() for other, why in each.items()}
    mine = model.objects.filter(Q(first__in=numbers) | Q(second__in=numbers))
    known = {(pair.first_id, pair.second_id): pair for pair in mine}
    gone = [pair.pk for both, pair in known.items() if both not in wanted and pair.dismissed_at is None]
    if gone:
        model.objects.filter(pk__in=gone).delete()
    for both in wanted.keys() & known.keys():
        if known[both].reason != wanted[both]:
            model.objects.filter(pk=known[both].pk).update(reason=wanted[both])
    new = [
        model(first_id=both[0], second_id=both[1], reason=reason, found_at=clock.now())
        for both, reason in wanted.items()
        if both not in known
    ]
    model.objects.bulk_create(new, ignore_conflicts=True)
