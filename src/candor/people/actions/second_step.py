"""The one place that decides whether a session may begin, after a password, a code by mail, an invitation or set-up.

Whoever has a second factor is asked for it; staff who need one and have none set it up first. Until then there is no
session and no cookie: what was shown so far stands in a single-use token, which the page carries in its form. A session
takes an `Admitted`, and nothing but this module makes one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from candor.kernel import tokens
from candor.kernel.models import Token
from candor.people.actions import passkeys, second_factors
from candor.people.actions.identifiers import Refused
from candor.people.actions.second_factors import Factor
from candor.people.actors import actor_of
from candor.people.models import Account
from candor.people.queries.second_factors import has_second_factor, must_have_second_factor

STEP_LIVES = timedelta(minutes=15)
OVER = _("This sign-in took too long, or it was finished before. Sign in again.")


class Step(StrEnum):
    """What is still to be done; the token's purpose."""

    SHOW = "sign-in-show-factor"
    SET_UP = "sign-in-set-up-factor"


@dataclass(frozen=True, slots=True)
class Admitted:
    """Somebody for whom a session may begin, and the second factor shown; None where the account has none."""

    account: Account
    factor: Factor | None = None


@dataclass(frozen=True, slots=True)
class Pending:
    """Somebody who has to take one more step. `secret` stands in the page's form; `token` is its row."""

    step: Step
    account: Account
    secret: str
    token: Token

    @property
    def binding(self) -> str:
        """What a passkey's question is bound to."""
        return f"step-{self.token.pk}"


def after_first_proof(account: Account) -> Admitted | Pending:
    """Decide for an account whose person has shown one thing: a password, their mailbox, another service's word."""
    if has_second_factor(account):
        return _pending(Step.SHOW, account)
    if must_have_second_factor(account):
        return _pending(Step.SET_UP, account)
    return Admitted(account)


def after_passkey(passkey_answer: str) -> Admitted:
    """A passkey alone has verified its person by itself: that is both factors. Raises Refused."""
    passkey = passkeys.use_passkey(passkeys.signing_in(), passkey_answer)
    return Admitted(passkey.account, Factor.PASSKEY)


def by_one_click(account: Account) -> Admitted:
    """Whoever visits a public sandbox may be any of its people, whatever an earlier visitor set up. Nowhere else."""
    if settings.INSTANCE.sandbox_until is None:
        raise RuntimeError("only a sandbox lets people in without asking for anything")
    return Admitted(account)


def still_signed_in(account: Account) -> Admitted:
    """The person of the session in hand goes on under a new key, after all their sessions ended. For nobody else."""
    return Admitted(account)


def pending_behind(step: Step, secret: str) -> Pending | None:
    """The sign-in that waits for this step, or None. One that was begun before everything was signed out is over."""
    token = tokens.find_link(step, secret)
    if token is None or token.subject_id is None:
        return None
    accounts = Account.objects.select_related("person", "staff")
    account = accounts.filter(pk=token.subject_id, is_active=True, epoch=token.details["epoch"]).first()
    return Pending(step, account, secret, token) if account else None


def show_code(pending: Pending, code: str) -> Admitted:
    """Take the second step by a code of the app or a recovery code. Raises Refused."""
    with transaction.atomic():
        factor = second_factors.use_code(pending.account, code, by=actor_of(pending.account))
        _finish(pending)
    return Admitted(pending.account, factor)


def show_passkey(pending: Pending, answer: str) -> Admitted:
    """Take the second step by a passkey. Raises Refused."""
    passkeys.use_passkey(passkeys.second_step(pending.account, pending.binding), answer)
    _finish(pending)
    return Admitted(pending.account, Factor.PASSKEY)


def set_up_app(pending: Pending, code: str) -> tuple[Admitted, list[str]]:
    """Confirm a first app on the way in; with the recovery codes. Raises Refused."""
    by = actor_of(pending.account)
    with transaction.atomic():
        _finish_set_up(pending)
        second_factors.confirm_app(pending.account, code, by=by)
        codes = second_factors.replace_recovery_codes(pending.account, by=by)
    return Admitted(pending.account, Factor.APP), codes


def set_up_passkey(pending: Pending, name: str, answer: str) -> tuple[Admitted, list[str]]:
    """Add a first passkey on the way in; with the recovery codes. Raises Refused."""
    by = actor_of(pending.account)
    key = passkeys.new_key(passkeys.adding(pending.account, pending.binding), answer)
    with transaction.atomic():
        _finish_set_up(pending)
        passkeys.keep_passkey(pending.account, name, key, by=by)
        codes = second_factors.replace_recovery_codes(pending.account, by=by)
    return Admitted(pending.account, Factor.PASSKEY), codes


@transaction.atomic
def _pending(step: Step, account: Account) -> Pending:
    secret = tokens.issue_link(step, account.pk, lives=STEP_LIVES, epoch=account.epoch)
    token = tokens.find_link(step, secret)
    if token is None:
        raise RuntimeError("a token that was just made is there")
    return Pending(step, account, secret, token)


def _finish(pending: Pending) -> None:
    """Use the sign-in up: it opens one session."""
    if not tokens.use(pending.token):
        raise Refused(OVER)


def _finish_set_up(pending: Pending) -> None:
    """As `_finish`; nobody adds a first factor to an account that has one by now."""
    Account.objects.select_for_update().get(pk=pending.account.pk)
    if has_second_factor(pending.account):
        raise Refused(OVER)
    _finish(pending)
