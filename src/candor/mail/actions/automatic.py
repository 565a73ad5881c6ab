"""Whether an automatic mail may go to somebody, so that nobody can use the desk as a mail cannon."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta

from django.db.models import CharField, DateTimeField, QuerySet

from candor.kernel import clock
from candor.kernel.db.inserting import insert_unless_there
from candor.kernel.db.prepared import Given, Prepared
from candor.kernel.ids import new_ref
from candor.mail.models import AutomaticMail
from candor.mail.rules.addresses import without_plus_part
from candor.mail.sealing import keyed_digest_key

MOST_AN_HOUR = 3
"""Automatic mails to one address in an hour (mail.md "Never answer automatically")."""

MOST_IN_ALL_AN_HOUR = 600
"""Automatic mails of the whole instance in an hour: more is an attack or a loop, never a busy day."""

KEPT_FOR = timedelta(days=2)


def _lately() -> QuerySet[AutomaticMail]:
    return AutomaticMail.objects.filter(at__gt=Given("since", DateTimeField())).order_by("at").only("pk")


LAST_ALLOWED = Prepared(lambda: _lately()[MOST_IN_ALL_AN_HOUR - 1 : MOST_IN_ALL_AN_HOUR])
THEIR_LAST_ALLOWED = Prepared(
    lambda: _lately().filter(address_digest=Given("digest", CharField()))[MOST_AN_HOUR - 1 : MOST_AN_HOUR]
)
"""Whether there is one too many is told by the last that was allowed: counting would go on behind it."""


def may_write_automatically(address: str, *, is_verified: bool) -> bool:
    """Claim the right to send one automatic mail to a normalised address; False when it has had enough.

    An address that has proven nothing gets one a day, because its owner may never have written to us. Addresses that
    differ in their plus parts are one: their mail comes to one person. The claim stands in the caller's transaction:
    when that fails, the right is given back.
    """
    now = clock.now()
    digest = _digest(without_plus_part(address))
    since = now - timedelta(hours=1)
    if THEIR_LAST_ALLOWED.is_there(digest=digest, since=since) or LAST_ALLOWED.is_there(since=since):
        return False
    slot = new_ref() if is_verified else now.date().isoformat()
    return insert_unless_there(AutomaticMail(address_digest=digest, slot=slot, at=now))


def forget_old_claims() -> int:
    """Remove what no limit looks at any more."""
    deleted, _by_table = AutomaticMail.objects.filter(at__lt=clock.now() - KEPT_FOR).delete()
    return deleted


def _digest(address: str) -> str:
    return hmac.new(keyed_digest_key(), address.encode(), hashlib.sha256).hexdigest()
