"""Which records there are under a retention key, and which of them began long enough ago. Read from the map."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.apps import apps
from django.db.models import Model, Q, QuerySet

from candor.kernel.registries.personal_data import (
    Anchor,
    By,
    Erase,
    Row,
    Sign,
    Table,
    retentions,
    signs,
    subject_model,
    table_of,
    tables,
)
from candor.privacy.facts.periods import day_of
from candor.privacy.models import RetentionMark
from candor.privacy.rules.periods import Rule, Rules

WINDOW = 20_000
"""Numbers that one query looks through, so that none takes long however few of them are over."""


@dataclass(frozen=True, slots=True)
class Part:
    """A table whose rows belong to a record, and the look-up from them to its number."""

    table: Table
    path: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record: the retention key, the model whose row it is, its parts, and what begins its period."""

    key: str
    model: type[Model]
    parts: tuple[Part, ...]
    begins: Anchor | tuple[Sign, ...]

    @property
    def label(self) -> str:
        return self.model._meta.label_lower

    @property
    def stays(self) -> bool:
        """Whether its row is still there afterwards, without anybody's data, and has to be marked as dealt with."""
        root = next((part.table for part in self.parts if part.path == "pk"), None)
        return root is not None and not root.goes

    def all_rows(self) -> QuerySet[Any]:
        """Every record of the kind, for counting them: of people those who have one of the signs."""
        if isinstance(self.begins, Anchor):
            return self.model._base_manager.all()
        return self.model._base_manager.filter(_of_signs(self.begins, Q()))


def kinds(rules: Rules) -> list[Kind]:
    """What the rules in force can end, in the order of the map. Customers are not among them: they end as people."""
    subject = subject_model()
    customers = table_of(subject).keep if subject else ""
    found: dict[tuple[str, type[Model], Any], list[Part]] = defaultdict(list)
    for table in tables().values():
        model = table.model
        if model is None or not table.is_personal or rules.limit(table.keep) is None:
            continue
        if retentions()[table.keep].goes_along or (table.since is None and table.keep == customers):
            continue
        if table.since is None and subject is not None:
            for way in table.ways_to_people:
                found[table.keep, subject, signs(table.keep)].append(Part(table, way.through))
        elif table.since is not None:
            root, path, anchor = _root_of(model, table.since)
            found[table.keep, root, anchor].append(Part(table, path))
    return [
        Kind(key, model, tuple(parts), begins)
        for (key, model, begins), parts in found.items()
        if any(changes_anything(part.table) for part in parts)
    ]


def kind_of(key: str, label: str, rules: Rules) -> Kind | None:
    """One of them, None where the rules or the map have changed since it was noted."""
    return next((kind for kind in kinds(rules) if (kind.key, kind.label) == (key, label)), None)


def windows(kind: Kind, rule: Rule, rules: Rules, as_of: date, *, after: int) -> Iterator[tuple[int, list[int]]]:
    """Up to which number was looked, and the records found there that began long enough ago on that day, in order.

    Those that were dealt with already, when they began on the same day, are left out.
    """
    over = _began_before(kind, start_of_next_day(rule.over_by(as_of), rules))
    rows = kind.model._base_manager.filter(over).order_by("pk")
    last = kind.model._base_manager.order_by("-pk").values_list("pk", flat=True).first() or 0
    while after < last:
        found = rows.filter(pk__gt=after, pk__lte=after + WINDOW)
        after += WINDOW
        yield after, _not_yet_dealt_with(kind, found, rules)


def began_on(kind: Kind, numbers: Collection[int], rules: Rules) -> dict[int, date]:
    """The day on which each of these records began, as its own row says."""
    if not isinstance(kind.begins, Anchor):
        return {}
    rows = kind.model._base_manager.filter(pk__in=list(numbers)).values_list("pk", *kind.begins.paths)
    days = {number: day_of(kind.begins, moments, rules) for number, *moments in rows}
    return {number: day for number, day in days.items() if day is not None}


def rows_of_records(part: Part, numbers: Collection[int]) -> dict[str, int]:
    """The keys of the part's rows that belong to these records, each with its record's number."""
    model: Any = part.table.model
    path = "pk" if part.path == "self" else part.path
    rows = model._base_manager.filter(**{f"{path}__in": list(numbers)})
    return {str(key): number for key, number in rows.order_by().values_list("pk", path)}


def tied_to(kind: Kind) -> list[tuple[Table, str, Table]]:
    """Tables that are no part and whose rows would hang if a part's went: table, key, and the part's table."""
    own = {part.table.name for part in kind.parts}
    return [
        (other, field.name, part.table)
        for part in kind.parts
        if part.table.goes
        for other in tables().values()
        if other.name not in own and other.model is not None
        for field in other.model._meta.concrete_fields
        if field.related_model is part.table.model and other.columns[str(field.column)].erase is not Erase.NULL
    ]


def along(kind: Kind) -> list[tuple[Table, str, str, str]]:
    """Tables that go with a row of the record that they name by kind and number: table, columns and label."""
    labels = {part.table.model._meta.label_lower: part for part in kind.parts if part.table.model and part.path == "pk"}
    return [
        (table, way.kind, way.through, way.to)
        for table in tables().values()
        if table.is_personal and table.keep and retentions()[table.keep].goes_along and table.row is not Row.REFCOUNT
        for way in table.ways
        if way.by is By.OBJECT and way.to in labels
    ]


def changes_anything(table: Table) -> bool:
    """Whether the end of a period does anything to rows of the table: what is kept without names stays as it is."""
    return any(
        column.is_personal and column.erase not in {Erase.KEEP_ANONYMOUS, Erase.NOTHING}
        for column in table.columns.values()
    )


def _root_of(model: type[Model], since: Anchor) -> tuple[type[Model], str, Anchor]:
    """The model in whose row the moments stand, the look-up to it, and the moments as it knows them."""
    prefixes = {path.rpartition("__")[0] for path in since.paths}
    prefix = prefixes.pop() if len(prefixes) == 1 else ""
    if not prefix:
        return model, "pk", since
    root: Any = model
    for name in prefix.split("__"):
        root = root._meta.get_field(name).related_model
    return root, prefix, Anchor(tuple(path.rpartition("__")[2] for path in since.paths), since.needs_all)


def _began_before(kind: Kind, before: datetime) -> Q:
    """Which records cannot have begun later. Which of them are over in fact, the decision says."""
    if isinstance(kind.begins, Anchor):
        return _anchor_before(kind.begins, before)
    return _of_signs(kind.begins, before)


def _anchor_before(anchor: Anchor, before: datetime) -> Q:
    known, late = Q(), Q()
    for path in anchor.paths:
        is_known = Q(**{f"{path}__isnull": False})
        known = known & is_known if anchor.needs_all else known | is_known
        late |= Q(**{f"{path}__gte": before})
    return known & ~late


def _of_signs(begins: tuple[Sign, ...], before: datetime | Q) -> Q:
    """People who have a sign (from before the moment); whether a later one counts, the decision says."""
    found = Q(pk__in=())
    for sign in begins:
        rows: Any = apps.get_model(sign.label)._base_manager
        condition = before if isinstance(before, Q) else _anchor_before(sign.at, before)
        found |= Q(pk__in=rows.filter(condition).values("pk" if sign.person == "self" else sign.person))
    return found


def _not_yet_dealt_with(kind: Kind, found: QuerySet[Any], rules: Rules) -> list[int]:
    """A case that was opened again and closed later comes again; nothing is guessed from what a row holds."""
    numbers = list(found.values_list("pk", flat=True))
    if not kind.stays or not numbers:
        return numbers
    marks = RetentionMark.objects.filter(kind=kind.label, number__gte=numbers[0], number__lte=numbers[-1])
    marked = dict(marks.values_list("number", "began_on"))
    days = began_on(kind, [number for number in numbers if number in marked], rules)
    return [number for number in numbers if number not in marked or days.get(number, marked[number]) > marked[number]]


def start_of_next_day(day: date, rules: Rules) -> datetime:
    """The first moment that is no longer that day, in the zone of the instance."""
    return datetime.combine(day + timedelta(days=1), time.min, ZoneInfo(rules.zone))
