"""When the period of a person began: the last of the signs that slices declared for the retention key."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db.models import CharField, Count, Max, Q, QuerySet, Value
from django.db.models.functions import Cast

from candor.kernel.db.aggregates import moment_in
from candor.kernel.db.prepared import PreparedOfMany
from candor.kernel.registries.personal_data import Anchor, Sign, signs
from candor.people.public import Person
from candor.privacy.rules.periods import Rules


def anchors_of_people(key: str, people: Collection[int], rules: Rules) -> Mapping[int, date]:
    """The day on which the key's period began for each of them; who is not in it has no beginning that is known.

    A record that became part of another one counts as that one. One query for all signs, and one for each time that
    merged records were merged again.
    """
    present = _present_records(people)
    found: dict[int, date] = {}
    waiting: set[int] = set()
    asked = signs(key)
    for person, is_open, *texts in _MOMENTS.rows({*present, *present.values()}, asked) if asked else ():
        days = [_day(moment, rules) for text in texts if (moment := moment_in(text)) is not None]
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


def _last_moments(people: Any, asked: tuple[Sign, ...]) -> QuerySet[Any, Any]:
    """By sign and person, how many of the rows wait for their moment, and the last of each moment as text."""
    most = max(len(sign.at.paths) for sign in asked)
    first, *others = (_of_sign(people, sign, most) for sign in asked)
    return first.union(*others, all=True) if others else first


def _of_sign(people: Any, sign: Sign, most: int) -> QuerySet[Any, Any]:
    model: Any = apps.get_model(sign.label)
    person = "pk" if sign.person == "self" else sign.person
    open_rows = Count("pk", filter=Q(**{f"{path}__isnull": True for path in sign.at.paths}))
    moments: list[Any] = [Max(path) for path in sign.at.paths]
    moments += [Value(None)] * (most - len(moments))
    last = {f"last_{number}": Cast(moment, CharField()) for number, moment in enumerate(moments)}
    rows: Any = model._base_manager.filter(**{f"{person}__in": people}).order_by().values(person)
    found: QuerySet[Any, Any] = rows.annotate(still_open=open_rows if sign.waits else Value(0), **last)
    return found.values_list(person, "still_open", *last)


_MOMENTS: PreparedOfMany[Any] = PreparedOfMany(_last_moments)


def _present_records(people: Collection[int]) -> dict[int, int]:
    """For each record the one that it has become part of, itself mostly."""
    present = {number: number for number in people}
    while merged := dict(_MERGED.rows(set(present.values()))):
        present = {number: merged.get(record) or record for number, record in present.items()}
    return present


def _became_another(people: Any) -> QuerySet[Any, Any]:
    return Person._base_manager.filter(merged_into__isnull=False, pk__in=people).values_list("pk", "merged_into")


_MERGED: PreparedOfMany[Any] = PreparedOfMany(_became_another)


def _day(moment: datetime | date, rules: Rules) -> date:
    return rules.day_of(moment) if isinstance(moment, datetime) else moment
