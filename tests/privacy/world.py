"""A world in which every table of the live schema has rows: for each way in which it can lead to a person, one.

Nothing here names a table that exists today, except where the schema alone does not say what a row must be like.
Kim is the subject. What is hers carries marks; the rest of the world belongs to Nora and to nobody.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from candor.kernel import files, search
from candor.kernel.models import StoredFile
from candor.kernel.registries.personal_data import Author, By, Erase, Row, Subject, Table, Way, table_of, tables
from candor.kernel.registries.personal_data.completeness import live_schema
from candor.kernel.turns import one_at_a_time
from candor.people.models import Organisation, Person
from candor.privacy.ledger.entries import BEGINNING
from tests.privacy.marks import JSON_FORMS, Mint

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

NEUTRAL: dict[Any, Any] = {
    models.DateTimeField: NOW,
    models.TimeField: NOW.time(),
    models.DateField: NOW.date(),
    models.DurationField: timedelta(minutes=1),
    models.BooleanField: False,
    models.DecimalField: Decimal(1),
    models.JSONField: {},
    models.BinaryField: b"x",
}


@dataclass
class World:
    mint: Mint
    subject: Subject
    address: str


def build(mint: Mint | None = None, *, plants_everywhere: bool = False) -> World:
    """Make it. With `plants_everywhere` even columns that are about nobody carry marks, to try the scanner."""
    mint = mint or Mint()
    builder = Builder(mint, plants_everywhere)
    for table in tables().values():
        builder.fill(table)
    with transaction.atomic():
        one_at_a_time("privacy.holds")  # whose row a first erasure would make, on PostgreSQL
    search.rebuild()
    return World(mint, builder.subject, builder.address)


def tables_without_rows() -> list[str]:
    """Tables of the live schema in which nothing stands: what a proof says about them would be worth nothing.

    Only what a library keeps for itself, declared without a model and so without a personal column, may be empty.
    """
    of_libraries = {table.name for table in tables().values() if table.model is None}
    with connection.cursor() as cursor:
        empty = []
        for name in sorted(live_schema().keys() - of_libraries):
            cursor.execute(f'SELECT 1 FROM "{name}" LIMIT 1')
            if cursor.fetchone() is None:
                empty.append(name)
    return empty


class Builder:
    """Makes rows from what models and map say. `led` rows are Kim's, `plain` ones nobody's."""

    def __init__(self, mint: Mint, plants_everywhere: bool) -> None:
        self.mint = mint
        self.plants_everywhere = plants_everywhere
        self._number = itertools.count(1)
        self._plain: dict[type[models.Model], models.Model] = {}
        self._led: dict[tuple[type[models.Model], str], models.Model] = {}
        self.nora = self._person_row("Nora Neutral")
        self.kim = self.make(Person, {"source": "test"}, planted=True)
        self._led[Person, "self"] = self.kim
        self.zoe = self._person_row("Zoe Neutral")
        self.address = f"{mint.mark('address', JSON_FORMS[0]).decode()}@kanari.example"
        self.subject = Subject(self.kim.pk, addresses=(self.address,), words=(self.kim.name,))

    def fill(self, table: Table) -> None:
        if table.model is None:
            return
        for way in table.ways:
            self.led(table, way)
        for way in table.mentions.values():
            self.make(table.model, {way.through: self.kim}, planted=False)
        for way in table.addresses_beside.values():
            self.make(table.model, {way.through: self.address, "person": self.nora}, planted=False)
        if table.row is not Row.REFCOUNT:
            self.plain(table.model)

    def plain(self, model: type[models.Model]) -> models.Model:
        """A row that is nobody's; the same one each time."""
        if model is Person:
            return self.nora
        if model not in self._plain:
            self._plain[model] = self.make(model, {}, planted=False)
        return self._plain[model]

    def led(self, table: Table, way: Way) -> models.Model:
        """A row that leads to Kim by this way; the same one each time."""
        model: Any = table.model
        key = (model, f"{way.by} {way}")
        if way.through == "self":
            return self.kim
        if key not in self._led:
            self._led[key] = self._lead(model, way)
        return self._led[key]

    def _lead(self, model: Any, way: Way, **given: Any) -> models.Model:
        head, _, rest = way.through.partition("__")
        field = model._meta.get_field(head)
        only = {column: f"{next(iter(beginnings))}1" if column == "purpose" else next(iter(beginnings))
                for column, beginnings in way.only.items()}  # fmt: skip
        if field.auto_created and not field.concrete:
            row = self.make(model, given, planted=True)
            self._lead(field.related_model, Way(rest), **{field.field.name: row})
            return row
        if rest:
            given[head] = self._further(field.related_model, way, rest)
        elif way.by is By.ADDRESS:
            given |= {head: self.address, **dict.fromkeys(way.unless)}
        elif way.by is By.OBJECT:
            given |= {way.kind: way.to, head: self._target(way).pk}
        elif way.to:
            given |= {head: self._target(way).pk, **only}
        elif way.by is By.KEY:
            given |= {head: self.kim if field.is_relation else self.kim.pk, **only}
        return self.make(model, given, planted=way.by is not By.DIGEST)

    def _target(self, way: Way) -> models.Model:
        table = table_of(apps.get_model(way.to))
        return self.led(table, table.ways[0])

    def _further(self, model: Any, way: Way, rest: str) -> models.Model:
        kind = way.kind.partition("__")[2]
        return self.led(table_of(model), Way(rest, way.by, kind=kind, to=way.to))

    def make(self, model: Any, given: dict[str, Any], *, planted: bool) -> Any:
        given = {**(self._senders_address(model) if planted else {}), **given}
        given = WHAT_THE_SCHEMA_DOES_NOT_SAY.get(model._meta.label, lambda _builder, known: known)(self, given)
        values = {
            field.name: self._words_about_kim(field)
            if planted and self._is_by_somebody_else(model, field, given)
            else self._value(model, field, planted)
            for field in model._meta.concrete_fields
            if field.name not in given and not isinstance(field, models.AutoField)
        }
        row = model(**values, **given)
        row.save(force_insert=True)
        return row

    def _senders_address(self, model: Any) -> dict[str, Any]:
        """What Kim sent, she sent from her address."""
        return {way.through: self.address for way in table_of(model).sender if way.by is By.ADDRESS}

    def _is_by_somebody_else(self, model: Any, field: Any, given: dict[str, Any]) -> bool:
        """Words of our staff, in which others are spoken of: they stay, and only names and addresses go."""
        table = table_of(model)
        column = table.columns[field.column]
        if column.erase is not Erase.REDACT_SPANS or column.author is not Author.STAFF:
            return False
        return not any(given.get(way.through) == self.kim for way in table.sender)

    def _words_about_kim(self, field: Any) -> Any:
        words = f"Call {self.address} again, {self.address.upper()}."
        return {"words": [words]} if isinstance(field, models.JSONField) else words[: field.max_length]

    def _value(self, model: Any, field: Any, planted: bool) -> Any:
        if field.is_relation:
            return self._pointed_to(model, field, planted)
        if self._carries(model, field, planted) and (marked := self._marked(model, field)):
            return marked
        if field.null:
            return None
        if field.has_default():
            return field.get_default()
        if field.choices:
            return field.choices[0][0]
        return self._something(field)

    def _carries(self, model: Any, field: Any, planted: bool) -> bool:
        if field.choices or not isinstance(
            field, models.CharField | models.TextField | models.JSONField | models.BinaryField
        ):
            return False
        column = table_of(model).columns[field.column]
        return self.plants_everywhere or (planted and column.is_personal and column.erase is not Erase.KEEP_ANONYMOUS)

    def _marked(self, model: Any, field: Any) -> Any:
        place = f"{model._meta.db_table}.{field.column}"
        if isinstance(field, models.JSONField):
            return {"mark": self.mint.text(place, None, JSON_FORMS)}
        if isinstance(field, models.BinaryField):
            return self.mint.content(place)
        return self.mint.text(place, field.max_length)

    def _pointed_to(self, model: Any, field: Any, planted: bool) -> Any:
        target = field.related_model
        if target is StoredFile:
            return self.file(table_of(model).columns[field.column].store or "files", planted)
        if field.null and target in {model, Person}:
            return None
        if not _wants_its_own(model, field):
            return self.plain(target)
        return self._person_row("Somebody") if target is Person else self.make(target, {}, planted=False)

    def file(self, store: str, planted: bool) -> StoredFile:
        marked = planted or self.plants_everywhere
        content = self.mint.content(f"{store} on disk") if marked else b"nothing"
        name = self.mint.text("kernel_storedfile.name", 60) if marked else "nothing.txt"
        file = files.write_file(store, "placeholder", "text/plain", [content])
        file.name = name
        file.save(force_insert=True)
        return file

    def _something(self, field: Any) -> Any:
        """A value that says nothing; numbers and unique texts differ each time."""
        number = next(self._number)
        if isinstance(field, models.CharField | models.TextField):
            return f"x{number}"[: field.max_length] if field.unique or not field.blank else ""
        return next((value for kind, value in NEUTRAL.items() if isinstance(field, kind)), number)

    def _person_row(self, name: str) -> Person:
        return Person.objects.create(name=name, source="test", created_at=NOW)

    def another_organisation(self) -> Organisation:
        return self.make(Organisation, {}, planted=False)


def _wants_its_own(model: Any, field: Any) -> bool:
    """Whether two rows of the model may not share what this key points to."""
    constraints = [each for each in model._meta.constraints if isinstance(each, models.UniqueConstraint)]
    return field.unique or any(field.name in constraint.fields for constraint in constraints)


Given = dict[str, Any]


def _in_order(builder: Builder, given: Given) -> Given:
    """Of a pair the older record comes first."""
    return (
        {"first": builder.nora, "second": builder.zoe, **given}
        if "second" not in given
        else {"first": builder.nora, **given}
    )


def _organisations_in_order(builder: Builder, given: Given) -> Given:
    return {"first": builder.another_organisation(), "second": builder.another_organisation(), **given}


def _of_one_thing(_builder: Builder, given: Given) -> Given:
    """Where nothing else is held, an organisation is."""
    only = {"organisation": None} if "person" in given or "object_id" in given else {}
    return {**only, "lifted_at": NOW, **given}


def _her_address(builder: Builder, given: Given) -> Given:
    is_hers = given.get("person") == builder.kim
    return {"value": builder.address, "written": builder.address, **given} if is_hers else given


WHAT_THE_SCHEMA_DOES_NOT_SAY: dict[str, Callable[[Builder, Given], Given]] = {
    # Its versions point back at it: a quote begins without one that was sent.
    "business.Quote": lambda _builder, given: {"offered": None, "decided_version": None, **given},
    "people.PersonPair": _in_order,
    "people.OrganisationPair": _organisations_in_order,
    "kernel.Instance": lambda _builder, given: {"id": 1, **given},
    "people.SignInRules": lambda _builder, given: {"id": 1, **given},
    "people.Identifier": _her_address,
    # What stands in the way of an end is tried in stories of its own; here nothing does.
    "people.Merge": lambda _builder, given: {"state": "done", **given},
    "knowledge.ArticleText": lambda _builder, given: {"published": None, **given},
    "people.StaffMember": lambda _builder, given: {"left_at": NOW, **given},
    "privacy.Hold": _of_one_thing,
    "privacy.Lock": lambda _builder, given: {"lifted_at": NOW, **given},
    "privacy.RetentionRun": lambda _builder, given: {"state": "done", **given},
    "privacy.RetentionSettings": lambda _builder, given: {"id": 1, **given},
    "privacy.LedgerLease": lambda _builder, given: {"id": 1, "head": BEGINNING, **given},
    "privacy.Erasure": lambda _builder, given: {"state": "done", **given},
    "privacy.ClientRequest": lambda _builder, given: {"erasure": None, **given},
    "privacy.ProcessingAgreement": lambda builder, given: {"organisation": builder.another_organisation(), **given},
    "privacy.AdoptedPack": lambda _builder, given: {"rules": [], **given},
    "privacy.OwnersEntries": lambda _builder, given: {"id": 1, **given},
    "privacy.AccountManagerSettings": lambda _builder, given: {"id": 1, **given},
}
"""Constraints between columns. A new table that needs an entry says so: its row cannot be saved."""
