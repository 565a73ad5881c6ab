"""From where an account is known to sign in. Every question costs the same for known and unknown addresses."""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings

from candor.kernel import clock
from candor.people.identifiers import normalise_or_none
from candor.people.models import Account, IdentifierKind, KnownPlace
from candor.people.rules.arrivals import REMEMBERED


def is_known_network(email: str, network: str) -> bool:
    """Whether the account behind the address has signed in from this network lately. Always two queries."""
    value = normalise_or_none(IdentifierKind.EMAIL, email) or ""
    accounts = Account.objects.filter(person__identifiers__kind=IdentifierKind.EMAIL, person__identifiers__value=value)
    account_id = accounts.values_list("pk", flat=True).first() or 0
    return KnownPlace.objects.filter(
        account=account_id,
        kind=KnownPlace.Kind.NETWORK,
        digest=place_digest(account_id, KnownPlace.Kind.NETWORK, network),
        last_used_at__gt=clock.now() - REMEMBERED,
    ).exists()


def place_digest(account_id: int, kind: str, place: str) -> str:
    message = f"known-place:{account_id}:{kind}:{place}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), message, hashlib.sha256).hexdigest()
