"""How often somebody may try. Each question counts one more try, whether the address is known or not.

Nobody can lock another person out: what is counted tightly is an address together with the network that tries it. The
count over all networks is generous, and when it is used up the way by a code in the person's own mailbox stays open,
which is counted apart.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from candor.kernel.http.limits import allow

QUARTER, HOUR, DAY = timedelta(minutes=15), timedelta(hours=1), timedelta(days=1)


def may_try_password(email: str, network: str) -> bool:
    """Ten tries in a quarter of an hour for an address from one network; a hundred from a network for any address."""
    return _all_allow(
        (("sign-in", "pair", email, network), 10, QUARTER),
        (("sign-in", "network", network), 100, QUARTER),
        (("sign-in", "address", email), 300, HOUR),
    )


def may_ask_for_code(email: str, network: str) -> bool:
    """Five codes an hour for an address from one network; an address is never sent more than thirty a day."""
    return _all_allow(
        (("code", "pair", email, network), 5, HOUR),
        (("code", "network", network), 50, HOUR),
        (("code", "address", email), 30, DAY),
    )


def may_type_code(request: str, network: str) -> bool:
    """Ten typed codes for one request, and a hundred from one network, in a quarter of an hour."""
    return _all_allow(
        (("typed", "request", request), 10, QUARTER),
        (("typed", "network", network), 100, QUARTER),
    )


def may_try_app_code(account_id: int, network: str) -> bool:
    """Ten codes in a quarter of an hour from one network, twenty an hour and sixty a day in all.

    A million codes, three of which fit at a time: sixty tries a day hit once in fifteen years. Whoever uses them up has
    the password already; passkeys and recovery codes stay open to the owner.
    """
    return _all_allow(
        (("app-code", "pair", account_id, network), 10, QUARTER),
        (("app-code", "account", account_id), 20, HOUR),
        (("app-code", "day", account_id), 60, DAY),
    )


def may_try_recovery_code(account_id: int, network: str) -> bool:
    """Ten in a quarter of an hour for an account from one network; 60 random bits need no more."""
    return _all_allow((("recovery", "pair", account_id, network), 10, QUARTER))


def may_try_code(account_id: int, network: str, *, is_app_code: bool) -> bool:
    """Six digits are counted more tightly than recovery codes."""
    limit = may_try_app_code if is_app_code else may_try_recovery_code
    return limit(account_id, network)


def may_ask_passkey(network: str) -> bool:
    """A hundred questions to passkeys from one network in a quarter of an hour: each writes a row."""
    return _all_allow((("passkey", "network", network), 100, QUARTER))


def may_confirm_password(account_id: int) -> bool:
    """Ten tries in a quarter of an hour to confirm one's own password."""
    return _all_allow((("confirm", account_id), 10, QUARTER))


def may_add_address(account_id: int, email: str) -> bool:
    """Five codes an hour to confirm a new address, and five a day to one address, whoever asks."""
    return _all_allow((("add", account_id), 5, HOUR), (("add", "address", email), 5, DAY))


def _all_allow(*limits: tuple[tuple[str | int, ...], int, timedelta]) -> bool:
    """Count in all of them, in one transaction: one wait for the disk, and no limit hides behind another."""
    with transaction.atomic():
        answers = [allow(key, most, per) for key, most, per in limits]
    return all(answers)
