"""Recipients, disclosures and recipients' tasks in the shape of the office's pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.backup import copying
from candor.people.public import Person
from candor.privacy.affected import present_among
from candor.privacy.models import DisclosedPerson, Disclosure, Recipient, RecipientTask, SubjectRequest
from candor.privacy.queries.registers import PAGE
from candor.privacy.taken_out import TakenOut, latest
from candor.ui.public import country_name, locale_of

MOST_BESIDE = 10
TOMORROW = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class RecipientsPage:
    rows: Sequence[Recipient]
    later: str


@dataclass(frozen=True, slots=True)
class DisclosuresPage:
    rows: Sequence[Disclosure]
    later: str


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task with its person, None where they are no longer there."""

    task: RecipientTask
    person: Person | None

    @property
    def name(self) -> str:
        return self.person.name if self.person else self.task.person_name


@dataclass(frozen=True, slots=True)
class TasksPage:
    rows: Sequence[TaskRow]
    later: str


def recipients_page(actor: Actor, *, after: str, ended: bool) -> RecipientsPage:
    """Those that get data by their names, or those that get none any more. Two queries."""
    rows = Recipient.objects.visible_to(actor).filter(ended_at__isnull=not ended)
    mark = rows.filter(ref=after).first() if after else None
    if mark is not None:
        rows = rows.filter(Q(name__gt=mark.name) | Q(name=mark.name, pk__gt=mark.pk))
    found = list(rows.order_by("name", "pk")[: PAGE + 1])
    later = f"?after={found[PAGE - 1].ref}{'&ended' if ended else ''}" if len(found) > PAGE else ""
    return RecipientsPage(found[:PAGE], later)


def last_disclosures_to(actor: Actor, recipient: Recipient) -> list[Disclosure]:
    """One query."""
    rows = Disclosure.objects.visible_to(actor).filter(recipient=recipient)
    return list(rows.order_by("-on", "-pk")[:MOST_BESIDE])


def last_tasks_of(actor: Actor, recipient: Recipient) -> list[TaskRow]:
    """Two queries."""
    rows = RecipientTask.objects.visible_to(actor).filter(recipient=recipient).select_related("recipient")
    return with_people(rows.order_by("-pk")[:MOST_BESIDE])


def disclosures_page(
    actor: Actor, *, after: str, person: Person | None = None, recipient: Recipient | None = None
) -> DisclosuresPage:
    """The last ones first, of one person or to one recipient. Two queries."""
    rows = Disclosure.objects.visible_to(actor)
    if person is not None:
        rows = rows.of_person(person.pk)
    if recipient is not None:
        rows = rows.filter(recipient=recipient)
    mark = rows.filter(ref=after).first() if after else None
    if mark is not None:
        rows = rows.filter(Q(on__lt=mark.on) | Q(on=mark.on, pk__lt=mark.pk))
    found = list(rows.select_related("recipient").order_by("-on", "-pk")[: PAGE + 1])
    narrowed = f"&person={person.ref}" if person else f"&recipient={recipient.ref}" if recipient else ""
    later = f"?after={found[PAGE - 1].ref}{narrowed}" if len(found) > PAGE else ""
    return DisclosuresPage(found[:PAGE], later)


@dataclass(frozen=True, slots=True)
class FilesPage:
    """Files that were taken out, each with the recipients of whom it is noted that they got it."""

    rows: Sequence[tuple[TakenOut, Sequence[str]]]
    later: str


def files_page(actor: Actor, before: datetime | None) -> FilesPage:
    """The last ones first. A query for each log of exports, and one for what is noted."""
    found = latest(actor, before or clock.now() + TOMORROW, PAGE + 1)
    shown = found[:PAGE]
    noted: dict[tuple[str, int], list[str]] = defaultdict(list)
    rows = Disclosure.objects.visible_to(actor).filter(
        about_kind__in={file.kind for file in shown}, about_id__in={file.number for file in shown}
    )
    for kind, number, name in rows.order_by("pk").values_list("about_kind", "about_id", "recipient_name"):
        noted[kind, number or 0].append(name)
    later = shown[-1].taken_at.isoformat() if len(found) > PAGE else ""
    return FilesPage([(file, list(dict.fromkeys(noted[file.kind, file.number]))) for file in shown], later)


def people_of(
    disclosure: Disclosure, *, after: int, most: int = PAGE
) -> tuple[list[tuple[DisclosedPerson, Person | None]], int]:
    """A page of its people, None where they are erased, and the number after which the next begins. Two queries."""
    rows = list(disclosure.people.filter(pk__gt=after).order_by("pk")[: most + 1])
    shown = rows[:most]
    present = present_among([row.subject_number for row in shown])
    people = Person.objects.in_bulk(set(present.values()))
    named = [(row, people.get(present.get(row.subject_number, 0))) for row in shown]
    return named, shown[-1].pk if len(rows) > most else 0


def tasks_page(actor: Actor, *, after: str, settled: bool) -> TasksPage:
    """Those that wait, by the day of the answer; or those that are settled, the last first. Three queries."""
    every = RecipientTask.objects.visible_to(actor)
    rows = every.exclude(pk__in=every.waiting()) if settled else every.waiting()
    mark = every.filter(ref=after).first() if after else None
    if mark is not None:
        later = Q(answer_by__gt=mark.answer_by) | Q(answer_by=mark.answer_by, pk__gt=mark.pk)
        rows = rows.filter(Q(pk__lt=mark.pk) if settled else later)
    ordered = rows.order_by("-pk") if settled else rows.order_by("answer_by", "pk")
    found = list(ordered.select_related("recipient")[: PAGE + 1])
    more = f"?after={found[PAGE - 1].ref}{'&settled' if settled else ''}" if len(found) > PAGE else ""
    return TasksPage(with_people(found[:PAGE]), more)


def tasks_of_request(actor: Actor, request: SubjectRequest) -> list[TaskRow]:
    """One query for the tasks of a request, another for their people."""
    rows = RecipientTask.objects.visible_to(actor).filter(request=request).select_related("recipient")
    return with_people(rows.order_by("pk")[:PAGE])


def with_people(tasks: Iterable[RecipientTask]) -> list[TaskRow]:
    """One query, none without tasks."""
    found = list(tasks)
    present = present_among([task.subject_number for task in found]) if found else {}
    people = Person.objects.in_bulk(set(present.values())) if present else {}
    return [TaskRow(task, people.get(present.get(task.subject_number, 0))) for task in found]


def recipients_in_record(actor: Actor) -> list[tuple[str, str, str, str]]:
    """What the record of processing says of each that gets data (Art. 30(1)(d), (e)). One query."""
    rows = Recipient.objects.visible_to(actor).standing().order_by("name", "pk")[:500]
    locale = locale_of(get_language() or "en")
    return [
        (row.name, row.get_kind_display(), row.purpose, "\n".join(filter(None, (
            country_name(row.country, locale), row.transfer))))
        for row in rows
    ]  # fmt: skip


def places_of_backups() -> list[tuple[str, str, str, str]]:
    """Where backups lie off this machine, for the record: only the owner knows who runs it, and in which country."""
    purpose = _("Encrypted copies to restore from after a loss; nothing that lies there opens them")
    return [(place, _("Place of backups"), purpose, "") for place in copying.outside()]
