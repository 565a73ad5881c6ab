"""What becomes of a company that was to name another contact: asked by one of us, answered, or answered elsewhere."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from candor.kernel import clock, instance
from candor.kernel.actor import JOB, Actor
from candor.kernel.audit import record
from candor.people.public import Membership, make_contact
from candor.privacy.models import Erasure, ErasureState, Replacement, ToldHow

MOST_AT_ONCE = 200


@transaction.atomic
def note_asked(row: Replacement, how: ToldHow, *, by: Actor) -> bool:
    """Note that somebody of us has asked the company, where no mail could. The first time counts."""
    unasked = Replacement.objects.open().filter(pk=row.pk, asked_at=None)
    noted = unasked.update(asked_at=clock.now(), asked_how=how, asked_by=by.id)
    if noted:
        record("privacy.replacement.asked", row, by=by, how=how.value)
    return bool(noted)


@transaction.atomic
def name_contact(row: Replacement, membership: Membership, *, by: Actor) -> bool:
    """Note whom the company has named, and let go what waited for that; True for the one who did it. Raises Refused."""
    named = _name(row, membership.person_id, clock.now(), by.id)
    if named:
        make_contact(membership, by=by)
        record("privacy.replacement.named", row, by=by, organisation=row.organisation_id)
    return named


def contacts_were_named() -> bool:
    """Whether a company has a new contact by now of which its open request does not know."""
    return _named_elsewhere().exists()


def note_new_contacts() -> None:
    """Whoever makes somebody the contact on the organisation's own page has answered the request too."""
    for row in _named_elsewhere().select_related("organisation", "erasure").order_by("pk")[:MOST_AT_ONCE]:
        new = row.organisation.memberships.filter(ended_on=None, contact_since__gt=row.begun_at)
        found = new.exclude(person=row.subject_number).order_by("contact_since").first()
        if found is not None and found.contact_since is not None:
            with transaction.atomic():
                if _name(row, found.person_id, found.contact_since, found.contact_by_id):
                    record("privacy.replacement.named", row, by=JOB, organisation=row.organisation_id)


def _named_elsewhere() -> QuerySet[Replacement]:
    later = Membership.objects.filter(
        organisation=OuterRef("organisation"), ended_on=None, contact_since__gt=OuterRef("begun_at")
    )
    return Replacement.objects.open().filter(Exists(later.exclude(person=OuterRef("subject_number"))))


def _name(row: Replacement, person: int, at: datetime, by: int | None) -> bool:
    """What waited is asked about again with the next turn, which is soon."""
    from candor.privacy.tasks import resume_soon

    if not Replacement.objects.open().filter(pk=row.pk).update(named=person, named_at=at, named_by=by):
        return False
    waiting = Erasure.objects.filter(
        subject_number=row.subject_number, right=row.erasure.right, received_on=row.erasure.received_on,
        state=ErasureState.DONE, goes_on_in=None,
    )  # fmt: skip
    waiting.update(again_on=clock.today(instance.current().time_zone))
    resume_soon()
    return True
