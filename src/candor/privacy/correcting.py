"""What a person calls wrong and the slice that it belongs to can write: its fields on both sides, as words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from candor.kernel.registries.corrections import LONGEST, Correction, Field, corrections_of
from candor.people.public import Person
from candor.privacy.queries.items import name_of_item

PREFIX = "new_"
"""Before the columns' names in forms."""


@dataclass(frozen=True, slots=True)
class Writable:
    """A row of somebody's that a slice writes by itself, and what stands there.

    `later` says what has to happen before new values count, "" where they do with the decision.
    """

    correction: Correction
    present: Mapping[str, str]
    later: str = ""


def writable(person: Person, place: str, key: str) -> Writable | None:
    """None where it is not theirs, or nobody writes it by itself. A few queries."""
    return as_written(place, key) if name_of_item(person, place, key) else None


def as_written(place: str, key: str) -> Writable | None:
    """The same for a row that was theirs when they called it wrong. One query, one more where it is written."""
    for correction in corrections_of(place):
        present = correction.present(key)
        if present is not None:
            return Writable(correction, present, str(correction.later(key)))
    return None


def in_words(correction: Correction, values: Mapping[str, str]) -> str:
    """Each field with its value, a line each."""
    return "\n".join(f"{field.label}: {values[name] or '–'}" for name, field in correction.fields.items())


def changed_in_words(held: Writable, values: Mapping[str, str]) -> tuple[str, str]:
    """Only the fields that shall say something else: as they stand, and as they shall say."""
    names = [name for name in held.correction.fields if values[name] != held.present[name]]
    labels = {name: held.correction.fields[name].label for name in names}
    before = "\n".join(f"{labels[name]}: {held.present[name] or '–'}" for name in names)
    after = "\n".join(f"{labels[name]}: {values[name] or '–'}" for name in names)
    return before, after


def old_and_new(held: Writable, values: Mapping[str, str]) -> str:
    """Each field that says something else now, with what it said before; all of them where none does."""
    fields = held.correction.fields
    changed = [name for name in fields if values.get(name, "") != held.present[name]]
    if not changed:
        return in_words(held.correction, {name: values.get(name, "") for name in fields})
    line = _("%(field)s: “%(old)s” → “%(new)s”")
    return "\n".join(
        line % {"field": fields[name].label, "old": held.present[name] or "–", "new": values.get(name, "") or "–"}
        for name in changed
    )


def wrong_of(said: Mapping[str, Any], held: Writable | None, wished: Mapping[str, str]) -> dict[str, Any]:
    """What is wrong and what it should say, in words: the fields that differ, and what was said beside them."""
    if held is None or wished == dict(held.present):
        return {"wrong": said["wrong"] or said["should"], "should": said["should"]}
    before, after = changed_in_words(held, wished)
    return {
        "wrong": "\n\n".join(filter(None, (before, said["wrong"]))),
        "should": "\n\n".join(filter(None, (after, said["should"]))),
        "wished": dict(wished),
    }


def fields_for(held: Writable | None, wished: Mapping[str, str] | None = None) -> dict[str, forms.Field]:
    """A form's fields for the columns, filled with what is wished, else with what stands there."""
    if held is None:
        return {}
    filled = {**held.present, **{name: text for name, text in (wished or {}).items() if name in held.present}}
    return {f"{PREFIX}{name}": _field(field, filled[name]) for name, field in held.correction.fields.items()}


def values_in(held: Writable, cleaned: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(cleaned.get(f"{PREFIX}{name}", "")) for name in held.correction.fields}


def _field(field: Field, present: str) -> forms.Field:
    if field.choices is not None:
        return forms.ChoiceField(label=str(field.label), choices=field.choices(), initial=present, required=False)
    rows = {"rows": 3, "dir": "auto"} if field.is_long else {"dir": "auto"}
    widget = forms.Textarea(attrs=rows) if field.is_long else forms.TextInput(attrs=rows)
    now = _("Now: %(value)s") % {"value": present} if present and not field.is_long else ""
    return forms.CharField(
        label=str(field.label), initial=present, required=False, max_length=LONGEST, widget=widget, help_text=now
    )
