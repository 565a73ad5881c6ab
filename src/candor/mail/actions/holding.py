"""The moment between writing a mail and sending it, in which its writer may still change their mind."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import models, transaction

from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.mail.models import OutboxMessage, OutboxState

RESTORED = "restored"
FOR_A_PERSON = timedelta(days=3_650)
"""Longer than anybody waits: it goes when a person says so."""


def hold_back(about: Iterable[models.Model], until: datetime) -> None:
    """Send what tells of these rows not before `until`. Called in the transaction that queued it."""
    _about(about).filter(state=OutboxState.QUEUED, attempts=0).update(next_at=until)


@transaction.atomic
def withdraw(about: Iterable[models.Model], *, by: Actor) -> bool:
    """Take every mail that tells of these rows out of the outbox; False, with all of them left, once one has gone.

    Mails that were never to go out (a guard objected) count as not sent.
    """
    rows = list(about)
    mails = list(_about(rows).select_for_update())
    if any(mail.attempts or mail.state not in (OutboxState.QUEUED, OutboxState.FAILED) for mail in mails):
        return False
    for mail in mails:
        record("mail.outbox.withdrawn", mail, by=by)
    _about(rows).delete()
    return True


def hold_back_of_old() -> int:
    """Hold back whatever waited when a restored backup was made: whether it left since, nobody knows. How many.

    Each waits in the monitor, where a person sends it after all.
    """
    waiting = OutboxMessage.objects.unsent().exclude(error=RESTORED)
    return waiting.update(state=OutboxState.DEFERRED, next_at=clock.now() + FOR_A_PERSON, error=RESTORED)


def _about(rows: Iterable[models.Model]) -> models.QuerySet[OutboxMessage]:
    mine = models.Q(pk__in=[])
    for row in rows:
        mine |= models.Q(about_kind=row._meta.label_lower, about_id=row.pk)
    return OutboxMessage.objects.filter(mine)
