"""Accounts: made by whoever owns the mailbox, ended at once when they should be."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from candor.kernel import clock, tokens
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.people import notices, passwords
from candor.people.actions.identifiers import Refused
from candor.people.models import Account, Person, Session
from candor.people.queries import words_about
from candor.people.queries.second_factors import has_second_factor
from candor.people.rules.passwords import is_short, weakness, weakness_beside

RESET_REQUEST = "password-request"
"""The purpose of tokens by which somebody asks for a code for a new password."""


def account_of(person: Person) -> Account:
    """The person's account, made now where there is none yet; it has no password until one is set."""
    account, _is_new = Account.objects.get_or_create(
        person=person, defaults={"password": "", "created_at": clock.now()}
    )
    return account


def check_strength(person: Person, password: str) -> None:
    """Raise Refused with the reason when the password is not good enough for this person.

    Where a second factor stands beside it, eight characters will do.
    """
    is_beside = has_second_factor(Account.objects.filter(person=person).first())
    reason = (weakness_beside if is_beside else weakness)(password, words_about(person))
    if reason is not None:
        raise Refused(reason)


def check_strength_of_nobody(password: str) -> None:
    """As far as it can be judged before anybody has shown who they are: what would be refused for everybody."""
    reason = weakness_beside(password)
    if reason is not None:
        raise Refused(reason)


@transaction.atomic
def set_password(account: Account, hashed: str, *, by: Actor, is_short: bool = False) -> None:
    """Store a password that `passwords.hashed` made (hashing waits outside the transaction), and end all sessions.

    `is_short` says that it counts beside a second factor only (`rules.passwords.is_short`). Raises Refused where the
    last one went in the meantime. Codes that were asked for before stop working: whoever has one had it for the old
    password.
    """
    Account.objects.select_for_update().get(pk=account.pk)
    if is_short and not has_second_factor(account):
        raise Refused(_("Use at least 15 characters: your second factor was removed in the meantime."))
    had_one = bool(account.password)
    Account.objects.filter(pk=account.pk).update(
        password=hashed, password_is_short=is_short, password_changed_at=clock.now(), epoch=F("epoch") + 1
    )
    Session.objects.filter(account=account).delete()
    tokens.revoke(RESET_REQUEST, account.person_id)
    account.refresh_from_db()
    record("people.account.password_set", account, by=by)
    if had_one:
        notices.tell_password_changed(account.person, by=by)


def change_password(account: Account, present: str, wanted: str, *, by: Actor) -> None:
    """Change one's own password. Raises Refused when the present one is wrong or the new one too weak."""
    if not passwords.fits(account, present):
        raise Refused(_("This is not your present password."))
    check_strength(account.person, wanted)
    _replace_password(account, passwords.hashed(wanted), by=by, is_short=is_short(wanted))


@transaction.atomic
def _replace_password(account: Account, hashed: str, *, by: Actor, is_short: bool) -> None:
    """Set the password unless somebody set another one since `account` was read: of two at once, one counts."""
    if not Account.objects.filter(pk=account.pk, epoch=account.epoch).update(epoch=F("epoch")):
        raise Refused(_("This is not your present password."))
    set_password(account, hashed, by=by, is_short=is_short)


@transaction.atomic
def end_all_sessions(account: Account, *, by: Actor) -> None:
    """Sign the account out everywhere, at once."""
    Account.objects.filter(pk=account.pk).update(epoch=F("epoch") + 1)
    Session.objects.filter(account=account).delete()
    account.refresh_from_db()
    record("people.account.signed_out_everywhere", account, by=by)


@transaction.atomic
def end_session(account: Account, number: int, *, by: Actor) -> bool:
    """Sign the account out in one browser. False where it has no such session any more."""
    if not Session.objects.filter(account=account, pk=number).delete()[0]:
        return False
    record("people.account.session_ended", account, by=by)
    return True


@transaction.atomic
def lock_account(account: Account, *, by: Actor) -> None:
    """Let nobody sign in with the account until it is opened again. Locking twice changes nothing."""
    if Account.objects.filter(pk=account.pk, is_active=True).update(is_active=False, epoch=F("epoch") + 1):
        record("people.account.locked", account, by=by)


@transaction.atomic
def unlock_account(account: Account, *, by: Actor) -> None:
    if Account.objects.filter(pk=account.pk, is_active=False).update(is_active=True):
        record("people.account.unlocked", account, by=by)
