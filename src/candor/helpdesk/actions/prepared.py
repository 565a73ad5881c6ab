"""Keeping reply templates and macros: making, changing, ordering, archiving. One's own are nobody else's business."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import F, Max, QuerySet

from candor.helpdesk.actions.tagging import named
from candor.helpdesk.models import Category, Macro, MacroTag, Priority, Queue, ReplyTemplate, ReplyText, Status
from candor.helpdesk.refusals import EmptyMessage, StalePrepared, UnknownVariable
from candor.helpdesk.rules.texts import clean_line, clean_text
from candor.helpdesk.rules.variables import unknown_in
from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.turns import one_at_a_time
from candor.people.public import Person

AnyPrepared = TypeVar("AnyPrepared", ReplyTemplate, Macro)

LONGEST_WORDS = 20_000
STEPS = (
    "template", "note", "status", "priority", "category", "to_queue", "assigns", "assignee", "follow_up_days",
)  # fmt: skip
"""What a macro does, field by field."""

Prepared = ReplyTemplate | Macro
FACTS: Mapping[type[Prepared], str] = {ReplyTemplate: "helpdesk.template", Macro: "helpdesk.macro"}


@dataclass(frozen=True, slots=True)
class Place:
    """Whose it is: `owner`'s alone, or everybody's (of the queue)."""

    owner: Person | None = None
    queue: Queue | None = None


@dataclass(frozen=True, slots=True)
class TemplateDetails:
    """A template's name and its words by language; a language without words is left out."""

    name: str
    place: Place
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class MacroDetails:
    """A macro's name and steps; what is None, "" or empty is not a step of it. Tags are given by name."""

    name: str
    place: Place
    template: ReplyTemplate | None = None
    note: str = ""
    status: Status | None = None
    priority: Priority | None = None
    category: Category | None = None
    to_queue: Queue | None = None
    assigns: str = ""
    assignee: Person | None = None
    follow_up_days: int | None = None
    tags_on: Sequence[str] = ()
    tags_off: Sequence[str] = ()


@transaction.atomic
def create_template(details: TemplateDetails, *, by: Actor) -> ReplyTemplate:
    """One of the same words in the same place is there already. Raises EmptyMessage, UnknownVariable or TextTooLong."""
    texts = _clean_texts(details.texts)
    one_at_a_time("helpdesk.prepared")
    template = ReplyTemplate(position=_next_position(ReplyTemplate))
    _place(template, details.name, details.place)
    for twin in _like(template, "name", "owner", "queue").prefetch_related("texts"):
        if {each.language: each.text for each in twin.texts.all()} == texts:
            return twin
    template.save()
    _write_texts(template, texts)
    record("helpdesk.template.created", template, by=by, own=template.owner_id is not None)
    return template


@transaction.atomic
def change_template(
    template: ReplyTemplate, details: TemplateDetails, *, by: Actor, expected_version: int | None = None
) -> None:
    """Raises StalePrepared, EmptyMessage, UnknownVariable or TextTooLong."""
    _hold(template, expected_version)
    texts = _clean_texts(details.texts)
    _place(template, details.name, details.place)
    template.version += 1
    template.save()
    ReplyText.objects.filter(template=template).exclude(language__in=texts).delete()
    _write_texts(template, texts)
    record("helpdesk.template.changed", template, by=by, own=template.owner_id is not None)


@transaction.atomic
def create_macro(details: MacroDetails, *, by: Actor) -> Macro:
    """One of the same steps in the same place is there already. Raises EmptyMessage, UnknownVariable or TextTooLong."""
    one_at_a_time("helpdesk.prepared")
    macro = Macro(position=_next_position(Macro))
    _set_steps(macro, details)
    tags = _tags(details)
    for twin in _like(macro, "name", "owner", "queue", *STEPS).prefetch_related("tag_steps"):
        if {step.tag_id: step.takes_off for step in twin.tag_steps.all()} == tags:
            return twin
    macro.save()
    _write_tags(macro, tags)
    record("helpdesk.macro.created", macro, by=by, own=macro.owner_id is not None)
    return macro


@transaction.atomic
def change_macro(macro: Macro, details: MacroDetails, *, by: Actor, expected_version: int | None = None) -> None:
    """Raises StalePrepared, EmptyMessage, UnknownVariable or TextTooLong."""
    _hold(macro, expected_version)
    _set_steps(macro, details)
    macro.version += 1
    macro.save()
    _write_tags(macro, _tags(details))
    record("helpdesk.macro.changed", macro, by=by, own=macro.owner_id is not None)


@transaction.atomic
def archive(prepared: Prepared, *, by: Actor) -> None:
    """Offer it no more. Doing it twice changes nothing."""
    rows = type(prepared).objects.filter(pk=prepared.pk, archived_at=None)
    if rows.update(archived_at=clock.now(), version=F("version") + 1):
        record(f"{FACTS[type(prepared)]}.archived", prepared, by=by)


@transaction.atomic
def restore(prepared: Prepared, *, by: Actor) -> None:
    """Offer it again. Doing it twice changes nothing."""
    rows = type(prepared).objects.filter(pk=prepared.pk, archived_at__isnull=False)
    if rows.update(archived_at=None, version=F("version") + 1):
        record(f"{FACTS[type(prepared)]}.restored", prepared, by=by)


@transaction.atomic
def move_up(prepared: Prepared, *, by: Actor) -> None:
    """Let it change places with the one before it, among those of the same owner. The first one stays."""
    model = type(prepared)
    rows = list(model.objects.filter(owner=prepared.owner_id, archived_at=None).in_order())
    place = next((number for number, row in enumerate(rows) if row.pk == prepared.pk), 0)
    if place == 0:
        return
    rows[place - 1], rows[place] = rows[place], rows[place - 1]
    for number, row in enumerate(rows):
        if row.position != number:
            model.objects.filter(pk=row.pk).update(position=number)
    record(f"{FACTS[model]}.moved", prepared, by=by, to=place - 1)


def count_use(prepared: Prepared) -> None:
    """One more use, in the transaction of the action that used it."""
    type(prepared).objects.filter(pk=prepared.pk).update(used_count=F("used_count") + 1)


def _hold(prepared: Prepared, expected_version: int | None) -> None:
    prepared.refresh_from_db(from_queryset=type(prepared).objects.select_for_update())
    if expected_version is not None and prepared.version != expected_version:
        raise StalePrepared


def _place(prepared: Prepared, name: str, place: Place) -> None:
    prepared.name = clean_line(name, most=80)
    if not prepared.name:
        raise EmptyMessage
    prepared.owner, prepared.queue = place.owner, place.queue


def _like(prepared: AnyPrepared, *fields: str) -> QuerySet[AnyPrepared]:
    """Those in use that are the same in these fields."""
    values = {name: getattr(prepared, name) for name in fields}
    same = {f"{name}__isnull": True for name, value in values.items() if value is None}
    kind: Any = type(prepared)
    found: QuerySet[AnyPrepared] = kind.objects.filter(
        archived_at=None, **same, **{name: value for name, value in values.items() if value is not None}
    )
    return found


def _next_position(model: type[Prepared]) -> int:
    last = model.objects.aggregate(Max("position"))["position__max"]
    return 0 if last is None else int(last) + 1


def _clean_texts(texts: Mapping[str, str]) -> dict[str, str]:
    clean = {language: clean_text(text, most=LONGEST_WORDS) for language, text in texts.items()}
    clean = {language: text for language, text in clean.items() if text}
    if not clean:
        raise EmptyMessage
    _check_variables(*clean.values())
    return clean


def _check_variables(*texts: str) -> None:
    unknown = list(dict.fromkeys(name for text in texts for name in unknown_in(text)))
    if unknown:
        raise UnknownVariable(unknown)


def _write_texts(template: ReplyTemplate, texts: Mapping[str, str]) -> None:
    for language, text in texts.items():
        ReplyText.objects.update_or_create(template=template, language=language, defaults={"text": text})


def _set_steps(macro: Macro, details: MacroDetails) -> None:
    _place(macro, details.name, details.place)
    note = clean_text(details.note, most=LONGEST_WORDS)
    _check_variables(note)
    macro.template, macro.note = details.template, note
    macro.status = details.status.value if details.status is not None else ""
    macro.priority, macro.category, macro.to_queue = details.priority, details.category, details.to_queue
    macro.assigns = details.assigns
    macro.assignee = details.assignee if details.assigns == "person" else None
    macro.follow_up_days = details.follow_up_days


def _tags(details: MacroDetails) -> dict[int, bool]:
    """By the tag's number whether it is taken off; a name that is new becomes a tag."""
    put_on = {named(name).pk: False for name in details.tags_on}
    return put_on | {named(name).pk: True for name in details.tags_off}


def _write_tags(macro: Macro, tags: Mapping[int, bool]) -> None:
    MacroTag.objects.filter(macro=macro).delete()
    MacroTag.objects.bulk_create(MacroTag(macro=macro, tag_id=tag, takes_off=off) for tag, off in tags.items())
