"""Whether nobody may advertise to an address, told from its keyed hash alone."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection

from django.db.models import CharField

from candor.kernel.db.prepared import Given, Prepared
from candor.kernel.registries.guards import Ask
from candor.kernel.sealing import Seal
from candor.people.public import normalise
from candor.privacy.models import Reach, Suppression, SuppressionReason

_KEY = Seal("suppression.key")

ASKED = frozenset({Ask.ADVERTISE_TO, Ask.WRITE_TO, Ask.ANSWER_ACT_OF})
ENTRY = Prepared(
    lambda: Suppression.objects.filter(digest=Given("digest", CharField()), reach=Given("reach", CharField())).order_by(
        "id"
    )[:1]
)


def reach_of(address: str) -> Reach:
    """An address with an @ is reached by e-mail, any other by telephone."""
    return Reach.EMAIL if "@" in address else Reach.PHONE


def digest_of(address: str, reach: Reach) -> str:
    """HMAC-SHA-256 of the normalised address in hexadecimal, with a key of its own. Raises NotAnIdentifier."""
    return hmac.new(_KEY.key(), f"{reach.value}:{normalise(reach.value, address)}".encode(), hashlib.sha256).hexdigest()


def entry_for(address: str) -> Suppression | None:
    """The entry of an address as somebody writes it. Raises NotAnIdentifier."""
    reach = reach_of(address)
    return ENTRY.one(digest=digest_of(address, reach), reach=reach.value)


MOST_AT_ONCE = 5_000


def suppressed_among(addresses: Collection[str]) -> set[str]:
    """Those of the normalised e-mail addresses that nobody advertises to. One query for each 5,000."""
    by_digest = {digest_of(address, Reach.EMAIL): address for address in addresses}
    digests, found = list(by_digest), set()
    for start in range(0, len(digests), MOST_AT_ONCE):
        entries = Suppression.objects.filter(digest__in=digests[start : start + MOST_AT_ONCE], reach=Reach.EMAIL)
        found |= {by_digest[digest] for digest in entries.values_list("digest", flat=True)}
    return found


def guard(ask: Ask, identifier: str) -> bool:
    """Nobody advertises to a suppressed address, and to some nobody writes at all. One query where it matters."""
    if ask not in ASKED:
        return True
    entry = entry_for(identifier)
    return entry is None or _may(ask, entry.reason)


def guard_of_many(ask: Ask, identifiers: Collection[str]) -> set[str]:
    """The same for many addresses at once. One query where it matters."""
    if ask not in ASKED:
        return set(identifiers)
    by_digest = {digest_of(each, reach_of(each)): each for each in identifiers}
    entries = Suppression.objects.filter(digest__in=by_digest).values_list("digest", "reason")
    return set(identifiers) - {by_digest[digest] for digest, reason in entries if not _may(ask, reason)}


def _may(ask: Ask, reason: str) -> bool:
    return ask is not Ask.ADVERTISE_TO and reason != SuppressionReason.NO_CONTACT
