"""Reads of leads in the shape of their pages. No page counts a table: lists go on by the last row shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Q

from candor.business.actions.rights import approachable_by
from candor.business.models import ContactRight, Lead, LeadTask, Outcome, RightChannel, Stage
from candor.business.models.leads import LeadQuerySet
from candor.kernel import clock, instance
from candor.kernel.actor import Actor

PAGE = 50
MOST_CARDS = 12
MOST_ON_START = 10
MOST_TASKS = 50
VIEWS = ("open", "mine", "nobodys", "untold", "won", "lost")

SHOWN = ("person", "organisation", "stage", "owner", "lost_reason")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which leads a list shows: a view, and of it one stage or one source (references, "" for all)."""

    view: str = "open"
    stage: str = ""
    source: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of leads. `older` names the one after which the next page begins, or is ""."""

    rows: list[Lead]
    older: str


@dataclass(frozen=True, slots=True)
class BoardColumn:
    """A stage with its latest leads; `has_more` where it holds others."""

    stage: Stage
    leads: list[Lead] = field(default_factory=list)
    has_more: bool = False


def today() -> date:
    """The day at the house."""
    return clock.today(instance.current().time_zone)


def listing(actor: Actor, wanted: Wanted) -> Listing:
    """A page of leads: who has yet to be told by their day, all others the latest first. Two queries at most."""
    mark = Lead.objects.visible_to(actor).filter(ref=wanted.after).first() if wanted.after else None
    found = list(_beyond(all_of(actor, wanted), wanted.view, mark)[: PAGE + 1])
    return Listing(found[:PAGE], found[PAGE - 1].ref if len(found) > PAGE else "")


def all_of(actor: Actor, wanted: Wanted) -> LeadQuerySet:
    """All leads of a list in its order, whatever page of it is wanted. Slice it."""
    rows = of_view(Lead.objects.visible_to(actor), wanted.view, actor)
    if wanted.stage:
        rows = rows.filter(stage__ref=wanted.stage)
    if wanted.source:
        rows = rows.filter(source=wanted.source)
    order = ("notice_due_on", "id") if wanted.view == "untold" else ("-touched_at", "-id")
    return rows.select_related(*SHOWN).order_by(*order)


def board(actor: Actor, *, owner: int | None = None) -> list[BoardColumn]:
    """Each stage with its latest open leads, those of one owner where one is named. Two queries."""
    stages = list(Stage.objects.all())
    visible = Lead.objects.visible_to(actor).open()
    if owner is not None:
        visible = visible.filter(owner=owner)
    latest = [
        Q(pk__in=visible.filter(stage=stage).order_by("-touched_at", "-id").values("pk")[: MOST_CARDS + 1])
        for stage in stages
    ]
    columns = {stage.pk: BoardColumn(stage) for stage in stages}
    rows = Lead.objects.filter(reduce(or_, latest)) if latest else Lead.objects.none()
    for lead in rows.select_related(*SHOWN).order_by("-touched_at", "-id"):
        columns[lead.stage_id].leads.append(lead)
    return [
        BoardColumn(each.stage, each.leads[:MOST_CARDS], has_more=len(each.leads) > MOST_CARDS)
        for each in columns.values()
    ]


def my_tasks(actor: Actor, most: int = MOST_TASKS) -> list[LeadTask]:
    """What the member of staff has to do about open leads, the most urgent first. One query."""
    mine = LeadTask.objects.visible_to(actor).open().filter(assignee=actor.id, lead__outcome=Outcome.OPEN)
    return list(mine.select_related("lead__person", "lead__organisation").order_by("due_on", "id")[:most])


def new_leads(actor: Actor, most: int = MOST_ON_START) -> list[Lead]:
    """Open leads that nobody has taken, the latest first. One query."""
    rows = Lead.objects.visible_to(actor).open().filter(owner=None)
    return list(rows.select_related(*SHOWN).order_by("-touched_at", "-id")[:most])


def to_be_told(actor: Actor, most: int = MOST_ON_START) -> list[Lead]:
    """Leads of lists who have yet to be told so, by their last day. One query."""
    rows = Lead.objects.visible_to(actor).untold()
    return list(rows.select_related(*SHOWN).order_by("notice_due_on", "id")[:most])


def tasks_of(lead: Lead) -> list[LeadTask]:
    """What is still to be done about it, by its day."""
    rows = list(lead.tasks.filter(done_at=None).select_related("assignee").order_by("due_on", "id")[:MOST_TASKS])
    for task in rows:
        task.lead = lead
    return rows


def channels_by(lead: Lead, rights: Iterable[ContactRight]) -> dict[str, bool]:
    """For each channel whether we may turn to the person of our own accord, by the rights that stand."""
    open_ones = approachable_by(lead, rights)
    return {channel.value: channel in open_ones for channel in RightChannel}


def leads_of_person(actor: Actor, person: int, most: int = MOST_ON_START) -> list[Lead]:
    """The latest leads of a person. One query."""
    rows = Lead.objects.visible_to(actor).filter(person=person)
    return list(rows.select_related(*SHOWN).order_by("-id")[:most])


def leads_of_organisation(actor: Actor, organisation: int, most: int = MOST_ON_START) -> list[Lead]:
    """The latest leads of an organisation. One query."""
    rows = Lead.objects.visible_to(actor).filter(organisation=organisation)
    return list(rows.select_related(*SHOWN).order_by("-id")[:most])


def of_view(rows: LeadQuerySet, view: str, actor: Actor) -> LeadQuerySet:
    """Those that one of VIEWS shows."""
    match view:
        case "mine":
            return rows.open().filter(owner=actor.id)
        case "nobodys":
            return rows.open().filter(owner=None)
        case "untold":
            return rows.untold()
        case "won":
            return rows.filter(outcome=Outcome.WON)
        case "lost":
            return rows.filter(outcome=Outcome.LOST)
        case _:
            return rows.open()


def _beyond(rows: LeadQuerySet, view: str, mark: Lead | None) -> LeadQuerySet:
    """Those after the mark in the order of the view."""
    if mark is None:
        return rows
    if view != "untold":
        return rows.filter(Q(touched_at__lt=mark.touched_at) | Q(touched_at=mark.touched_at, pk__lt=mark.pk))
    if mark.notice_due_on is None:
        return rows
    due = mark.notice_due_on
    return rows.filter(Q(notice_due_on__gt=due) | Q(notice_due_on=due, pk__gt=mark.pk))
