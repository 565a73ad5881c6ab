"""Registering: an account for whoever owns a mailbox, made once they have shown that it is theirs.

For every address the same row is written and the same job asked for; only the job finds out what the address means,
and only its owner reads the answer. The mail has none of the words that were typed, because anybody can type anybody's
address (mail.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from candor.kernel import clock, tokens
from candor.kernel.actor import ANONYMOUS, JOB, Actor, ActorKind
from candor.kernel.audit import record
from candor.kernel.http.limits import keyed_hash
from candor.kernel.jobs import Task, enqueue
from candor.kernel.models import Token
from candor.kernel.turns import one_at_a_time
from candor.people import notices, passwords
from candor.people.actions.accounts import account_of, set_password
from candor.people.actions.identifiers import Refused, confirm_identifier
from candor.people.actions.organisations import add_member
from candor.people.actions.persons import NewPerson, add_person
from candor.people.identifiers import normalise
from candor.people.models import Account, Identifier, IdentifierKind, Membership, Person, Registration
from candor.people.queries import words_about
from candor.people.queries.registration import (
    Known,
    Standing,
    known_as,
    organisation_by_domain,
    registration_is_open,
    registration_rules,
)
from candor.people.rules.passwords import weakness
from candor.people.rules.text import one_line
from candor.people.sources import Source

CONFIRMATION = "registration"
"""The purpose of the links that are mailed."""

LIVES = timedelta(days=1)
TOO_LATE = _("This link has been used in the meantime. Sign in, or register once more.")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the form brings. `key` is its one-time key, `notice_version` the privacy notice that it linked."""

    key: str
    name: str
    email: str
    organisation: str = ""
    language: str = ""
    time_zone: str = ""
    notice_version: str = ""


@transaction.atomic
def ask_to_register(wanted: Wanted, *, mailer: Task, by: Actor) -> None:
    """Keep what was typed for a day, and let a job write to the address. The same form twice is one."""
    email = normalise(IdentifierKind.EMAIL, wanted.email)
    now = clock.now()
    registration, is_new = Registration.objects.get_or_create(
        key=keyed_hash(("registration", wanted.key, email)),
        defaults={
            "email": email,
            "name": one_line(wanted.name)[:200],
            "organisation": one_line(wanted.organisation)[:200],
            "language": wanted.language,
            "time_zone": wanted.time_zone,
            "notice_version": wanted.notice_version,
            "created_at": now,
            "expires_at": now + LIVES,
        },
    )
    if is_new:
        record("people.registration.asked", registration, by=by)
        enqueue(mailer, registration.pk)


@transaction.atomic
def answer_registration(registration_id: int) -> None:
    """Write to the address what it means. Running again replaces the link and mails the new one.

    Where nothing can come of it, what was typed is forgotten at once.
    """
    registration = Registration.objects.filter(pk=registration_id, expires_at__gt=clock.now()).first()
    if registration is None:
        return
    known = known_as(registration.email)
    if not registration_is_open():
        registration.delete()
        return
    if known.may_go_on:
        tokens.revoke(CONFIRMATION, registration.pk)
        secret = tokens.issue_link(CONFIRMATION, registration.pk, lives=registration.expires_at - clock.now())
        notices.send_registration_link(registration, secret, by=JOB)
        return
    notices.tell_registration_is_no_way(registration, known.standing, by=JOB)
    registration.delete()


def registration_behind(secret: str) -> tuple[Token, Registration, Known] | None:
    """The open registration of a mailed link and what its address means by now; None where it leads nowhere."""
    token = tokens.find_link(CONFIRMATION, secret) if registration_is_open() else None
    if token is None or token.subject_id is None:
        return None
    registration = Registration.objects.filter(pk=token.subject_id).first()
    if registration is None:
        return None
    known = known_as(registration.email)
    return (token, registration, known) if known.may_go_on else None


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What the owner of the mailbox says on the confirmation page; name and organisation count for somebody new."""

    password: str
    name: str = ""
    organisation: str = ""


def confirm_registration(token: Token, registration: Registration, said: Confirmed) -> Account:
    """Make the account, and the person where nobody has the address; what a known person has told us stays.

    Raises Refused for a weak password, which leaves the link usable, and where somebody was quicker.
    """
    entry = known_as(registration.email).entry
    about = words_about(entry.person if entry else None)
    weak = weakness(said.password, [*about, said.name, said.organisation, registration.email])
    if weak is not None:
        raise Refused(weak)
    hashed = passwords.hashed(said.password)
    with transaction.atomic():
        one_at_a_time("people.person")
        known = known_as(registration.email)
        if not (known.may_go_on and tokens.use(token)):
            raise Refused(TOO_LATE)
        account = _account_for(registration, known, said)
        set_password(account, hashed, by=_themselves(account.person))
        Registration.objects.filter(email=registration.email).delete()
    account.refresh_from_db()
    return account


def forget_old_registrations() -> int:
    """Delete what nobody confirmed in time."""
    return Registration.objects.filter(expires_at__lte=clock.now()).delete()[0]


def _account_for(registration: Registration, known: Known, said: Confirmed) -> Account:
    entry = known.entry if known.standing is Standing.KNOWN else None
    entry = entry or _written_down(registration, said)
    by = _themselves(entry.person)
    confirm_identifier(entry, by=by)
    account = account_of(entry.person)
    Account.objects.filter(pk=account.pk).update(notice_version=registration.notice_version)
    record("people.registration.confirmed", account, by=by, is_known=known.entry is not None)
    _join_by_domain(entry.person, registration.email, by)
    return account


def _written_down(registration: Registration, said: Confirmed) -> Identifier:
    """Somebody new, with where they say they belong as a suggestion for staff."""
    person = add_person(
        NewPerson(
            said.name or registration.name,
            registration.email,
            language=registration.language,
            time_zone=registration.time_zone,
            source=Source.REGISTRATION,
        ),
        by=ANONYMOUS,
    )
    person.claimed_organisation = one_line(said.organisation)[:200]
    person.save(update_fields=["claimed_organisation"])
    return person.identifiers.get(kind=IdentifierKind.EMAIL)


def _join_by_domain(person: Person, email: str, by: Actor) -> None:
    """Who proves an address of an organisation's own domain belongs to it, where the owner has switched that on."""
    organisation = organisation_by_domain(email) if registration_rules().joins_by_domain else None
    if organisation is None or Membership.objects.filter(person=person, organisation=organisation).exists():
        return
    add_member(organisation, person, by=by)


def _themselves(person: Person) -> Actor:
    return Actor(ActorKind.CUSTOMER, person.pk)
