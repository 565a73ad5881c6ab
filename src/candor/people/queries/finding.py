"""Reads about people, in the shape that pages and other slices need them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import BigIntegerField, CharField, Q, QuerySet

from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.db.prepared import Given, GivenMany, Prepared
from candor.kernel.registries import guards
from candor.kernel.search import ids_matching, matching
from candor.people.identifiers import normalise_or_none
from candor.people.models import Identifier, IdentifierKind, Membership, Organisation, Person, StaffMember
from candor.people.roles import PERMISSIONS

PERSON, ORGANISATION = "people.person", "people.organisation"
"""The kinds by which the search index knows them."""

MOST_HOLDERS = 50
"""More people than this never share a mailbox that means somebody."""

HOLDERS = Prepared(
    lambda: Person.objects.filter(
        identifiers__kind=Given("kind", CharField()),
        identifiers__value=Given("value", CharField()),
        merged_into=None,
        erased_at=None,
    ).order_by("id")[:MOST_HOLDERS]
)
FIRST_ADDRESSES = Prepared(
    lambda: (
        Identifier.objects.filter(
            kind=IdentifierKind.EMAIL,
            value=Given("value", CharField()),
            is_primary=True,
            person__merged_into=None,
            person__erased_at=None,
        )
        .select_related("person")
        .order_by("person")[:2]
    )
)

FEW = 16
"""So many people at most are asked for by a statement that is composed once for each number of them."""

BY_IDS = Prepared(lambda count: Person.objects.filter(pk__in=GivenMany("ids", BigIntegerField(), count)))


def find_by_identifier(kind: str, value: str) -> list[Person]:
    """Everybody whom the address or number belongs to, however it is written; oldest first, at most 50."""
    normal = normalise_or_none(kind, value)
    if normal is None:
        return []
    return HOLDERS.all(kind=kind, value=normal)


def whose_first_address_is(email: str) -> list[Person]:
    """Everybody who has the normalised address as their primary one, at most two: nobody needs more to tell."""
    return [entry.person for entry in FIRST_ADDRESSES.all(value=email)]


def the_one_person_with(email: str) -> Person | None:
    """The person whom the address belongs to alone; None for an unknown and for a shared one."""
    holders = find_by_identifier(IdentifierKind.EMAIL, email)
    return holders[0] if len(holders) == 1 else None


def people_by_ids(ids: Iterable[int]) -> dict[int, Person]:
    keys = list(set(ids))
    if len(keys) > FEW:
        return Person.objects.in_bulk(keys)
    return {person.pk: person for person in BY_IDS.all(len(keys), ids=keys)}


def primary_email(person: Person) -> str:
    """The address to show for the person, "" where there is none or a guard hides it. To write, ask `may_write_to`."""
    return primary_emails([person.pk]).get(person.pk, "")


def primary_emails(ids: Iterable[int]) -> dict[int, str]:
    """The addresses to show, by person; people without one are left out. One query."""
    rows = Identifier.objects.filter(person__in=list(ids), kind=IdentifierKind.EMAIL, is_primary=True)
    return {row.person_id: row.written for row in rows if guards.allowed(guards.Ask.SHOW, row.value)}


def primary_identifier(person: Person) -> Identifier | None:
    """The person's first e-mail address as a row, for writing to them."""
    return Identifier.objects.filter(person=person, kind=IdentifierKind.EMAIL, is_primary=True).first()


def words_about(person: Person | None) -> list[str]:
    """What others know of the person: names and addresses, none of which belongs into a password."""
    if person is None:
        return []
    names = person.names.values_list("text", flat=True)
    return [person.name, *names, *person.identifiers.values_list("value", flat=True)]


def may_write_to(email: str) -> bool:
    """Whether mail may go to the address: it is one, and no guard objects."""
    normal = normalise_or_none(IdentifierKind.EMAIL, email)
    return normal is not None and guards.allowed(guards.Ask.WRITE_TO, normal)


def may_answer(email: str) -> bool:
    """Whether what its owner's own act asks for may go to the address, as a code."""
    normal = normalise_or_none(IdentifierKind.EMAIL, email)
    return normal is not None and guards.allowed(guards.Ask.ANSWER_ACT_OF, normal)


def organisation_of(person: Person) -> Organisation | None:
    """The organisation to name beside the person: the one they belong to longest."""
    return organisations_of([person.pk]).get(person.pk)


def organisations_of(ids: Iterable[int]) -> dict[int, Organisation]:
    """The organisation to name beside each person; people without one are left out. One query."""
    present = Membership.objects.filter(person__in=list(ids), ended_on=None).select_related("organisation")
    return {membership.person_id: membership.organisation for membership in present.order_by("-since", "-id")}


def staff_people(permission: str, today: date | Given | None = None) -> QuerySet[Person]:
    """Everybody whose role holds the permission and who works here today (or on the given day), by name."""
    roles = [role for role, permissions in PERMISSIONS.items() if permission in permissions]
    today = today or clock.now().date()
    return Person.objects.filter(
        Q(account__staff__ends_on=None) | Q(account__staff__ends_on__gte=today),
        account__is_active=True,
        account__staff__left_at=None,
        account__staff__role__in=roles,
    ).order_by("name", "id")


def staff_addresses(addresses: Iterable[str]) -> set[str]:
    """Those of the normalised addresses that belong to somebody who works here. One query."""
    theirs = Identifier.objects.filter(
        kind=IdentifierKind.EMAIL, value__in=list(addresses), person__account__staff__left_at=None,
        person__account__staff__isnull=False,
    )  # fmt: skip
    return set(theirs.values_list("value", flat=True))


def works_here(person: Person) -> bool:
    """Whether the person is staff, contractors after their last day included until they have left."""
    return StaffMember.objects.filter(account__person=person, left_at=None).exists()


def callers(typed: str, *, by: Actor, most: int = 10) -> list[Person]:
    """Who may be on the telephone: people with a name, address or number that begins with what was typed, by name.

    Asks indexes only, so it is as quick among a million people as among ten. The search index knows every word of a
    name a second after it was written; beginnings of whole names, addresses and numbers count at once.
    """
    words = typed.strip()[:100]
    if len(words) < 2:
        return []
    visible = Person.objects.visible_to(by)
    found = [
        *visible.filter(identifiers__in=_identifiers_beginning(words)[:most]),
        *visible.filter(_beginning("name", words) | _beginning("name", words.title())).order_by("name", "id")[:most],
        *matching(PERSON, words_to_seek(words), visible)[:most],
    ]
    return sorted({person.pk: person for person in found}.values(), key=lambda person: (person.name, person.pk))[:most]


def everybody_like(typed: str, *, by: Actor) -> QuerySet[Person]:
    """All whom `callers` picks from, without end or order: for what goes through them a portion at a time."""
    words, visible = typed.strip()[:100], Person.objects.visible_to(by)
    if len(words) < 2:
        return visible.none()
    sought = _beginning("name", words) | _beginning("name", words.title())
    sought |= Q(pk__in=_identifiers_beginning(words).order_by().values("person"))
    indexed = ids_matching(PERSON, words_to_seek(words))
    return visible.filter(sought if indexed is None else sought | Q(pk__in=indexed))


def words_to_seek(typed: str) -> str:
    """What to ask the search index for: a number however it is grouped is one word there."""
    digits = "".join(character for character in typed if character.isdigit())
    is_number = len(digits) > 2 and all(character in "+-/() ." or character.isdigit() for character in typed)
    return digits if is_number else typed


def _identifiers_beginning(words: str) -> QuerySet[Identifier]:
    number = normalise_or_none(IdentifierKind.PHONE, words)
    wanted = Q(kind=IdentifierKind.EMAIL) & _beginning("value", words.lower())
    if number is not None:
        wanted |= Q(kind=IdentifierKind.PHONE) & _beginning("value", number)
    return Identifier.objects.filter(wanted).order_by("value")


def _beginning(field: str, words: str) -> Q:
    """As `startswith`, written as a range, which every index on the field serves on both engines."""
    return Q(**{f"{field}__gte": words, f"{field}__lt": f"{words}\uffff"})
