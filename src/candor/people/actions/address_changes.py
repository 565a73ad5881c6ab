"""A new e-mail address of somebody who signs in: it counts once the mailbox known so far has agreed, too (ADR 0039).

Who has the address can have the password reset to it, so a borrowed session or a clerk's good faith must not be enough.
Each end gets a link; looking at it changes nothing. Until both have said yes the address stands in no `Identifier`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from candor.kernel import clock, tokens
from candor.kernel.actor import JOB, Actor
from candor.kernel.audit import record
from candor.kernel.models import Token
from candor.kernel.registries import guards
from candor.kernel.turns import a_moment_ago, one_at_a_time
from candor.people import notices
from candor.people.actions.identifiers import (
    Refused,
    add_identifier,
    confirm_identifier,
    make_primary,
    protect_colleagues,
    refuse_the_erased,
    remove_identifier,
)
from candor.people.identifiers import normalise
from candor.people.models import AddressChange, Identifier, IdentifierKind, Person
from candor.people.queries.address_changes import known_address
from candor.people.rules.address_changes import KEPT, LIVES, WAIT, Consent, counts, expiry
from candor.people.rules.text import one_line

MOST_AT_ONCE = 100
OVER = _("This change is over: it was confirmed, stopped, or its time has passed.")


class End(StrEnum):
    """Which mailbox says something; the value is the purpose of its link."""

    NEW = "address-new"
    OLD = "address-old"


@dataclass(frozen=True, slots=True)
class NewAddress:
    """The address as typed, and whether it takes the place of the one known so far."""

    email: str
    label: str = ""
    replaces: bool = False


@dataclass(frozen=True, slots=True)
class OpenLink:
    """The change that waits behind a mailed link, and at which end."""

    token: Token
    change: AddressChange
    end: End


@transaction.atomic
def ask_for_address(person: Person, wanted: NewAddress, *, by: Actor) -> AddressChange:
    """Ask both mailboxes. Pressing the button twice asks once; another address ends what was asked before.

    Raises NotAnIdentifier for what is no address, and Refused for one that the person has, that must not be stored, or
    of a colleague whom only administrators change.
    """
    email = normalise(IdentifierKind.EMAIL, wanted.email)
    one_at_a_time("people.address-change")
    protect_colleagues(person, IdentifierKind.EMAIL, by)
    refuse_the_erased(person)
    _refuse_unfit(person, email)
    earlier = AddressChange.objects.open().filter(person=person).first()
    if earlier is not None:
        if earlier.email == email and earlier.replaces == wanted.replaces and earlier.asked_at > a_moment_ago():
            return earlier
        stop(earlier, by=by)
    now, old = clock.now(), known_address(person)
    change = AddressChange.objects.create(
        person=person,
        email=email,
        written=one_line(wanted.email)[:254],
        label=one_line(wanted.label)[:40],
        old=old.value if old else "",
        replaces=wanted.replaces and old is not None,
        asked_by_id=by.id if by.is_staff and by.id != person.pk else None,
        asked_at=now,
        expires_at=expiry(now, None),
    )
    record("people.address_change.asked", change, by=by, person=person.pk, replaces=change.replaces)
    notices.ask_new_mailbox(change, _secret_for(change, End.NEW), by=by)
    if old is not None:
        notices.ask_known_mailbox(change, _secret_for(change, End.OLD), by=by)
    return change


def change_behind(end: End, secret: str) -> OpenLink | None:
    """The open change of a mailed link; None where it leads nowhere. Changes nothing."""
    token = tokens.find_link(end.value, secret)
    if token is None:
        return None
    change = AddressChange.objects.open().select_related("person").filter(pk=token.subject_id or 0).first()
    return OpenLink(token, change, end) if change is not None and change.expires_at > clock.now() else None


@transaction.atomic
def agree(link: OpenLink, *, by: Actor, is_lost: bool = False) -> AddressChange:
    """The owner of a mailbox says yes. At the new one they may say that the old one can no longer be read.

    Raises Refused where somebody was quicker, and as `add_identifier` does.
    """
    change = _locked(link.change)
    if change is None or not tokens.use(link.token):
        raise Refused(OVER)
    if link.end is End.NEW:
        change.new_confirmed_at, change.is_lost = clock.now(), is_lost and bool(change.old)
        change.save(update_fields=["new_confirmed_at", "is_lost"])
    else:
        change.old_confirmed_at = clock.now()
        change.save(update_fields=["old_confirmed_at"])
    record("people.address_change.agreed", change, by=by, person=change.person_id, end=link.end.value)
    _take_effect(change, by)
    return change


@transaction.atomic
def stop(change: AddressChange, *, by: Actor) -> bool:
    """Nothing comes of it, and its links end; True for the one who did it."""
    now = clock.now()
    if not AddressChange.objects.open().filter(pk=change.pk).update(stopped_at=now):
        return False
    change.stopped_at = now
    _end_links(change)
    record("people.address_change.stopped", change, by=by, person=change.person_id)
    return True


@transaction.atomic
def let_pass(change: AddressChange, proof: str, *, by: Actor) -> bool:
    """An officer is certain who asks, and the old mailbox is lost: it counts after a wait, unless somebody stops it.

    True for the one who decided. Both mailboxes are told at once. Raises Refused for one's own address, before the new
    mailbox has agreed, and where it is over.
    """
    if change.person_id == by.id:
        raise Refused(_("Somebody else decides about your own address."))
    row = _locked(change)
    if row is None:
        raise Refused(OVER)
    if row.new_confirmed_at is None:
        raise Refused(_("The new mailbox has not agreed yet. Only then there is something to decide."))
    if row.takes_effect_at is not None:
        return False
    row.proof, row.decided_by_id, row.decided_at = proof, by.id, clock.now()
    row.takes_effect_at = row.decided_at + WAIT
    row.expires_at = expiry(row.asked_at, row.takes_effect_at)
    row.save(update_fields=["proof", "decided_by", "decided_at", "takes_effect_at", "expires_at"])
    record("people.address_change.decided", row, by=by, person=row.person_id, proof=proof)
    tokens.revoke(End.OLD.value, row.pk)
    notices.announce_address(row, _secret_for(row, End.OLD), by=by)
    return True


def carry_on() -> None:
    """Let those count whose wait is over, end those that nobody answered, forget the old ones."""
    now = clock.now()
    waiting = AddressChange.objects.open()
    for change in waiting.filter(takes_effect_at__lte=now).order_by("pk")[:MOST_AT_ONCE]:
        _let_count(change)
    for change in waiting.filter(expires_at__lte=now).order_by("pk")[:MOST_AT_ONCE]:
        stop(change, by=JOB)
    AddressChange.objects.filter(asked_at__lte=now - KEPT).exclude(done_at=None, stopped_at=None).delete()


@transaction.atomic
def _let_count(change: AddressChange) -> None:
    row = _locked(change)
    if row is None:
        return
    try:
        with transaction.atomic():
            _take_effect(row, JOB)
    except Refused:
        stop(row, by=JOB)


def _take_effect(change: AddressChange, by: Actor) -> None:
    """Write the address down where all who are asked have agreed, and tell both mailboxes."""
    agreed = change.new_confirmed_at is not None, change.old_confirmed_at is not None
    if not counts(Consent(*agreed, bool(change.old), change.takes_effect_at), clock.now()):
        return
    person = change.person
    identifier = add_identifier(person, IdentifierKind.EMAIL, change.written, label=change.label, by=by)
    confirm_identifier(identifier, by=by)
    if change.replaces:
        make_primary(identifier, by=by)
        for former in person.identifiers.filter(kind=IdentifierKind.EMAIL, value=change.old):
            remove_identifier(former, by=by)
    change.done_at = clock.now()
    change.save(update_fields=["done_at"])
    _end_links(change)
    record("people.address_change.done", change, by=by, person=person.pk)
    notices.tell_address_changed(change, by=by)


def _refuse_unfit(person: Person, email: str) -> None:
    if Identifier.objects.filter(person=person, kind=IdentifierKind.EMAIL, value=email).exists():
        raise Refused(_("This address stands in the details already."))
    if not guards.allowed(guards.Ask.CREATE, email):
        raise Refused(_("This address or number must not be stored again: its owner had it erased."))


def _locked(change: AddressChange) -> AddressChange | None:
    """As it is now where it is open; whoever else changes it waits."""
    rows = AddressChange.objects.open().select_for_update(of=("self",)).select_related("person")
    return rows.filter(pk=change.pk, person__merged_into=None, person__erased_at=None).first()


def _secret_for(change: AddressChange, end: End) -> str:
    return tokens.issue_link(end.value, change.pk, lives=max(change.expires_at - clock.now(), LIVES))


def _end_links(change: AddressChange) -> None:
    for end in End:
        tokens.revoke(end.value, change.pk)
