"""One person in full, as their own page and staff's page show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.functional import Promise

from candor.kernel.actor import Actor
from candor.kernel.registries import guards
from candor.people.actors import staff_row
from candor.people.marks import with_marks
from candor.people.models import (
    Account,
    AddressChange,
    Identifier,
    IdentifierKind,
    Membership,
    Person,
    PersonName,
    PostalAddress,
    Session,
)
from candor.people.queries.finding import MOST_HOLDERS
from candor.people.queries.second_factors import Factors, factors_of
from candor.people.roles import ROLE_NAMES, Role
from candor.people.sessions import live_sessions


@dataclass(frozen=True, slots=True)
class PersonDetails:
    """Everything written down about a person, in lists for the page."""

    person: Person
    other_names: QuerySet[PersonName]
    """Asked when a page shows them: one's own does not."""
    emails: list[Identifier]
    phones: list[Identifier]
    addresses: list[PostalAddress]
    memberships: list[Membership]
    marks: Mapping[int, list[Promise]]
    """By the number of a membership what else is to be known of the organisation."""
    awaits_address: bool = False
    """Whether a new e-mail address of theirs waits for its mailboxes."""


@dataclass(frozen=True, slots=True)
class AccountState:
    """Whether and how the person can sign in. `role` is staff's, "" for customers."""

    exists: bool
    has_password: bool
    is_active: bool
    role: str
    ends_on: date | None
    factors: Factors | None = None


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A signed-in browser, for its owner's eyes."""

    row: Session
    is_this_one: bool


def details_of(person: Person) -> PersonDetails:
    """Three queries, however much there is, and one for the other names. Addresses that a guard hides are left out."""
    entries = [entry for entry in _with_what_waits(person) if guards.allowed(guards.Ask.SHOW, entry.value)]
    memberships = Membership.objects.filter(person=person, ended_on=None).select_related("organisation")
    places = with_marks(memberships.order_by("since", "id"))
    return PersonDetails(
        person,
        person.names.exclude(kind=PersonName.Kind.PRESENT).order_by("id"),
        [entry for entry in entries if entry.kind == IdentifierKind.EMAIL],
        [entry for entry in entries if entry.kind == IdentifierKind.PHONE],
        list(person.addresses.order_by("id")),
        [membership for membership, _marks in places],
        {membership.pk: marks for membership, marks in places},
        awaits_address=any(entry.is_awaited for entry in entries),
    )


def _with_what_waits(person: Person) -> QuerySet[Any]:
    """The person's addresses and numbers, each told along whether a new one waits: no page asks once more for that."""
    waits = AddressChange.objects.open().filter(person=OuterRef("person"))
    return person.identifiers.annotate(is_awaited=Exists(waits)).order_by("-is_primary", "id")


def account_state(person: Person) -> AccountState:
    accounts = Account.objects.select_related("staff").filter(person=person)
    account = accounts.first()
    if account is None:
        return AccountState(exists=False, has_password=False, is_active=False, role="", ends_on=None)
    staff = staff_row(account)
    return AccountState(
        exists=True,
        has_password=bool(account.password),
        is_active=account.is_active,
        role=str(ROLE_NAMES[Role(staff.role)]) if staff else "",
        ends_on=staff.ends_on if staff else None,
        factors=factors_of(account),
    )


def sessions_of(account: Account, this: Session | None) -> list[OpenSession]:
    """The browsers in which the account is signed in now, the last used first."""
    rows = live_sessions().filter(account=account).order_by("-last_seen_at", "-id")[:50]
    return [OpenSession(row, this is not None and row.pk == this.pk) for row in rows]


def others_with_the_same_identifiers(person: Person, *, by: Actor) -> list[Person]:
    """Everybody else who has one of the person's addresses or numbers, at most 50."""
    values = person.identifiers.values_list("value", flat=True)
    others = Person.objects.visible_to(by).filter(identifiers__value__in=list(values)).exclude(pk=person.pk)
    return list(others.distinct().order_by("name", "id")[:MOST_HOLDERS])
