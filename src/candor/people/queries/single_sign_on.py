"""Which providers there are, and for whom one of them is the only way in."""

from __future__ import annotations

from dataclasses import dataclass

from candor.people.actors import staff_row
from candor.people.models import Account, ExternalIdentity, IdentifierKind, IdentityProvider
from candor.people.roles import Role

MOST = 20
"""More providers than fit on a sign-in page are none that anybody could choose from."""


@dataclass(frozen=True, slots=True)
class Connection:
    """A provider on one's own page, with the link to it where there is one."""

    provider: IdentityProvider
    identity: ExternalIdentity | None


def active_providers() -> list[IdentityProvider]:
    return list(IdentityProvider.objects.filter(is_active=True).order_by("name", "id")[:MOST])


def all_providers() -> list[IdentityProvider]:
    return list(IdentityProvider.objects.order_by("name", "id")[:MOST])


def connections_of(account: Account) -> list[Connection]:
    """The providers that are on, each with the account's link. Two queries."""
    links = {identity.issuer: identity for identity in ExternalIdentity.objects.filter(account=account)}
    return [Connection(provider, links.get(provider.issuer)) for provider in active_providers()]


def connected_providers(account: Account) -> list[IdentityProvider]:
    return [connection.provider for connection in connections_of(account) if connection.identity]


def only_way_in(account: Account) -> IdentityProvider | None:
    """The provider through which this member of staff has to sign in; None for administrators and customers."""
    staff = staff_row(account)
    if staff is None or staff.role == Role.ADMINISTRATOR:
        return None
    required = [provider for provider in active_providers() if provider.is_required]
    if not required:
        return None
    emails = account.person.identifiers.filter(kind=IdentifierKind.EMAIL).values_list("value", flat=True)
    return next((provider for provider in required if any(map(provider.speaks_for, emails))), None)
