"""Setting up queues."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from candor.helpdesk.models import UNFINISHED, Category, Queue, QueueMember, TicketCount
from candor.helpdesk.refusals import Refused
from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.people.public import Person


class QueueInUse(Refused):
    """The queue is the default one, or unfinished tickets stand in it."""


@dataclass(frozen=True, slots=True)
class QueueDetails:
    """Everything about a queue that can be changed."""

    name: str
    is_open_to_all: bool
    members: Iterable[Person]
    default_assignee: Person | None
    follow_up_hours: int
    is_default: bool
    keeps_words_inside: bool = False
    reopens_for_days: int = 30


@transaction.atomic
def create_queue(name: str, *, by: Actor) -> Queue:
    """Make a queue that all technicians see. The first one is the default. Pressing the button twice makes one."""
    is_first = not Queue.objects.filter(is_default=True).exists()
    queue, is_new = Queue.objects.get_or_create(name=name, defaults={"is_default": is_first})
    if is_new:
        record("helpdesk.queue.created", queue, by=by)
    return queue


@transaction.atomic
def change_queue(queue: Queue, details: QueueDetails, *, by: Actor) -> None:
    """Change the queue. A default queue stays so until another one takes its place."""
    if details.is_default and not queue.is_default:
        Queue.objects.filter(is_default=True).update(is_default=False)
        queue.is_default, queue.archived_at = True, None
    queue.name, queue.is_open_to_all = details.name, details.is_open_to_all
    queue.default_assignee, queue.follow_up_hours = details.default_assignee, details.follow_up_hours
    queue.keeps_words_inside, queue.reopens_for_days = details.keeps_words_inside, details.reopens_for_days
    queue.save()
    _set_members(queue, {person.pk for person in details.members})
    record("helpdesk.queue.changed", queue, by=by, open=queue.is_open_to_all)


@transaction.atomic
def archive_queue(queue: Queue, *, by: Actor) -> None:
    """Take the queue out of use; its finished tickets stay in it. Raises QueueInUse. Doing it twice changes nothing."""
    if queue.archived_at is not None:
        return
    busy = TicketCount.objects.filter(queue=queue, status__in=UNFINISHED, count__gt=0)
    if queue.is_default or busy.exists():
        raise QueueInUse
    Queue.objects.filter(pk=queue.pk).update(archived_at=clock.now())
    Category.objects.filter(queue=queue).update(queue=None)
    record("helpdesk.queue.archived", queue, by=by)


@transaction.atomic
def restore_queue(queue: Queue, *, by: Actor) -> None:
    """Bring the queue back into use. Doing it twice changes nothing."""
    if Queue.objects.filter(pk=queue.pk, archived_at__isnull=False).update(archived_at=None):
        record("helpdesk.queue.restored", queue, by=by)


def _set_members(queue: Queue, wanted: set[int]) -> None:
    present = set(QueueMember.objects.filter(queue=queue).values_list("person", flat=True))
    QueueMember.objects.filter(queue=queue, person__in=present - wanted).delete()
    QueueMember.objects.bulk_create(QueueMember(queue=queue, person_id=key) for key in wanted - present)
