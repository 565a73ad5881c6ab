"""Writing cases of the large set: a thousand in one transaction, with their letters, tags and facts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import TypeVar

from django.db import transaction

from candor.helpdesk.demo.large.cases import Plan, plan_case
from candor.helpdesk.demo.large.people import Customer
from candor.helpdesk.demo.large.words import Vocabulary
from candor.helpdesk.models import (
    AWAITING_US,
    Category,
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
from candor.kernel.actor import Actor, ActorKind, Channel
from candor.kernel.audit import Detail, fact
from candor.kernel.models import AuditFact

PRIORITIES = (Priority.LOW, Priority.NORMAL, Priority.HIGH, Priority.URGENT)
PRIORITY_WEIGHTS = (1, 5, 2, 1)
TAGGED = 0.4
Chosen = TypeVar("Chosen")
ASSIGNED_WHEN_NEW = 0.3


@dataclass(frozen=True, slots=True)
class Stage:
    """Everything that the cases are made from."""

    size: int
    seed: int
    now: datetime
    queues: Sequence[Queue]
    categories: Sequence[Category]
    tags: Sequence[Tag]
    technicians: Sequence[Actor]
    customers: Sequence[Customer]
    vocabulary: Vocabulary


@dataclass(frozen=True, slots=True)
class Case:
    """A case on its way in: what happens in it, who wrote it and who answers."""

    plan: Plan
    ticket: Ticket
    customer: Customer
    technician: Actor
    tags: Sequence[Tag]

    @property
    def author(self) -> Actor:
        """The customer, as they wrote."""
        channel = Channel(self.ticket.channel)
        kind = ActorKind.MAIL_SENDER if channel is Channel.MAIL else ActorKind.CUSTOMER
        return Actor(kind, self.customer.id, channel=channel)


@transaction.atomic
def write_cases(indices: range, stage: Stage) -> None:
    """Write the cases of these indices. The same indices of the same stage give the same texts."""
    chance = Random(f"cases {stage.seed} {indices.start}")  # noqa: S311 - a set that can be made again, no secret
    cases = [_case(index, stage, chance) for index in indices]
    Ticket.objects.bulk_create(case.ticket for case in cases)
    TicketTag.objects.bulk_create(TicketTag(ticket=case.ticket, tag=tag) for case in cases for tag in case.tags)
    written = [(case, _messages_of(case, stage, chance)) for case in cases]
    Message.objects.bulk_create(message for _case, messages in written for message in messages)
    facts = [each for case, messages in written for each in _facts_of(case, messages)]
    AuditFact.objects.bulk_create(sorted(facts, key=lambda each: each.at))


def _case(index: int, stage: Stage, chance: Random) -> Case:
    plan = plan_case(index, stage.size, stage.now, chance)
    customer = stage.customers[int(len(stage.customers) * chance.random() ** 2)]
    technician = chance.choice(stage.technicians)
    ticket = _ticket(index + 1, plan, customer, stage, chance)
    if plan.status != Status.NEW or chance.random() < ASSIGNED_WHEN_NEW:
        ticket.assignee_id = technician.id
    tags = [_mostly_first(stage.tags, chance)] if chance.random() < TAGGED else []
    return Case(plan, ticket, customer, technician, tags)


def _ticket(number: int, plan: Plan, customer: Customer, stage: Stage, chance: Random) -> Ticket:
    queue = _mostly_first(stage.queues, chance)
    last_asked = plan.last(MessageKind.FROM_CUSTOMER) or plan.created_at
    is_ours, is_later = plan.status in AWAITING_US, plan.status == Status.SCHEDULED
    return Ticket(
        number=number,
        subject=stage.vocabulary.line(chance, chance.randrange(3, 9)),
        kind=chance.choice(Kind.values),
        priority=chance.choices(PRIORITIES, PRIORITY_WEIGHTS)[0],
        status=plan.status,
        channel=chance.choice((Channel.MAIL, Channel.MAIL, Channel.WEB)).value,
        requester_id=customer.id,
        organisation_id=customer.organisation_id,
        queue=queue,
        category=_mostly_first(stage.categories, chance),
        due_at=first_due(last_asked, queue.follow_up_hours) if is_ours else None,
        scheduled_for=stage.now + timedelta(hours=chance.randrange(24, 720)) if is_later else None,
        created_at=plan.created_at,
        changed_at=plan.changed_at,
        solved_at=plan.finished_at if plan.status == Status.SOLVED else None,
        closed_at=plan.finished_at if plan.status == Status.CLOSED else None,
        last_customer_message_at=last_asked,
        last_staff_message_at=plan.last(MessageKind.FROM_US),
        message_count=len(plan.messages),
        version=len(plan.messages) - 1,
    )


def _messages_of(case: Case, stage: Stage, chance: Random) -> list[Message]:
    channel = case.ticket.channel
    return [
        Message(
            ticket=case.ticket,
            kind=kind,
            author_id=case.customer.id if kind == MessageKind.FROM_CUSTOMER else case.technician.id,
            channel=channel if kind == MessageKind.FROM_CUSTOMER else Channel.WEB.value,
            came_from="" if kind == MessageKind.INTERNAL else case.customer.email,
            text=stage.vocabulary.text(chance, chance.randrange(10, 90)),
            written_at=at,
            created_at=at,
            delivery="sent" if kind == MessageKind.FROM_US else "",
        )
        for kind, at in case.plan.messages
    ]


def _facts_of(case: Case, messages: Sequence[Message]) -> Iterator[AuditFact]:
    ticket, plan, first = case.ticket, case.plan, messages[0]
    opened: dict[str, Detail] = {"channel": ticket.channel, "queue": ticket.queue_id}
    yield fact("helpdesk.ticket.opened", ticket, at=first.written_at, by=case.author, **opened)
    if ticket.assignee_id:
        yield fact("helpdesk.ticket.assigned", ticket, at=first.written_at, by=case.technician, to=ticket.assignee_id)
    for tag in case.tags:
        yield fact("helpdesk.ticket.tagged", ticket, at=first.written_at, by=case.technician, to=tag.pk)
    for message in messages[1:]:
        yield _fact_of_message(case, message)
    if plan.finished_at:
        finished = f"helpdesk.ticket.{plan.status.value}"
        yield fact(finished, ticket, at=plan.finished_at, by=case.technician, before=Status.OPEN.value)


def _fact_of_message(case: Case, message: Message) -> AuditFact:
    ticket, at = case.ticket, message.written_at
    match message.kind:
        case MessageKind.FROM_CUSTOMER:
            then = {"before": Status.WAITING_CUSTOMER.value, "after": Status.OPEN.value}
            return fact("helpdesk.ticket.customer_wrote", ticket, at=at, by=case.author, message=message.pk, **then)
        case MessageKind.FROM_US:
            details: dict[str, Detail] = {"message": message.pk, "after": Status.WAITING_CUSTOMER.value, "taken": False}
            return fact("helpdesk.ticket.replied", ticket, at=at, by=case.technician, **details)
        case _:
            return fact("helpdesk.ticket.noted", ticket, at=at, by=case.technician, message=message.pk)


def _mostly_first(choices: Sequence[Chosen], chance: Random) -> Chosen:
    """One of them, the first ones far more often than the last."""
    return choices[min(int(chance.paretovariate(0.8)) - 1, len(choices) - 1)]
