"""People of clients for whom we processed until their agreement ended: they go when the days after its end are over.

They are not written to first: the client decides, and has chosen this (Art. 28(3)(g) GDPR). Who turned to us after the
end, or has an own contract, stays by the ordinary rules.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q

from candor.kernel import clock
from candor.kernel.actor import JOB
from candor.kernel.jobs import progress
from candor.kernel.registries.personal_data import table_of
from candor.kernel.turns import one_at_a_time
from candor.people.public import Membership, Person, Refused
from candor.privacy.erasing import Asked, InOtherHands, confirm_erasure, drop_plan, plan_erasure, remove
from candor.privacy.facts import decide_rows_by_period
from candor.privacy.models import (
    Erasure,
    ErasureState,
    ProcessingAgreement,
    RetentionLine,
    RetentionRun,
    RunState,
)
from candor.privacy.retaining.counting import GOES, note, portions
from candor.privacy.rules.deciding import Ground, fate
from candor.privacy.rules.periods import Rules

LABEL = ProcessingAgreement._meta.label_lower
AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Former:
    """Somebody who belonged to a former client, and what keeps them ("" for nothing)."""

    person: int
    stays: str

    @property
    def goes(self) -> bool:
        return self.stays == GOES


def key() -> str:
    """The retention key of customers, who go as people."""
    return table_of(Person).keep


def is_about(line: RetentionLine) -> bool:
    return (line.key, line.kind) == (key(), LABEL)


def some_are_over(as_of: date) -> bool:
    """Whether the days after the end of any agreement are over."""
    return bool(_over(as_of))


def count_line(line: RetentionLine, run: RetentionRun, rules: Rules) -> None:
    """Count the people of former clients. A count that was killed begins anew."""
    line.total, line.over, line.going, line.kept, line.samples = 0, 0, 0, {}, []
    for portion in portions(_people(run.as_of, 0), AT_ONCE):
        for one in former_among(portion, rules):
            line.total += 1
            line.over += 1
            line.going += one.goes
            note(line, one.person, one.stays)
        progress(line.over, None)
    line.rows = {table_of(Person).name: line.going} if line.going else {}
    line.is_counted = True
    line.save()


def end_line(line: RetentionLine, run: RetentionRun, rules: Rules) -> bool:
    """Erase them one by one; False where the run was stopped meanwhile."""
    for portion in portions(_people(run.as_of, line.position), AT_ONCE):
        for one in former_among(portion, rules):
            if not RetentionRun.objects.filter(pk=run.pk, state=RunState.RUNNING).exists():
                return False
            if one.goes and erase(one, run.as_of, rules):
                line.done += 1
                line.done_rows = {table_of(Person).name: line.done}
            line.position = one.person
            line.save(update_fields=["done", "done_rows", "position"])
            progress(line.done, line.going)
    return True


def former_among(people: Collection[int], rules: Rules) -> list[Former]:
    """What is decided about each by their own row. A constant number of queries."""
    fates = decide_rows_by_period(table_of(Person), [str(number) for number in people], clock.now(), rules)
    decisions = {int(number): fate(columns.values()) for number, columns in fates.items()}
    return [
        Former(number, GOES if decisions[number].ground is Ground.CLIENT_ERASES else str(decisions[number].ground))
        for number in people
        if number in decisions
    ]


def erase(one: Former, as_of: date, rules: Rules) -> bool:
    """Plan and carry out their erasure, unless something keeps them by now; whether they are gone."""
    person = Person.objects.filter(pk=one.person, merged_into=None, erased_at=None).first()
    if person is None:
        return False
    try:
        erasure = plan_erasure(person, Asked(received_on=as_of), by=JOB)
        if not _confirm(erasure, one, rules):
            drop_plan(erasure, by=JOB)
            return False
        # What is left on the disk is overwritten for all of them at once (`tasks.go_on_with_erasures`).
        return remove(erasure).state == ErasureState.COMPACTING
    except (Refused, InOtherHands):
        return False


def _confirm(erasure: Erasure, one: Former, rules: Rules) -> bool:
    """Whoever is held or locked, or agrees with us anew, at this very moment comes before or after."""
    with transaction.atomic():
        one_at_a_time("privacy.holds")
        one_at_a_time("privacy.locks")
        goes = any(found.goes for found in former_among([one.person], rules))
        return goes and confirm_erasure(erasure, erasure.plan_hash, by=JOB)


def _over(as_of: date) -> list[ProcessingAgreement]:
    ended = ProcessingAgreement.objects.filter(ends_on__lt=as_of).order_by("pk")
    return [one for one in ended if one.last_day is not None and one.last_day < as_of]


def _people(as_of: date, after: int) -> Iterator[int]:
    """Who belonged to a former client, by number."""
    agreements = _over(as_of)
    if not agreements:
        return iter(())
    organisations = Q(organisation__in=[one.organisation_id for one in agreements])
    places = Membership.objects.filter(organisations, person__gt=after, person__merged_into=None)
    present = places.filter(person__erased_at=None).order_by("person").values_list("person", flat=True)
    return iter(present.distinct().iterator(AT_ONCE))
