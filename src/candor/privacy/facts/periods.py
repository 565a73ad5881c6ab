"""When the period of a person began: the last of the signs that slices declared for the retention key."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db.models import Count, Max, Q

from candor.kernel.registries.personal_data import Anchor, Sign, signs
from candor.people.public import Person
from candor.privacy.rules.periods import Rules


def anchors_of_people(key: str, people: Collection[int], rules: Rules) -> Mapping[int, date]:
    """The day on which the key's period began for each of them; who is not in it has no beginning that is known.

    A record that became part of another one counts as that one. One query for each sign, and one for each time that
    merged records were merged again.
    """
    present = _present_records(people)
    found: dict[int, date] = {}
    waiting: set[int] = set()
    for sign in sorted(signs(key), key=lambda one: not one.waits):
        asked = [number for number in {*present, *present.values()} if number not in waiting]
        for person, is_open, *moments in _moments(sign, asked):
            days = [_day(moment, rules) for moment in moments if moment is not None]
            if is_open:
                waiting.add(person)
            elif days:
                found[person] = max(*days, found.get(person, date.min))
    return {
        number: max(found[one] for one in (number, record) if one in found)
        for number, record in present.items()
        if not waiting & {number, record} and (number in found or record in found)
    }


def day_of(anchor: Anchor, moments: Collection[Any], rules: Rules) -> date | None:
    """The day that a row's own moments give."""
    days = [_day(moment, rules) for moment in moments if moment is not None]
    if not days or (anchor.needs_all and len(days) < len(moments)):
        return None
    return max(days)


def _moments(sign: Sign, people: Collection[int]) -> Any:
    model: Any = apps.get_model(sign.label)
    person = "pk" if sign.person == "self" else sign.person
    still_open = Q(**{f"{path}__isnull": True for path in sign.at.paths}) if sign.waits else Q(pk=None)
    last = {f"last_{number}": Max(path) for number, path in enumerate(sign.at.paths)}
    rows = model._base_manager.filter(**{f"{person}__in": people}).order_by().values(person)
    return rows.annotate(still_open=Count("pk", filter=still_open), **last).values_list(person, "still_open", *last)


def _present_records(people: Collection[int]) -> dict[int, int]:
    """For each record the one that it has become part of, itself mostly."""
    present = {number: number for number in people}
    became = Person._base_manager.filter(merged_into__isnull=False)
    while merged := dict(became.filter(pk__in=set(present.values())).values_list("pk", "merged_into")):
        present = {number: merged.get(record) or record for number, record in present.items()}
    return present


def _day(moment: datetime | date, rules: Rules) -> date:
    return rules.day_of(moment) if isinstance(moment, datetime) else moment
