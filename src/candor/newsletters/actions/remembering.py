"""What has to be known outside the database, so that a restored backup writes to nobody who said no meanwhile.

It is written by jobs, behind the press that took effect at once: nobody waits for a disk, and no press is lost to it.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from candor.kernel.actor import JOB, SYSTEM
from candor.kernel.audit import record
from candor.kernel.jobs import task
from candor.newsletters.models import Basis, Subscription
from candor.people.public import Identifier
from candor.privacy.public import (
    Consent,
    ConsentWay,
    Reach,
    ShownConsent,
    SuppressionReason,
    note_leaving,
    note_objection,
    note_withdrawal,
    suppress,
)


@task(_("Note in the ledger that somebody left a newsletter"), most_attempts=20)
def remember_leaving(ref: str) -> None:
    """Unless they came back meanwhile. Running again notes it again, which changes nothing."""
    if not Subscription.objects.filter(ref=ref, ended_at=None).exists():
        note_leaving(ref)


@task(_("Enter an address to which nobody advertises"), most_attempts=20)
def suppress_later(identifier_id: int, reason: str) -> None:
    """Where the ledger could not be written at the moment of the press. Running again changes nothing."""
    found = Identifier.objects.filter(pk=identifier_id).first()
    if found is not None:
        suppress(found.value, Reach.EMAIL, SuppressionReason(reason), by=JOB)


@transaction.atomic
def left_again(ref: str, at: datetime) -> bool:
    """After a restore from before they left. Who came back after that backup is asked anew."""
    rows = Subscription.objects.select_related("list", "identifier__person")
    row = rows.filter(ref=ref, ended_at=None, since__lte=at).first()
    if row is None:
        return False
    Subscription.objects.filter(pk=row.pk).update(ended_at=at)
    what = Consent(row.identifier.person, row.identifier.value, row.list.topic)
    if row.basis == Basis.CONSENT:
        note_withdrawal(what, ConsentWay.WORD, by=SYSTEM)
    else:
        note_objection(what, ConsentWay.WORD, ShownConsent(None), by=SYSTEM)
    record("newsletters.subscription.ended", row, by=SYSTEM, way="restored")
    return True
