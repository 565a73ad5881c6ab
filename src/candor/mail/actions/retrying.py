"""Trying a mail again at once, which would otherwise wait for its next turn."""

from __future__ import annotations

from django.db import transaction

from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.mail.models import OutboxMessage, OutboxState
from candor.mail.models.outbox import OutboxQuerySet
from candor.mail.rules.addresses import domain_of

MOST_AT_ONCE = 1_000


@transaction.atomic
def try_now(mail: OutboxMessage, *, by: Actor) -> bool:
    """Send it with the next turn of the outbox; False where it does not wait for another try any more."""
    is_waiting = _put_off().filter(pk=mail.pk).update(next_at=clock.now())
    if is_waiting:
        record("mail.outbox.retried", mail, by=by)
    return bool(is_waiting)


@transaction.atomic
def try_domain_now(domain: str, *, by: Actor) -> int:
    """As `try_now`, for every mail to this domain that waits for another try; how many. The first thousand at once."""
    waiting = _put_off().visible_to(by).order_by("next_at", "id").values_list("pk", "to_address")[:MOST_AT_ONCE]
    chosen = [key for key, address in waiting if domain_of(address) == domain]
    tried = 0
    for mail in OutboxMessage.objects.filter(pk__in=chosen):
        tried += try_now(mail, by=by)
    return tried


def _put_off() -> OutboxQuerySet:
    return OutboxMessage.objects.filter(state=OutboxState.DEFERRED)
