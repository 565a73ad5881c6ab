"""Writing cases of the large set: thousands in one transaction, with their letters, tags and facts.

Rows are tuples, in the order of the columns that `ManyRows` names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from operator import itemgetter
from random import Random
from typing import Any, TypeVar

from django.db import connection, transaction

from candor.helpdesk.demo.large.cases import Plan, plan_case
from candor.helpdesk.demo.large.people import Customer
from candor.helpdesk.demo.large.stage import Stage
from candor.helpdesk.models import (
    AWAITING_US,
    Kind,
    Message,
    MessageKind,
    Priority,
    Queue,
    Status,
    Tag,
    Ticket,
    TicketTag,
)
from candor.helpdesk.rules.due import first_due
from candor.kernel import audit_chain
from candor.kernel.actor import Actor, ActorKind, Channel
from candor.kernel.audit_chain import Happened
from candor.kernel.db.many_rows import ManyRows
from candor.kernel.ids import new_ref

PRIORITIES = (Priority.LOW.value, Priority.NORMAL.value, Priority.HIGH.value, Priority.URGENT.value)
PRIORITY_WEIGHTS = (1, 5, 2, 1)
TAGGED = 0.4
Chosen = TypeVar("Chosen")
ASSIGNED_WHEN_NEW = 0.3
CHANNELS = (Channel.MAIL, Channel.MAIL, Channel.WEB)
KINDS = tuple(Kind.values)
Row = tuple[Any, ...]

TICKETS = ManyRows(
    Ticket,
    *("id", "ref", "number", "subject", "kind", "priority", "status", "channel"),
    *("requester_id", "organisation_id", "queue_id", "category_id", "assignee_id"),
    *("due_at", "scheduled_for", "created_at", "changed_at", "solved_at", "closed_at"),
    *("last_customer_message_at", "last_staff_message_at", "message_count", "version"),
)
TAGGINGS = ManyRows(TicketTag, "id", "ticket_id", "tag_id")
MESSAGES = ManyRows(
    Message,
    *("id", "ref", "ticket_id", "kind", "author_id", "channel", "came_from"),
    *("text", "written_at", "created_at", "delivery"),
)
TABLES = (TICKETS, TAGGINGS, MESSAGES, audit_chain.FACTS)


@dataclass(frozen=True, slots=True)
class Case:
    """A case on its way in: what happens in it, who wrote it and who answers."""

    id: int
    plan: Plan
    customer: Customer
    technician: Actor
    is_assigned: bool
    queue: Queue
    channel: Channel
    tags: Sequence[Tag]
    messages: Sequence[int]
    """The numbers of its messages."""


@transaction.atomic
def write_cases(indices: range, stage: Stage) -> None:
    """Write the cases of these indices. The same indices of the same stage give the same texts."""
    chance = Random(f"cases {stage.seed} {indices.start}")  # noqa: S311 - a set that can be made again, no secret
    messages = count(MESSAGES.next_number())
    cases = [
        _case(number, index, messages, stage, chance) for number, index in enumerate(indices, TICKETS.next_number())
    ]
    TICKETS.write(_ticket(case, index + 1, stage, chance) for case, index in zip(cases, indices, strict=True))
    taggings = [(case.id, tag.pk) for case in cases for tag in case.tags]
    TAGGINGS.write((number, *each) for number, each in enumerate(taggings, TAGGINGS.next_number()))
    MESSAGES.write(row for case in cases for row in _messages_of(case, stage, chance))
    facts = [each for case in cases for each in _facts_of(case)]
    audit_chain.write_under_seal(sorted(facts, key=itemgetter(audit_chain.AT)))


def _case(number: int, index: int, messages: Iterator[int], stage: Stage, chance: Random) -> Case:
    plan = plan_case(index, stage.size, stage.now, chance)
    return Case(
        number,
        plan,
        customer=stage.customers[int(len(stage.customers) * chance.random() ** 2)],
        technician=chance.choice(stage.technicians),
        is_assigned=plan.status != Status.NEW or chance.random() < ASSIGNED_WHEN_NEW,
        queue=_mostly_first(stage.queues, chance),
        channel=chance.choice(CHANNELS),
        tags=[_mostly_first(stage.tags, chance)] if chance.random() < TAGGED else [],
        messages=[next(messages) for _ in plan.messages],
    )


def _ticket(case: Case, number: int, stage: Stage, chance: Random) -> Row:
    plan, kept = case.plan, connection.ops.adapt_datetimefield_value
    last_asked = plan.last(MessageKind.FROM_CUSTOMER) or plan.created_at
    is_ours, is_later = plan.status in AWAITING_US, plan.status == Status.SCHEDULED
    return (
        case.id,
        new_ref(),
        number,
        stage.vocabulary.line(chance, chance.randrange(3, 9)),
        chance.choice(KINDS),
        chance.choices(PRIORITIES, PRIORITY_WEIGHTS)[0],
        plan.status.value,
        case.channel.value,
        case.customer.id,
        case.customer.organisation_id,
        case.queue.pk,
        _mostly_first(stage.categories, chance).pk,
        case.technician.id if case.is_assigned else None,
        kept(first_due(last_asked, case.queue.follow_up_hours) if is_ours else None),
        kept(stage.now + timedelta(hours=chance.randrange(24, 720)) if is_later else None),
        kept(plan.created_at),
        kept(plan.changed_at),
        kept(plan.finished_at if plan.status == Status.SOLVED else None),
        kept(plan.finished_at if plan.status == Status.CLOSED else None),
        kept(last_asked),
        kept(plan.last(MessageKind.FROM_US)),
        len(plan.messages),
        len(plan.messages) - 1,
    )


def _messages_of(case: Case, stage: Stage, chance: Random) -> Iterator[Row]:
    for number, (kind, at) in zip(case.messages, case.plan.messages, strict=True):
        is_theirs, moment = kind == MessageKind.FROM_CUSTOMER, connection.ops.adapt_datetimefield_value(at)
        yield (
            number,
            new_ref(),
            case.id,
            kind.value,
            case.customer.id if is_theirs else case.technician.id,
            case.channel.value if is_theirs else Channel.WEB.value,
            "" if kind == MessageKind.INTERNAL else case.customer.email,
            stage.vocabulary.text(chance, chance.randrange(10, 90)),
            moment,
            moment,
            "sent" if kind == MessageKind.FROM_US else "",
        )


def _facts_of(case: Case) -> Iterator[Happened]:
    """As the actions record them, `kernel.audit.fact`."""
    about, plan, at = ("helpdesk.ticket", case.id), case.plan, case.plan.created_at
    kind = ActorKind.MAIL_SENDER if case.channel is Channel.MAIL else ActorKind.CUSTOMER
    customer = (kind.value, case.customer.id, case.channel.value)
    technician = (case.technician.kind.value, case.technician.id, case.technician.channel.value)
    opened = {"channel": case.channel.value, "queue": case.queue.pk}
    yield ("helpdesk.ticket.opened", *about, *customer, at, opened)
    if case.is_assigned:
        yield ("helpdesk.ticket.assigned", *about, *technician, at, {"to": case.technician.id})
    for tag in case.tags:
        yield ("helpdesk.ticket.tagged", *about, *technician, at, {"to": tag.pk})
    for message, (written, at) in list(zip(case.messages, plan.messages, strict=True))[1:]:
        verb, details = SAID[written]
        actor = customer if written == MessageKind.FROM_CUSTOMER else technician
        yield (f"helpdesk.ticket.{verb}", *about, *actor, at, {"message": message, **details})
    if plan.finished_at:
        name = f"helpdesk.ticket.{plan.status.value}"
        yield (name, *about, *technician, plan.finished_at, {"before": Status.OPEN.value})


SAID: dict[MessageKind, tuple[str, dict[str, Any]]] = {
    MessageKind.FROM_CUSTOMER: (
        "customer_wrote",
        {"before": Status.WAITING_CUSTOMER.value, "after": Status.OPEN.value},
    ),
    MessageKind.FROM_US: ("replied", {"after": Status.WAITING_CUSTOMER.value, "taken": False}),
    MessageKind.INTERNAL: ("noted", {}),
}


def _mostly_first(choices: Sequence[Chosen], chance: Random) -> Chosen:
    """One of them, the first ones far more often than the last."""
    return choices[min(int(chance.paretovariate(0.8)) - 1, len(choices) - 1)]
