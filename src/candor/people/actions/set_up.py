"""The first day: an empty instance becomes an organisation's, and gets its first administrator."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from candor.kernel import instance, tokens
from candor.kernel.actor import SYSTEM
from candor.kernel.audit import record
from candor.kernel.models import Instance, Token
from candor.people import passwords
from candor.people.actions.accounts import account_of
from candor.people.actions.identifiers import Refused, confirm_identifier
from candor.people.actions.persons import NewPerson, add_person
from candor.people.actions.staff import make_staff
from candor.people.models import Account
from candor.people.roles import Role
from candor.people.rules.passwords import weakness
from candor.people.sources import Source


@dataclass(frozen=True, slots=True)
class FirstDay:
    """What set-up asks."""

    organisation_name: str
    language: str
    time_zone: str
    name: str
    email: str
    password: str


def set_up(wanted: FirstDay, token: Token) -> Account:
    """Fill the empty instance and make its first administrator; works once, for one caller.

    Raises Refused for a weak password and when the instance was set up in the meantime; NotAnIdentifier for a wrong
    address.
    """
    weak = weakness(wanted.password, [wanted.name, wanted.email, wanted.organisation_name])
    if weak is not None:
        raise Refused(weak)
    hashed = passwords.hashed(wanted.password)
    with transaction.atomic():
        if not (tokens.use(token) and instance.finish_set_up(wanted.organisation_name)):
            raise Refused(_("This installation has been set up already. Go to the Tech Center and sign in."))
        Instance.objects.filter(pk=1).update(language=wanted.language, time_zone=wanted.time_zone)
        transaction.on_commit(instance.forget)
        return _first_administrator(wanted, hashed)


def _first_administrator(wanted: FirstDay, hashed: str) -> Account:
    person = add_person(
        NewPerson(
            wanted.name, wanted.email, language=wanted.language, time_zone=wanted.time_zone, source=Source.SET_UP
        ),
        by=SYSTEM,
    )
    for identifier in person.identifiers.all():
        confirm_identifier(identifier, by=SYSTEM)
    account = account_of(person)
    Account.objects.filter(pk=account.pk).update(password=hashed)
    make_staff(account, Role.ADMINISTRATOR, by=SYSTEM)
    record("people.instance.set_up", Instance.objects.get(pk=1), by=SYSTEM)
    account.refresh_from_db()
    return account
