"""Customers of whom nothing was heard for so long: told by mail first, then erased as people.

The period of a customer begins with their last sign (`facts.periods`). Some weeks before its end they get a mail; a
sign-in, a message or a new case begins the period anew, and the notice counts no more. Nobody goes before the time that
the mail gave them is over, and who cannot be told stays on the privacy office's list, unless the owner says otherwise.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from candor.kernel import clock, instance
from candor.kernel.actor import JOB
from candor.kernel.audit import record
from candor.kernel.jobs import progress
from candor.kernel.registries.personal_data import table_of
from candor.kernel.turns import one_at_a_time
from candor.mail.public import OutboxMessage, OutboxState, TemplateClass, queue_mail
from candor.people.public import Person, Refused, primary_email
from candor.privacy.erasing import Asked, InOtherHands, confirm_erasure, drop_plan, plan_erasure, remove
from candor.privacy.facts import decide_rows_by_period
from candor.privacy.facts.periods import anchors_of_people
from candor.privacy.models import (
    Erasure,
    ErasureState,
    InactivityNotice,
    RetentionLine,
    RetentionRun,
    RetentionSettings,
    RunState,
)
from candor.privacy.retaining.counting import note, portions
from candor.privacy.retaining.records import start_of_next_day
from candor.privacy.retaining.settings import settings_in_force
from candor.privacy.rules.deciding import Decision, Ground, fate
from candor.privacy.rules.periods import Rule, Rules
from candor.ui.public import locale_of, long_date

LABEL = "people.person"
AT_ONCE = 200
WINDOW = 5_000
NOT_TOLD = (OutboxState.BOUNCED, OutboxState.FAILED)


class Waits(StrEnum):
    """Why somebody stays whose period is over or soon will be, though nothing keeps them."""

    TELL = "tell"
    """They are told with this run."""
    TOLD = "told"
    """They were told, and the time that the mail gave them is not over."""
    UNTOLD = "untold"
    """They cannot be told."""


@dataclass(frozen=True, slots=True)
class Inactive:
    """A customer whose period is over or soon will be: the last sign, and what keeps them ("" for nothing)."""

    person: int
    last_sign_on: date
    stays: str

    @property
    def goes(self) -> bool:
        return not self.stays


def key() -> str:
    """The retention key of customers."""
    return table_of(Person).keep


def is_about(line: RetentionLine) -> bool:
    return (line.key, line.kind) == (key(), LABEL)


def told_with(line: RetentionLine) -> int:
    """How many people a run would write to: nobody gets such a mail before somebody has seen how many do."""
    return int(line.kept.get(Waits.TELL, 0)) if is_about(line) else 0


def count_line(line: RetentionLine, run: RetentionRun, rules: Rules) -> None:
    """Count the customers whose period is over, in windows."""
    limit = rules.limit(line.key)
    if line.position == 0:
        line.total = customers().count()
    for end, numbers in _windows(limit, run.as_of, line.position, rules) if limit else ():
        for portion in portions(numbers, AT_ONCE):
            for one in inactive_among(portion, run.as_of, rules):
                line.over += 1
                line.going += one.goes
                note(line, one.person, one.stays)
            progress(line.over, None)
        line.position = end
        line.save()
    line.rows = {table_of(Person).name: line.going} if line.going else {}
    line.is_counted = True
    line.save()


def end_line(line: RetentionLine, run: RetentionRun, rules: Rules) -> bool:
    """Tell those who are to be told, erase the others one by one; False where the run was stopped meanwhile."""
    limit = rules.limit(line.key)
    for end, numbers in _windows(limit, run.as_of, line.position, rules) if limit else ():
        for portion in portions(numbers, AT_ONCE):
            for one in inactive_among(portion, run.as_of, rules):
                if not RetentionRun.objects.filter(pk=run.pk, state=RunState.RUNNING).exists():
                    return False
                if one.goes and erase(one, run.as_of, rules):
                    line.done += 1
                    line.done_rows = {table_of(Person).name: line.done}
                elif limit and one.stays in {Waits.TELL, Waits.UNTOLD}:
                    tell(one, limit)
                line.position = one.person
                line.save(update_fields=["done", "done_rows", "position"])
                progress(line.done, line.going)
        RetentionLine.objects.filter(pk=line.pk).update(position=end)
    return True


def inactive_among(people: Collection[int], as_of: date, rules: Rules) -> list[Inactive]:
    """Those whose period is over by that day or within the time for telling them. A constant number of queries."""
    limit, wanted = rules.limit(key()), settings_in_force()
    if limit is None:
        return []
    days = timedelta(days=wanted.days_before)
    anchors = anchors_of_people(key(), people, rules)
    near = {number: day for number, day in anchors.items() if limit.last_day(day) < as_of + days}
    decisions, told = _decided(near, rules), _told(near)
    return [
        Inactive(
            number,
            near[number],
            _what_keeps(decisions[number], told.get((number, near[number]), NEVER_NOTED), wanted, as_of),
        )
        for number in sorted(near)
        if number in decisions
    ]


def erase(one: Inactive, as_of: date, rules: Rules) -> bool:
    """Plan and carry out their erasure, unless there was a sign or something keeps them by now; whether they are gone.

    What a hold, a duty or somebody's contract keeps of them stays as in any erasure, and is asked about again later.
    """
    person = customers().filter(pk=one.person).first()
    if person is None or not _still_goes(one, as_of, rules):
        return False
    try:
        erasure = plan_erasure(person, Asked(received_on=as_of), by=JOB)
        if not _confirm(erasure, one, as_of, rules):
            drop_plan(erasure, by=JOB)
            return False
        # What is left on the disk is overwritten for all of them at once (`tasks.go_on_with_erasures`).
        return remove(erasure).state == ErasureState.COMPACTING
    except (Refused, InOtherHands):
        return False


def tell(one: Inactive, limit: Rule) -> None:
    """Write to them that they will be deleted and how to prevent it, or note that nobody can."""
    with transaction.atomic():
        person = customers().filter(pk=one.person).first()
        if person is None:
            return
        address, before = primary_email(person), InactivityNotice.objects.filter(person=person).first()
        is_told = bool(address) and (one.stays == Waits.TELL or not _has_failed(before, address))
        if before is not None and before.last_sign_on == one.last_sign_on and before.told_at is None and not is_told:
            return
        now = clock.now()
        notice, _is_new = InactivityNotice.objects.update_or_create(
            person=person,
            defaults={"last_sign_on": one.last_sign_on, "told_at": now if is_told else None, "noted_at": now},
        )
        if is_told:
            _write(person, address, notice, limit)
        record("privacy.inactivity.told" if is_told else "privacy.inactivity.untold", notice, by=JOB, person=person.pk)


def _has_failed(notice: InactivityNotice | None, address: str) -> bool:
    """Whether a mail to this very address came to nothing: it is not tried again and again."""
    return notice is not None and _mails_about([notice]).filter(to_address=address, state__in=NOT_TOLD).exists()


def _mails_about(notices: Iterable[InactivityNotice]) -> QuerySet[OutboxMessage]:
    return OutboxMessage.objects.filter(
        about_kind=InactivityNotice._meta.label_lower, about_id__in=[notice.pk for notice in notices]
    )


def _write(person: Person, address: str, notice: InactivityNotice, limit: Rule) -> None:
    language = person.language or instance.current().language or "en"
    goes_on = max(limit.last_day(notice.last_sign_on), _today() + timedelta(days=settings_in_force().days_before))
    locale = locale_of(language)
    queue_mail(
        "privacy/mail/inactivity",
        to=address,
        to_name=person.name,
        language=language,
        about=notice,
        context={
            "name": person.name,
            "since": long_date(notice.last_sign_on, locale),
            "until": long_date(goes_on, locale),
            "link": settings.INSTANCE.base_url + reverse("customer:sign-in"),
        },
        kind=TemplateClass.CONTRACT,
        by=JOB,
    )


def _today() -> date:
    return clock.today(instance.current().time_zone)


def _confirm(erasure: Erasure, one: Inactive, as_of: date, rules: Rules) -> bool:
    """Whoever gives a sign, or is held or locked, at this very moment comes before or after."""
    with transaction.atomic():
        one_at_a_time("privacy.holds")
        one_at_a_time("privacy.locks")
        return _still_goes(one, as_of, rules) and confirm_erasure(erasure, erasure.plan_hash, by=JOB)


def _still_goes(one: Inactive, as_of: date, rules: Rules) -> bool:
    return any(found.goes for found in inactive_among([one.person], as_of, rules))


def _told(people: Collection[int]) -> dict[tuple[int, date], datetime | None]:
    """Of whom there is a notice that counts from which last sign: when they were told, None where that failed."""
    notices = list(InactivityNotice.objects.filter(person__in=people))
    failures = _mails_about(notices).filter(state__in=NOT_TOLD)
    failed = dict(failures.order_by("created_at").values_list("about_id", "created_at"))
    return {
        (notice.person_id, notice.last_sign_on): None
        if notice.told_at and notice.pk in failed and failed[notice.pk] >= notice.told_at
        else notice.told_at
        for notice in notices
    }


NEVER_NOTED = object()


def _what_keeps(decision: Decision, told: Any, wanted: RetentionSettings, as_of: date) -> str:
    """Why they stay: a ground of the decision, or that they have to be told first; "" for nothing."""
    is_over = not decision.keeps
    if not is_over and decision.ground is not Ground.IN_PERIOD:
        return str(decision.ground)
    if told is NEVER_NOTED:
        return Waits.TELL
    if told is None:
        return "" if is_over and wanted.erases_untold else Waits.UNTOLD
    return "" if is_over and told.date() + timedelta(days=wanted.days_before) < as_of else Waits.TOLD


def _decided(people: Collection[int], rules: Rules) -> dict[int, Decision]:
    """What is decided about their own rows."""
    fates = decide_rows_by_period(table_of(Person), [str(number) for number in people], clock.now(), rules)
    return {int(number): fate(columns.values()) for number, columns in fates.items()}


def customers() -> Any:
    """Everybody who is known here and has not been erased."""
    return Person.objects.filter(merged_into=None, erased_at=None)


def _windows(limit: Rule, as_of: date, after: int, rules: Rules) -> Iterator[tuple[int, list[int]]]:
    """People who have been known for long enough to be told, by windows of numbers."""
    near = as_of + timedelta(days=settings_in_force().days_before)
    known = customers().filter(created_at__lt=start_of_next_day(limit.over_by(near), rules)).order_by("pk")
    last = customers().order_by("-pk").values_list("pk", flat=True).first() or 0
    while after < last:
        found = known.filter(pk__gt=after, pk__lte=after + WINDOW)
        after += WINDOW
        yield after, list(found.values_list("pk", flat=True))
