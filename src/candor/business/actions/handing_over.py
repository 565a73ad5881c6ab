"""Mail that changes sides between sales and support: each of them has it from then on, and the other no more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from candor.business.actions.receiving import KIND, LONGEST_SUBJECT, NewFile, keep_files
from candor.business.models import Correspondence, SalesMail
from candor.kernel import clock, search
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.people.public import Organisation, Person


@dataclass(frozen=True, slots=True)
class MovedMail:
    """A mail that was elsewhere. `by` is who of us wrote it, None where the person did or nobody is known any more."""

    text: str
    is_ours: bool
    by: Person | None
    address: str
    quoted: str
    html: str
    written_at: datetime
    delivery: str
    files: Sequence[NewFile] = ()


@dataclass(frozen=True, slots=True)
class Moved:
    """What sales takes over, with the mails in their order."""

    person: Person
    organisation: Organisation | None
    subject: str
    is_sender_verified: bool
    mails: Sequence[MovedMail]


@transaction.atomic
def take_over(moved: Moved, *, by: Actor) -> tuple[Correspondence, list[SalesMail]]:
    """Make a correspondence of mail that came to support. It waits for sales, whoever wrote last."""
    now = clock.now()
    found = Correspondence.objects.create(
        person=moved.person,
        organisation=moved.organisation,
        subject=moved.subject[:LONGEST_SUBJECT],
        is_sender_verified=moved.is_sender_verified,
        waits_since=now,
        last_at=max((mail.written_at for mail in moved.mails), default=now),
        created_at=now,
    )
    mails = [_write(found, mail) for mail in moved.mails]
    record("business.correspondence.taken_over", found, by=by, person=moved.person.pk, count=len(mails))
    search.changed(KIND, found.pk)
    return found, mails


@transaction.atomic
def give_away(found: Correspondence, *, to_kind: str, to_id: int, by: Actor) -> None:
    """Sales knows nothing of it any more; its files belong to what it became."""
    number = found.pk
    record("business.correspondence.given_away", found, by=by, to=to_kind, number=to_id)
    found.delete()
    search.changed(KIND, number)


def _write(found: Correspondence, moved: MovedMail) -> SalesMail:
    mail = SalesMail.objects.create(
        correspondence=found,
        is_ours=moved.is_ours,
        by=moved.by,
        address=moved.address,
        text=moved.text,
        quoted=moved.quoted,
        html=moved.html,
        written_at=moved.written_at,
        created_at=clock.now(),
        delivery=moved.delivery,
    )
    keep_files(mail, moved.files)
    return mail
