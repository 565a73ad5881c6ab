"""Signing in and out."""

from __future__ import annotations

from django.db import transaction

from candor.kernel import clock
from candor.kernel.actor import Channel
from candor.kernel.audit import record
from candor.people import passwords
from candor.people.actions import arrivals
from candor.people.actions.second_step import Admitted
from candor.people.actors import actor_of
from candor.people.identifiers import normalise_or_none
from candor.people.models import Account, IdentifierKind
from candor.people.sessions import SessionStore


def account_behind(email: str, password: str) -> Account | None:
    """The account that this address and password open, or None.

    Known and unknown addresses, and accounts without a password, cost the same query and the same hashing, so neither
    answer nor time tells which it was. An address that opens several accounts opens none.
    """
    value = normalise_or_none(IdentifierKind.EMAIL, email) or ""
    accounts = list(
        Account.objects.select_related("person", "staff").filter(
            is_active=True, person__identifiers__kind=IdentifierKind.EMAIL, person__identifiers__value=value
        )[:2]
    )
    account = accounts[0] if len(accounts) == 1 else None
    return account if passwords.fits(account, password) else None


def sign_in(session: SessionStore, admitted: Admitted, *, device: str, network: str = "") -> None:
    """Begin a session under a new key for somebody whom `second_step` admitted; what the visitor had is gone.

    Word goes out of a device or network that the account did not know.
    """
    account, factor = admitted.account, admitted.factor
    with transaction.atomic():
        arrivals.note(account, device=device, network=network)
        Account.objects.filter(pk=account.pk).update(last_login=clock.now())
        record("people.account.signed_in", account, by=actor_of(account, Channel.WEB), second_factor=factor)
    session.sign_in(account, device=device, network=network)


def sign_out(session: SessionStore) -> None:
    """End this session. Signing out twice changes nothing."""
    if session.row is not None:
        account = session.row.account
        with transaction.atomic():
            record("people.account.signed_out", account, by=actor_of(account, Channel.WEB))
            session.flush()
