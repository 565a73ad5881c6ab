"""The moment between writing a mail and sending it, in which its writer may still change their mind."""

from __future__ import annotations

from datetime import datetime

from django.db import models, transaction

from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.mail.models import OutboxMessage, OutboxState


def hold_back(about: models.Model, until: datetime) -> None:
    """Send what tells of this row not before `until`. Called in the transaction that queued it."""
    _about(about).filter(state=OutboxState.QUEUED, attempts=0).update(next_at=until)


@transaction.atomic
def withdraw(about: models.Model, *, by: Actor) -> bool:
    """Take every mail that tells of this row out of the outbox; False, with all of them left, once one has gone.

    Mails that were never to go out (a guard objected) count as not sent.
    """
    mails = list(_about(about).select_for_update())
    gone = [mail for mail in mails if mail.state != OutboxState.QUEUED and mail.state != OutboxState.FAILED]
    if gone or any(mail.attempts for mail in mails):
        return False
    for mail in mails:
        record("mail.outbox.withdrawn", mail, by=by)
    deleted, _tables = _about(about).filter(attempts=0).exclude(state=OutboxState.SENDING).delete()
    if deleted < len(mails):
        transaction.set_rollback(True)
        return False
    return True


def _about(about: models.Model) -> models.QuerySet[OutboxMessage]:
    return OutboxMessage.objects.filter(about_kind=about._meta.label_lower, about_id=about.pk)
