"""Who received somebody's data, by name (Art. 15(1)(c), 19 sentence 2): for their own pages and for their copy."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from candor.kernel import instance
from candor.kernel.registries.telling import groups
from candor.privacy.models import TASK_WORDS, ClientRequest, Disclosure, Recipient, RecipientKind, RecipientTask
from candor.privacy.rules.recipient_states import TaskState

MOST = 200


@dataclass(frozen=True, slots=True)
class Received:
    """One recipient or one disclosure to it. `on` is the day, None for one where the whole instance lies."""

    name: str
    kind: str
    what: str
    purpose: str
    on: date | None
    groups: frozenset[str]
    country: str = ""
    transfer: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """What a recipient was told for the person, and what came of it."""

    name: str
    right: str
    state: str
    day: date


def received_by(numbers: Collection[int]) -> list[Received]:
    """Everybody, those without a day first, then the last first; `numbers` are the person's. Three queries."""
    return [*_with_everything(), *_disclosed(numbers), *_to_clients(numbers)]


def received_in(found: Sequence[Received], group: str) -> list[str]:
    """The names for one group of the Account Manager, each once."""
    return list(dict.fromkeys(one.name for one in found if group in one.groups or not one.groups))


def told_for(numbers: Collection[int]) -> list[Notice]:
    """What recipients were told of what was carried out for the person. One query."""
    tasks = RecipientTask.objects.filter(subject_number__in=numbers).select_related("recipient")
    return [
        Notice(
            task.recipient.name,
            task.get_right_display(),
            str(TASK_WORDS[TaskState(task.state)]),
            (task.answered_at or task.opened_at).astimezone(_zone()).date(),
        )
        for task in tasks.order_by("-pk")[:MOST]
    ]


def names_told_of(subject_number: int) -> list[str]:
    """The names of those who are told of somebody's erasure, for its certificate. One query."""
    tasks = RecipientTask.objects.filter(subject_number=subject_number, right="erasure")
    return sorted(set(tasks.values_list("recipient__name", flat=True)))


def names_of(keys: Sequence[str]) -> str:
    """Groups in words, as they themselves read them."""
    titles = {group.key: str(group.title) for group in groups()}
    return ", ".join(titles[key] for key in keys if key in titles)


def names_in_office(keys: Sequence[str]) -> str:
    """Groups in words, as the office reads of people."""
    titles = {group.key: str(group.of_person) for group in groups()}
    return ", ".join(titles[key] for key in keys if key in titles)


def _with_everything() -> list[Received]:
    rows = Recipient.objects.standing().filter(gets_everything=True).order_by("name", "pk")[:MOST]
    return [
        Received(
            row.name, row.get_kind_display(), names_of(row.groups) or _("Everything that stands here"), row.purpose,
            None, frozenset(row.groups), row.country, row.transfer,
        )
        for row in rows
    ]  # fmt: skip


def _disclosed(numbers: Collection[int]) -> list[Received]:
    rows = Disclosure.objects.filter(people__subject_number__in=numbers).distinct()
    return [
        Received(
            row.recipient_name, row.recipient.get_kind_display(), row.what, row.purpose, row.on,
            frozenset(row.groups), row.recipient.country, row.recipient.transfer,
        )
        for row in rows.select_related("recipient").order_by("-on", "-pk")[:MOST]
    ]  # fmt: skip


def _to_clients(numbers: Collection[int]) -> list[Received]:
    """Clients for whom we process heard of requests: that somebody asks, and what for."""
    rows = ClientRequest.objects.filter(subject_number__in=numbers, passed_at__isnull=False)
    found = rows.select_related("organisation").order_by("-passed_at", "-pk")[:MOST]
    return [
        Received(
            row.organisation.name, str(RecipientKind.CLIENT.label), _("That you asked for something, and what"),
            _("They decide about your data, we process it for them (Art. 28(3)(e) GDPR)"),
            row.passed_at.astimezone(_zone()).date() if row.passed_at else None, frozenset({"requests"}),
        )
        for row in found
    ]  # fmt: skip


def _zone() -> ZoneInfo:
    return ZoneInfo(instance.current().time_zone)
