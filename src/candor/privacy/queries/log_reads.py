"""The access log in the shape of pages. In the order of time and nothing else: it is no report on anybody's work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.apps import apps
from django.db.models import Q

from candor.kernel import instance
from candor.kernel.actor import Actor
from candor.kernel.models import AccessLogEntry
from candor.kernel.registries.telling import telling_of
from candor.people.public import ROLE_NAMES, Person, Role, people_by_ids
from candor.privacy.holdable import Shown, holdables
from candor.privacy.models import LogRead
from candor.privacy.queries.registers import PAGE


@dataclass(frozen=True, slots=True)
class LookRow:
    """One look: in which hour, who in which role, at whom, and the object that was the reason."""

    hour: datetime
    who: str
    role: str
    whom: Person | None
    reason: Shown


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One look at this log, with those whom it was about."""

    read: LogRead
    whom: str
    staff: str


def looks_page(actor: Actor, read: LogRead, *, after: int) -> tuple[list[LookRow], str]:
    """The last hour first, and the query of the next page. Three queries, and one for each kind of case among them."""
    zone = ZoneInfo(instance.current().time_zone)
    begins = datetime.combine(read.begins_on, time.min, zone)
    ends = datetime.combine(read.ends_on + timedelta(days=1), time.min, zone)
    looks = AccessLogEntry.objects.filter(hour__gte=begins - timedelta(hours=1), hour__lt=ends)
    if read.subject_number is not None:
        looks = looks.filter(subject_id=read.subject_number)
    if read.staff_number is not None:
        looks = looks.filter(actor_id=read.staff_number)
    mark = AccessLogEntry.objects.filter(pk=after).first() if after else None
    if mark is not None:
        looks = looks.filter(Q(hour__lt=mark.hour) | Q(hour=mark.hour, pk__lt=mark.pk))
    found = list(looks.order_by("-hour", "-pk")[: PAGE + 1])
    later = f"?after={found[PAGE - 1].pk}" if len(found) > PAGE else ""
    return _rows(actor, found[:PAGE]), later


def reads_page(actor: Actor, *, after: str) -> tuple[list[ReadRow], str]:
    """Who read this log, the last look first. Three queries at most."""
    rows = LogRead.objects.visible_to(actor)
    mark = rows.filter(ref=after).first() if after else None
    if mark is not None:
        rows = rows.filter(pk__lt=mark.pk)
    found = list(rows.select_related("by").order_by("-pk")[: PAGE + 1])
    numbers = [each for row in found for each in (row.subject_number, row.staff_number) if each is not None]
    names = {pk: person.name for pk, person in people_by_ids(numbers).items()}
    shown = [
        ReadRow(row, names.get(row.subject_number or 0, ""), names.get(row.staff_number or 0, ""))
        for row in found[:PAGE]
    ]
    return shown, f"?after={found[PAGE - 1].ref}" if len(found) > PAGE else ""


def read_of(actor: Actor, ref: str) -> LogRead | None:
    """A look of one's own: whoever else wants to see the same says so themselves."""
    return LogRead.objects.visible_to(actor).filter(ref=ref, by=actor.id).first()


def names_of(read: LogRead) -> tuple[str, str]:
    """Whom the look is about, and who is asked about: one query."""
    numbers = [number for number in (read.subject_number, read.staff_number) if number is not None]
    names = {pk: person.name for pk, person in people_by_ids(numbers).items()}
    return names.get(read.subject_number or 0, ""), names.get(read.staff_number or 0, "")


def _rows(actor: Actor, looks: Sequence[AccessLogEntry]) -> list[LookRow]:
    people = people_by_ids({number for look in looks for number in (look.actor_id, look.subject_id)})
    cases = _cases(actor, looks)
    rows = []
    for look in looks:
        who, whom = people.get(look.actor_id), people.get(look.subject_id)
        there = whom if whom is not None and whom.erased_at is None else None
        reason = cases.get((look.object_kind, look.object_id)) or Shown(_kind(look.object_kind), "")
        rows.append(LookRow(look.hour, who.name if who else "", _role(look.actor_role), there, reason))
    return rows


def _cases(actor: Actor, looks: Iterable[AccessLogEntry]) -> Mapping[tuple[str, int], Shown]:
    """What was open when somebody looked, where it has a page."""
    found: dict[tuple[str, int], Shown] = {}
    for kind, holdable in holdables().items():
        numbers = {look.object_id for look in looks if look.object_kind == kind}
        if numbers:
            found.update({(kind, number): shown for number, shown in holdable.shown(actor, numbers).items()})
    return found


def _kind(label: str) -> str:
    """What copies call such a record; its technical name where no slice has it any more."""
    try:
        table = apps.get_model(label)._meta.db_table
    except (LookupError, ValueError):
        return label
    return str(telling_of(table).name or label)


def _role(stored: str) -> str:
    return str(ROLE_NAMES[Role(stored)]) if stored in set(Role) else stored
