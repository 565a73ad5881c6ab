"""Looking after people and organisations: who does, the words put on them, what is to be done on which day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from candor.business.actions.lead_work import NewTask, NoRight
from candor.business.actions.rights import approachable
from candor.business.models import Care, ContactTag, FollowUp, Lead, Tagging
from candor.business.rules.leads import CHANNEL_OF
from candor.business.rules.tags import key_of
from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.turns import a_moment_ago, one_at_a_time
from candor.people.public import Organisation, Person

TURN = "business.customer"
Customer = Person | Organisation


@transaction.atomic
def look_after(customer: Customer, owner: Person | None, tags: Iterable[str], *, by: Actor) -> None:
    """Note who of us looks after them, and put exactly these tags on them. Saving the same twice changes nothing."""
    one_at_a_time(TURN)
    about = about_of(customer)
    was = Care.objects.filter(**about).first()
    if (was.owner_id if was is not None else None) != (owner.pk if owner is not None else None):
        Care.objects.update_or_create(**about, defaults={"owner": owner, "since": clock.now()})
        record("business.customer.handed", customer, by=by, owner=owner.pk if owner is not None else 0)
    wanted = {tag.pk for tag in _tags(tags)}
    present = set(Tagging.objects.filter(**about).values_list("tag", flat=True))
    if wanted == present:
        return
    Tagging.objects.filter(**about, tag__in=present - wanted).delete()
    Tagging.objects.bulk_create(Tagging(**about, tag_id=tag) for tag in sorted(wanted - present))
    record("business.customer.tagged", customer, by=by, on=len(wanted - present), off=len(present - wanted))


@transaction.atomic
def plan_follow_up(customer: Customer, new: NewTask, *, by: Actor) -> FollowUp:
    """Plan what is to be done. Pressing the button twice plans it once.

    Raises NoRight for a call or a mail to somebody who is only a lead that we may not approach by that channel.
    """
    _refuse_without_right(customer, new)
    one_at_a_time(TURN)
    about = about_of(customer)
    same = FollowUp.objects.open().filter(**about, kind=new.kind, text=new.text, due_on=new.due_on, by=by.id)
    if (twin := same.filter(created_at__gt=a_moment_ago()).first()) is not None:
        return twin
    task = FollowUp.objects.create(
        **about,
        kind=new.kind,
        text=new.text,
        due_on=new.due_on,
        assignee_id=new.assignee.pk if new.assignee is not None else by.id,
        by_id=by.id,
        created_at=clock.now(),
    )
    record("business.follow_up.planned", task, by=by, kind=str(new.kind), **_numbers(task))
    return task


@transaction.atomic
def finish_follow_up(task: FollowUp, *, by: Actor) -> bool:
    """It is done; True for the one who did it."""
    if not FollowUp.objects.open().filter(pk=task.pk).update(done_at=clock.now()):
        return False
    record("business.follow_up.done", task, by=by, **_numbers(task))
    return True


@transaction.atomic
def reopen_follow_up(task: FollowUp, *, by: Actor) -> bool:
    """It is still to be done after all; True for the one who said so."""
    if not FollowUp.objects.filter(pk=task.pk, done_at__isnull=False).update(done_at=None):
        return False
    record("business.follow_up.undone", task, by=by, **_numbers(task))
    return True


def about_of(customer: Customer) -> Mapping[str, Any]:
    """The column that names the customer, with its value."""
    return {"person": customer} if isinstance(customer, Person) else {"organisation": customer}


def _refuse_without_right(customer: Customer, new: NewTask) -> None:
    """Somebody whom we know as a lead alone is approached as the lead may be: customers and askers as they need."""
    channel = CHANNEL_OF.get(new.kind)
    if channel is None or not isinstance(customer, Person):
        return
    leads = list(Lead.objects.open().filter(person=customer)[:20])
    if leads and all(channel not in approachable(lead) for lead in leads):
        raise NoRight


def _tags(names: Iterable[str]) -> list[ContactTag]:
    """The tags of these names; those that are new are made."""
    return [ContactTag.objects.get_or_create(key=key_of(name), defaults={"name": name})[0] for name in names]


def _numbers(task: FollowUp) -> dict[str, int]:
    numbers = {"person": task.person_id, "organisation": task.organisation_id}
    return {name: number for name, number in numbers.items() if number is not None}
