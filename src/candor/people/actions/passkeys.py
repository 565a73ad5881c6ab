"""Passkeys: adding one, and taking the answer of one. Each question (challenge) is a kernel token that counts once.

A question is bound to its purpose, to the account where one is known, and to the session or the sign-in in hand; the
browser's answer repeats it, so that only its hash has to be kept here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from candor.kernel import clock, tokens
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.people import notices
from candor.people.actions.identifiers import Refused
from candor.people.actions.second_factors import Factor
from candor.people.actors import actor_of
from candor.people.models import Account, Passkey
from candor.people.queries import primary_email

if TYPE_CHECKING:
    from candor.people.webauthn import NewKey

QUESTION_LIVES = timedelta(minutes=5)
MOST = 20
"""Passkeys of one account."""

NOT_TAKEN = _("This passkey was not accepted. Try again, or use another way.")
TOO_OFTEN = _("That was too often. Wait a quarter of an hour, or use another way.")
TOO_MANY = _("Twenty passkeys are the most. Remove one that you no longer use first.")


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a question is asked for. `account` is None where the passkey itself shall say who it is.

    `to` binds it: the digest of the session, or the number of the sign-in in hand; "" where there is neither yet.
    """

    purpose: str
    account: Account | None = None
    to: str = ""

    @property
    def account_id(self) -> int | None:
        return self.account.pk if self.account else None


def adding(account: Account, to: str) -> Occasion:
    return Occasion("passkey-adding", account, to)


def signing_in() -> Occasion:
    """The passkey alone: it has to verify its person, which makes it both factors."""
    return Occasion("passkey-alone")


def second_step(account: Account, to: str) -> Occasion:
    return Occasion("passkey-second-step", account, to)


def confirming(account: Account, to: str) -> Occasion:
    return Occasion("passkey-confirming", account, to)


def questions_for_new(occasion: Occasion) -> Any:
    """Ask the browser for a new key pair: the options as JSON-ready values."""
    from candor.people import webauthn

    account = _account_of(occasion)
    known = list(account.passkeys.values_list("credential_id", flat=True)[:MOST])
    name = primary_email(account.person) or account.person.name
    return webauthn.creation_options(
        _ask(occasion), handle=_handle_of(account), name=name, shown_name=account.person.name, known=known
    )


def new_key(occasion: Occasion, text: str) -> NewKey:
    """The pair that the browser made, verified; the question is used up. Raises Refused."""
    from candor.people import webauthn

    if _account_of(occasion).passkeys.count() >= MOST:
        raise Refused(TOO_MANY)
    try:
        challenge = webauthn.challenge_of_new_key(text)
        _take(occasion, challenge)
        return webauthn.new_key(text, challenge)
    except webauthn.NotAnAnswer:
        raise Refused(NOT_TAKEN) from None


def keep_passkey(account: Account, name: str, key: NewKey, *, by: Actor) -> Passkey:
    """Keep the public half of a pair, and tell the person. Raises Refused for one that is known already."""
    try:
        return _store(account, name, key, by=by)
    except IntegrityError:
        raise Refused(_("This passkey is known here already.")) from None


def questions_for(occasion: Occasion) -> Any:
    """Ask for one of the account's passkeys, or for whichever the device has for this site."""
    from candor.people import webauthn

    known = None
    if occasion.account is not None:
        known = list(occasion.account.passkeys.values_list("credential_id", flat=True)[:MOST])
    return webauthn.request_options(_ask(occasion), known=known, must_verify=occasion.account is None)


def use_passkey(occasion: Occasion, text: str) -> Passkey:
    """The passkey that answered. Raises Refused, with the same words whatever was wrong."""
    from candor.people import webauthn

    try:
        answer = webauthn.answer_of(text)
        _take(occasion, answer.challenge)
        passkey = _known(occasion, answer.credential_id, answer.user)
        webauthn.verify(answer, passkey.public_key, must_verify=occasion.account is None)
    except webauthn.NotAnAnswer:
        raise Refused(NOT_TAKEN) from None
    if not _counted(passkey, answer.sign_count):
        raise Refused(NOT_TAKEN)
    return passkey


@transaction.atomic
def _store(account: Account, name: str, key: NewKey, *, by: Actor) -> Passkey:
    passkey = Passkey.objects.create(
        account=account,
        name=name,
        credential_id=key.credential_id,
        public_key=key.public_key,
        handle=_handle_of(account),
        sign_count=key.sign_count,
        created_at=clock.now(),
    )
    record("people.passkey.added", passkey, by=by)
    notices.tell_factor_added(account.person, Factor.PASSKEY, by=by)
    return passkey


def _handle_of(account: Account) -> str:
    """Our name for the account on devices, which keep one passkey for each: that of its first passkey stays."""
    first = account.passkeys.order_by("id").first()
    return first.handle if first else account.person.ref


def _ask(occasion: Occasion) -> str:
    """A new question. Its secret is 32 bytes in base64url, which is how a challenge travels."""
    with transaction.atomic():
        return tokens.issue_link(occasion.purpose, occasion.account_id, lives=QUESTION_LIVES, to=occasion.to)


def _take(occasion: Occasion, challenge: str) -> None:
    """Use the question up, whatever becomes of the answer. Raises Refused unless it was asked on this occasion."""
    token = tokens.find_link(occasion.purpose, challenge)
    is_ours = token is not None and (token.subject_id, token.details["to"]) == (occasion.account_id, occasion.to)
    if token is None or not is_ours or not tokens.use(token):
        raise Refused(_("This took too long, or the page was used before. Try again."))


def _known(occasion: Occasion, credential_id: str, user: str) -> Passkey:
    """The passkey of that name, of the account in hand; alone it has to name its account, too."""
    rows = Passkey.objects.select_related("account__person", "account__staff")
    passkey = rows.filter(credential_id=credential_id, account__is_active=True).first()
    if passkey is None:
        raise Refused(NOT_TAKEN)
    names_its_account = user == passkey.handle
    if occasion.account is None and not names_its_account:
        raise Refused(NOT_TAKEN)
    if occasion.account is not None and (passkey.account_id != occasion.account.pk or (user and not names_its_account)):
        raise Refused(NOT_TAKEN)
    return passkey


@transaction.atomic
def _counted(passkey: Passkey, count: int) -> bool:
    """Note the use. A counter that did not grow means that somebody has a copy (WebAuthn 7.2, step 22): recorded."""
    rows = Passkey.objects.filter(pk=passkey.pk)
    unused = rows.filter(sign_count=0) if count == 0 else rows.filter(sign_count__lt=count)
    if unused.update(sign_count=count, last_used_at=clock.now()):
        return True
    record("people.passkey.counter_went_back", passkey, by=actor_of(passkey.account))
    return False


def _account_of(occasion: Occasion) -> Account:
    if occasion.account is None:
        raise ValueError("a new passkey belongs to an account")
    return occasion.account
