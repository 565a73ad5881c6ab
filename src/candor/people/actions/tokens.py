"""Tokens of the API: made by their owner, shown once, ended at once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.db.spare import spare
from candor.kernel.ids import new_secret
from candor.kernel.turns import a_moment_ago, one_at_a_time
from candor.people import notices
from candor.people.actions.accounts import account_of
from candor.people.actions.identifiers import Refused
from candor.people.actions.persons import NewPerson, add_person
from candor.people.actions.staff import make_staff
from candor.people.actors import staff_row
from candor.people.models import Account, ApiToken, StaffMember
from candor.people.roles import Role
from candor.people.rules.text import one_line
from candor.people.scopes import Scope, scopes_open_to
from candor.people.sources import Source

MARK = "candor_"
"""What each token begins with, so that scanners of published code can find one that got there."""

USUAL_LIFE, LONGEST_LIFE = timedelta(days=90), timedelta(days=365)
SEEN_EVERY = timedelta(minutes=1)
ENDED_KEPT = timedelta(days=90)
MOST_TOKENS = 50
"""Tokens that one account may have at a time."""


@dataclass(frozen=True, slots=True)
class NewToken:
    """What a token shall be called, may do, and how long it lives."""

    name: str
    scopes: Sequence[Scope]
    lives: timedelta = USUAL_LIFE


@transaction.atomic
def create_own_token(account: Account, new: NewToken, *, by: Actor) -> tuple[ApiToken, str]:
    """As `create_token`, for a page: pressing its button twice makes one token, and the second press raises Refused."""
    one_at_a_time("people.token")
    if account.api_tokens.filter(name=one_line(new.name)[:60], created_at__gt=a_moment_ago()).exists():
        raise Refused(_("You made a token of this name a moment ago. Its text stands where that was answered."))
    return create_token(account, new, by=by)


@transaction.atomic
def create_token(account: Account, new: NewToken, *, by: Actor) -> tuple[ApiToken, str]:
    """Make a token for the account; answers its row and its text, which is stored nowhere.

    Raises Refused without a scope, for a scope that the owner's role does not include, and where there are too many.
    """
    staff = staff_row(account)
    if not new.scopes or set(new.scopes) - set(scopes_open_to(staff.role if staff else "")):
        raise Refused(_("Choose what the token may do, within what you may do yourself."))
    now = clock.now()
    if account.api_tokens.filter(revoked_at=None, expires_at__gt=now).count() >= MOST_TOKENS:
        raise Refused(_("There are fifty tokens already. Revoke one that is no longer needed."))
    text = f"{MARK}{new_secret()}"
    token = ApiToken.objects.create(
        account=account,
        name=one_line(new.name)[:60],
        beginning=text[: len(MARK) + 5],
        digest=digest_of(text),
        scopes=sorted(scope.value for scope in new.scopes),
        epoch=account.epoch,
        created_at=now,
        expires_at=now + min(new.lives, LONGEST_LIFE),
    )
    record("people.token.created", token, by=by, person=account.person_id, scopes=len(new.scopes))
    notices.tell_token_created(account.person, by=by)
    return token, text


@transaction.atomic
def revoke_token(token: ApiToken, *, by: Actor) -> None:
    """End the token now. Revoking twice changes nothing."""
    if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=clock.now()):
        record("people.token.revoked", token, by=by, person=token.account.person_id)


def note_use(token: ApiToken) -> None:
    """Note that the token lives, at most once a minute: requests that only read hardly write."""
    now = clock.now()
    if token.last_used_at is None or token.last_used_at <= now - SEEN_EVERY:
        with spare("token"):
            ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)


def note_refusal(token: ApiToken, *, by: Actor) -> None:
    """Record that somebody tried the token after it had ended, at most once a minute."""
    now = clock.now()
    with spare("refused token"), transaction.atomic():
        not_lately = Q(refused_at=None) | Q(refused_at__lte=now - SEEN_EVERY)
        if ApiToken.objects.filter(not_lately, pk=token.pk).update(refused_at=now):
            record("people.token.refused", token, by=by, reason=reason_it_ended(token, now))


def reason_it_ended(token: ApiToken, now: datetime) -> str:
    """Why the token no longer counts, as an enum; "" while it does. Needs its account with the staff row."""
    if token.revoked_at is not None:
        return "revoked"
    if token.expires_at <= now:
        return "expired"
    if not token.account.is_active:
        return "locked"
    staff = getattr(token.account, "staff", None)
    is_over = staff is not None and staff.left_at is None and staff_row(token.account) is None
    return "owner-changed" if token.epoch != token.account.epoch or is_over else ""


@transaction.atomic
def service_account(role: Role, name: str, *, by: Actor) -> Account:
    """The account of a program, by its name: staff of this role with no address and no password, so nobody signs in.

    Asking again for the same name and role gives the same account.
    """
    known = StaffMember.objects.filter(
        account__person__name=name, account__person__source=Source.SERVICE, role=role, left_at=None
    )
    member = known.select_related("account__person", "account__staff").first()
    if member is not None:
        return member.account
    account = account_of(add_person(NewPerson(name, source=Source.SERVICE), by=by))
    make_staff(account, role, by=by)
    return Account.objects.select_related("person", "staff").get(pk=account.pk)


@transaction.atomic
def forget_ended() -> None:
    """Delete tokens that ended longer ago than anybody asks about."""
    long_ago = clock.now() - ENDED_KEPT
    ApiToken.objects.filter(Q(expires_at__lt=long_ago) | Q(revoked_at__lt=long_ago)).delete()


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
