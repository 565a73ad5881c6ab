"""Records of time and costs in the shape of their pages."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Prefetch, Q

from candor.business.public import is_on_paper
from candor.helpdesk.models import Ticket, TimeAnswer, TimeRecord, TimeSettings, TimeStanding
from candor.helpdesk.models.times import TimeRecordQuerySet
from candor.kernel.actor import Actor
from candor.people.public import Person

ONLY = 1
MOST_OF_A_PERSON = 50
MOST = 200
"""Records shown of one case: more would be no page any more."""


def time_settings() -> TimeSettings:
    """The settings; those of a fresh instance where nobody has written any. One query."""
    return TimeSettings.objects.filter(pk=ONLY).first() or TimeSettings(pk=ONLY)


def times_of(ticket: Ticket, actor: Actor) -> Sequence[TimeRecord]:
    """What staff see of a case, those of cases merged into it included, with `is_billed`. At most three queries."""
    rows = TimeRecord.objects.visible_to(actor).filter(Q(ticket=ticket) | Q(ticket__merged_into=ticket))
    return list(_told(rows).select_related("worker", "ticket")[:MOST])


def times_of_person(person: Person, actor: Actor, *, oversees: bool) -> Sequence[TimeRecord]:
    """The latest work for a person, in cases that the actor sees. At most three queries.

    What a colleague did for others stands there too for themselves, and for whoever `oversees` the work: nobody else
    looks over a colleague's shoulder.
    """
    whose = Q(ticket__requester=person.pk)
    if oversees or actor.id == person.pk:
        whose |= Q(worker=person.pk)
    rows = TimeRecord.objects.visible_to(actor).filter(whose)
    return list(_told(rows).select_related("worker", "ticket__requester")[:MOST_OF_A_PERSON])


def times_for_customer(ticket: Ticket, actor: Actor) -> Sequence[TimeRecord]:
    """What the customer sees of their case: nothing internal. At most three queries."""
    return list(_told(TimeRecord.objects.visible_to(actor).filter(ticket=ticket))[:MOST])


def has_times(ticket: str = "pk") -> Exists:
    """Whether a case has any record, to stand in a query."""
    return Exists(TimeRecord.objects.filter(ticket=OuterRef(ticket)))


def shows_times() -> Exists:
    """Whether a case has a record that its customer sees."""
    return Exists(TimeRecord.objects.filter(ticket=OuterRef("pk"), is_internal=False))


def asks_for_word() -> Exists:
    """Whether a case has a record that waits for its customer's word."""
    return Exists(TimeRecord.objects.filter(ticket=OuterRef("pk"), standing=TimeStanding.ASKED))


def _told(rows: TimeRecordQuerySet) -> TimeRecordQuerySet:
    answers = Prefetch("answers", TimeAnswer.objects.order_by("-id"))
    told = rows.select_related("edition__product").prefetch_related("edition__product__texts", answers)
    return told.annotate(is_billed=is_on_paper("ref")).order_by("-day", "-id")
