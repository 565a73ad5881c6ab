"""How often somebody may try. Each question counts one more try, whether the address is known or not.

Nobody can lock another person out: what is counted tightly is an address together with the network that tries it. The
count over all networks slows somebody who has many of them. It leaves out the networks from which the account has
signed in lately, so its owner keeps getting in while it is used up; and the way by a code in the person's own mailbox
is counted apart, by the same rule.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from candor.kernel.http.limits import allow
from candor.people.queries.arrivals import is_known_network

QUARTER, HOUR, DAY = timedelta(minutes=15), timedelta(hours=1), timedelta(days=1)
WAIT_AN_HOUR = _("That was too often. Wait an hour and try again.")


def may_try_password(email: str, network: str) -> bool:
    """Ten tries in a quarter of an hour for an address from one network.

    From networks that the account does not know: a hundred in a quarter of an hour for any address, and fifty an hour
    for one address from all of them together.
    """
    by_network, by_address = _shared_counts(email, network)
    return _all_allow(
        (("sign-in", "pair", email, network), 10, QUARTER),
        (("sign-in", "network", *by_network), 100, QUARTER),
        (("sign-in", "address", *by_address), 50, HOUR),
    )


def may_ask_for_code(email: str, network: str) -> bool:
    """Five codes an hour for an address from one network; from networks it does not know, thirty a day in all."""
    by_network, by_address = _shared_counts(email, network)
    return _all_allow(
        (("code", "pair", email, network), 5, HOUR),
        (("code", "network", *by_network), 50, HOUR),
        (("code", "address", *by_address), 30, DAY),
    )


def may_register(email: str, network: str) -> bool:
    """Five registrations an hour for an address from one network, thirty from the network, ten a day for the address.

    Three hundred an hour in all: each of them is a mail to an address that may be anybody's.
    """
    return _all_allow(
        (("register", "pair", email, network), 5, HOUR),
        (("register", "network", network), 30, HOUR),
        (("register", "address", email), 10, DAY),
        (("register", "all"), 300, HOUR),
    )


def may_invite(account_id: int, email: str) -> bool:
    """Ten invitations a day by one account, and three a day to one address, whoever invites."""
    return _all_allow((("invite", account_id), 10, DAY), (("invite", "address", email), 3, DAY))


def may_confirm_registration(network: str) -> bool:
    """Sixty answers to mailed links from one network in a quarter of an hour: each hashes a password."""
    return _all_allow((("registered", network), 60, QUARTER))


def may_type_code(request: str, network: str) -> bool:
    """Ten typed codes for one request, and a hundred from one network, in a quarter of an hour."""
    return _all_allow(
        (("typed", "request", request), 10, QUARTER),
        (("typed", "network", network), 100, QUARTER),
    )


def may_go_to_provider(network: str) -> bool:
    """Sixty departures to identity providers from one network in a quarter of an hour."""
    return _all_allow((("provider", network), 60, QUARTER))


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
    """Five new addresses an hour by one account, and five a day to one address, whoever asks: each is two mails."""
    return _all_allow((("add", account_id), 5, HOUR), (("add", "address", email), 5, DAY))


def may_answer_address_link(network: str) -> bool:
    """Sixty presses on the pages behind mailed links from one network in a quarter of an hour."""
    return _all_allow((("address-link", network), 60, QUARTER))


def _shared_counts(email: str, network: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a try counts towards beside its pair: its network's and its address's count, which strangers can use up.

    From a network that the account knows it counts towards counts of its own instead. As many are asked either way, so
    that the time of an answer does not tell who signs in from here.
    """
    if is_known_network(email, network):
        return (network, email), (email, network)
    return (network,), (email,)


def _all_allow(*limits: tuple[tuple[str | int, ...], int, timedelta]) -> bool:
    """Count in all of them, in one transaction: one wait for the disk, and no limit hides behind another."""
    with transaction.atomic():
        answers = [allow(key, most, per) for key, most, per in limits]
    return all(answers)
