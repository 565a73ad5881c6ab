"""The known cast. Every story in the tests is told with these people, the stranger included.

We are Lindwurm Software. Anna and Boris are technicians (Boris works the closed queue "Security" too), Clara sells,
Mara manages, Paula is the privacy officer, Adam the administrator. Kim works at the customer Nordlicht GmbH, Lee is its
super customer, Sam is at Hafen AG. Mallory belongs to nobody and tries things. The stranger has not signed in.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client

from candor.kernel import clock
from candor.kernel.actor import ANONYMOUS, Actor
from candor.people.actors import actor_of
from candor.people.models import (
    Account,
    Identifier,
    IdentifierKind,
    Membership,
    Organisation,
    Person,
    PersonName,
    StaffMember,
)
from candor.people.roles import Role
from candor.people.sessions import SessionStore

PASSWORD = "correct-horse-battery"
SINCE = date(2026, 1, 5)


def make_person(name: str, email: str = "", *, verified: bool = True) -> Person:
    person = Person.objects.create(name=name, source="test", created_at=clock.now())
    PersonName.objects.create(person=person, kind=PersonName.Kind.PRESENT, text=name)
    if email:
        Identifier.objects.create(
            person=person,
            kind=IdentifierKind.EMAIL,
            value=email.lower(),
            written=email,
            is_primary=True,
            verified_at=clock.now() if verified else None,
            created_at=clock.now(),
        )
    return person


def give_account(person: Person, password: str = PASSWORD) -> Account:
    return Account.objects.create(person=person, password=make_password(password), created_at=clock.now())


def make_staff(name: str, role: Role, email: str) -> Person:
    account = give_account(make_person(name, email))
    StaffMember.objects.create(account=account, role=role, started_on=SINCE)
    return account.person


def make_customer(name: str, email: str, organisation: Organisation | None, role: str = "member") -> Person:
    person = give_account(make_person(name, email)).person
    if organisation is not None:
        Membership.objects.create(person=person, organisation=organisation, role=role, since=SINCE)
    return person


def actor(person: Person) -> Actor:
    """The actor that this person is when signed in on the web."""
    return actor_of(Account.objects.select_related("staff").get(person=person))


def signed_in(person: Person) -> Client:
    """A browser in which this person has signed in."""
    from django.conf import settings

    store = SessionStore(None)
    store.sign_in(person.account)
    store.save()
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = str(store.session_key)
    return client


@pytest.fixture
def nordlicht(db: Any) -> Organisation:
    return Organisation.objects.create(name="Nordlicht GmbH", created_at=clock.now())


@pytest.fixture
def hafen(db: Any) -> Organisation:
    return Organisation.objects.create(name="Hafen AG", created_at=clock.now())


@pytest.fixture
def anna(db: Any) -> Person:
    return make_staff("Anna Berg", Role.TECHNICIAN, "anna@lindwurm.example")


@pytest.fixture
def boris(db: Any) -> Person:
    return make_staff("Boris Tal", Role.TECHNICIAN, "boris@lindwurm.example")


@pytest.fixture
def clara(db: Any) -> Person:
    return make_staff("Clara Wolff", Role.SALES, "clara@lindwurm.example")


@pytest.fixture
def mara(db: Any) -> Person:
    return make_staff("Mara Stern", Role.MANAGER, "mara@lindwurm.example")


@pytest.fixture
def paula(db: Any) -> Person:
    return make_staff("Paula Roth", Role.PRIVACY_OFFICER, "paula@lindwurm.example")


@pytest.fixture
def adam(db: Any) -> Person:
    return make_staff("Adam Kern", Role.ADMINISTRATOR, "adam@lindwurm.example")


@pytest.fixture
def kim(nordlicht: Organisation) -> Person:
    return make_customer("Kim Jansen", "kim@nordlicht.example", nordlicht)


@pytest.fixture
def lee(nordlicht: Organisation) -> Person:
    return make_customer("Lee Olsen", "lee@nordlicht.example", nordlicht, role="super")


@pytest.fixture
def sam(hafen: Organisation) -> Person:
    return make_customer("Sam Peters", "sam@hafen.example", hafen)


@pytest.fixture
def mallory(db: Any) -> Person:
    return make_customer("Mallory Quick", "mallory@elsewhere.example", None)


@pytest.fixture
def stranger() -> Actor:
    return ANONYMOUS
