"""Second factors that need nothing but a code: authenticator apps and recovery codes; and losing them all."""

from __future__ import annotations

import secrets
from datetime import timedelta
from enum import StrEnum

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.sealing import Seal, WrongKey
from candor.people import notices
from candor.people.actions.identifiers import Refused
from candor.people.models import Account, AuthenticatorApp, Passkey, RecoveryCode, Session
from candor.people.queries.second_factors import Factors, factors_of, must_have_second_factor, new_app_of
from candor.people.rules import second_factors as rules
from candor.people.rules.recovery import digest_of, new_recovery_codes

SEAL = Seal("sign-in.key")
SET_UP_LIVES = timedelta(hours=1)
WRONG_CODE = _("This code is not right, or it was used already. Wait for the next one and try again.")


class Factor(StrEnum):
    """What was shown beside the password."""

    APP = "app"
    PASSKEY = "passkey"
    RECOVERY_CODE = "recovery-code"


@transaction.atomic
def start_app(account: Account, *, by: Actor) -> AuthenticatorApp:
    """Make a secret for an app. It counts for nothing until a first code has come back; an earlier one that waits goes.

    An app that is confirmed keeps counting meanwhile.
    """
    Account.objects.select_for_update().get(pk=account.pk)
    AuthenticatorApp.objects.filter(account=account, confirmed_at=None).delete()
    sealed = SEAL.close(secrets.token_bytes(rules.SECRET_BYTES).hex())
    app = AuthenticatorApp.objects.create(account=account, secret=sealed, created_at=clock.now())
    record("people.authenticator_app.started", app, by=by)
    return app


def secret_of(app: AuthenticatorApp) -> bytes:
    """The app's secret. Raises WrongKey."""
    return bytes.fromhex(SEAL.open(app.secret))


@transaction.atomic
def confirm_app(account: Account, code: str, *, by: Actor) -> None:
    """Let the app that waits count, in the place of an earlier one. Raises Refused for a code that it does not show."""
    app = new_app_of(account)
    if app is None or app.created_at < clock.now() - SET_UP_LIVES:
        raise Refused(_("The hour for setting up the app is over. Begin again."))
    step = rules.step_of(secret_of(app), rules.without_spaces(code), clock.now())
    if step is None:
        raise Refused(_("This is not the code that the app shows now. Check the telephone's clock and try again."))
    AuthenticatorApp.objects.filter(account=account).exclude(pk=app.pk).delete()
    AuthenticatorApp.objects.filter(pk=app.pk).update(confirmed_at=clock.now(), last_step=step)
    record("people.authenticator_app.added", app, by=by)
    notices.tell_factor_added(account.person, Factor.APP, by=by)


@transaction.atomic
def remove_app(account: Account, *, by: Actor) -> None:
    """Take the app away. Raises Refused where the account has to keep a second factor; twice changes nothing."""
    app = _removable(account).app
    if app is not None:
        record("people.authenticator_app.removed", app, by=by)
        app.delete()
        _after_removal(account, Factor.APP, by=by)


@transaction.atomic
def rename_passkey(passkey: Passkey, name: str, *, by: Actor) -> None:
    if Passkey.objects.filter(pk=passkey.pk).exclude(name=name).update(name=name):
        record("people.passkey.renamed", passkey, by=by)


@transaction.atomic
def remove_passkey(passkey: Passkey, *, by: Actor) -> None:
    """Take a passkey away. Raises Refused where the account has to keep a second factor."""
    account = passkey.account
    if passkey.pk in {known.pk for known in _removable(account).passkeys}:
        record("people.passkey.removed", passkey, by=by)
        Passkey.objects.filter(pk=passkey.pk).delete()
        _after_removal(account, Factor.PASSKEY, by=by)


@transaction.atomic
def replace_recovery_codes(account: Account, *, by: Actor) -> list[str]:
    """Make ten new codes in the place of all earlier ones. This is the only time that anybody sees them."""
    codes = new_recovery_codes()
    RecoveryCode.objects.filter(account=account).delete()
    now = clock.now()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(account=account, digest=digest_of(settings.SECRET_KEY, account.pk, code), created_at=now)
        for code in codes
    )
    record("people.recovery_codes.made", account, by=by)
    return codes


@transaction.atomic
def renew_recovery_codes(account: Account, *, by: Actor) -> list[str]:
    """As `replace_recovery_codes`, asked for by the person, who is told by mail, too."""
    codes = replace_recovery_codes(account, by=by)
    notices.tell_recovery_codes_made(account.person, by=by)
    return codes


def use_code(account: Account, typed: str, *, by: Actor) -> Factor:
    """Use up a code of the app or a recovery code. Of many who use the same at once one wins.

    Raises Refused with the same words whether it is wrong, used up or of another time.
    """
    with transaction.atomic():
        if rules.looks_like_app_code(typed):
            if _use_app_code(account, rules.without_spaces(typed)):
                return Factor.APP
        elif _use_recovery_code(account, typed, by=by):
            return Factor.RECOVERY_CODE
    raise Refused(WRONG_CODE)


@transaction.atomic
def remove_all_factors(account: Account, *, by: Actor) -> None:
    """Help somebody who lost them: app, passkeys and codes go, everything signed in ends, and the person is told.

    A password that was good enough only beside a second factor goes too: a code by mail makes the next one.
    """
    if not factors_of(account).any:
        return
    for model in (AuthenticatorApp, Passkey, RecoveryCode):
        model._default_manager.filter(account=account).delete()
    Account.objects.filter(pk=account.pk, password_is_short=True).update(password="", password_is_short=False)
    Account.objects.filter(pk=account.pk).update(epoch=F("epoch") + 1)
    Session.objects.filter(account=account).delete()
    record("people.account.factors_removed", account, by=by)
    notices.tell_factors_removed(account.person, by=by)


def _use_app_code(account: Account, code: str) -> bool:
    app = AuthenticatorApp.objects.filter(account=account).exclude(confirmed_at=None).first()
    try:
        step = rules.step_of(secret_of(app), code, clock.now()) if app else None
    except WrongKey:
        raise Refused(_("The app's secret cannot be read here any more. Use a passkey or a recovery code.")) from None
    if app is None or step is None:
        return False
    return bool(AuthenticatorApp.objects.filter(pk=app.pk, last_step__lt=step).update(last_step=step))


def _use_recovery_code(account: Account, typed: str, *, by: Actor) -> bool:
    digest = digest_of(settings.SECRET_KEY, account.pk, typed)
    unused = RecoveryCode.objects.filter(account=account, digest=digest, used_at=None)
    if not unused.update(used_at=clock.now()):
        return False
    left = factors_of(account).codes_left
    record("people.recovery_code.used", account, by=by, left=left)
    notices.tell_recovery_code_used(account.person, left, by=by)
    return True


def _removable(account: Account) -> Factors:
    """The account's factors, locked until the transaction ends. Raises Refused when the last one has to stay."""
    present = Account.objects.select_for_update(of=("self",)).select_related("staff").get(pk=account.pk)
    factors = factors_of(present)
    if factors.is_last and must_have_second_factor(present):
        raise Refused(_("Everybody who works here needs a second factor. Set up another one before you remove this."))
    if factors.is_last and present.password_is_short:
        raise Refused(
            _("Your password is too short to stand alone. Change it to at least 15 characters, then remove this.")
        )
    return factors


def _after_removal(account: Account, factor: Factor, *, by: Actor) -> None:
    """Recovery codes stand in for a second factor: without one they go."""
    if not factors_of(account).any:
        RecoveryCode.objects.filter(account=account).delete()
    notices.tell_factor_removed(account.person, factor, by=by)
