"""How Django's bound fields become our controls."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.forms import BaseForm, BoundField
from django.forms.utils import flatatt
from django.forms.widgets import DateInput, FileInput, Select
from django.utils.safestring import SafeString
from markupsafe import Markup

OPTION = Markup('<option value="{}">{}</option>')
CHOSEN = Markup('<option value="{}" selected>{}</option>')


def control(bound: BoundField, about: str = "", error: str = "", attrs: dict[str, Any] | None = None) -> SafeString:
    """The field's own widget with our class, tied to its help and its error for screen readers."""
    described = [f"{bound.auto_id}_helptext"] * bool(about) + [f"{bound.auto_id}_error"] * bool(error)
    extra: dict[str, Any] = {"class": "input-file" if isinstance(bound.field.widget, FileInput) else "input"}
    if described:
        extra["aria-describedby"] = " ".join(described)
    return bound.as_widget(attrs={**extra, **(attrs or {})})


class DayInput(DateInput):
    """A day, as browsers take one whatever the language of the page (HTML, "valid date string"): one that is written in
    German or English would be shown as an empty field.
    """

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class LongSelect(Select):
    """A select of some hundred options without groups: drawn at once, where Django's fills a template for each.

    500 time zones take a tenth of the time.
    """

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        options = _options(tuple((str(key), str(text)) for key, text in self.choices))
        chosen = "" if value is None else str(value)
        drawn = "".join(CHOSEN.format(key, text) if key == chosen else plain for key, text, plain in options)
        attributes = flatatt(self.build_attrs(self.attrs, {**(attrs or {}), "name": name}))
        return SafeString(f"<select{attributes}>{drawn}</select>")  # each piece was escaped where it was made


@lru_cache(maxsize=16)
def _options(choices: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str, Markup], ...]:
    return tuple((key, text, OPTION.format(key, text)) for key, text in choices)


def error_list(form: BaseForm) -> list[tuple[str, str]]:
    """Id of the field and what is wrong with it, in the order of the form; errors of the whole form come first."""
    of_all = [("", str(text)) for text in form.non_field_errors()]
    return of_all + [
        (bound.id_for_label or bound.auto_id, f"{bound.label}: {text}") for bound in form for text in bound.errors
    ]


def options_of(bound: BoundField) -> list[tuple[Any, Any]]:
    """Value and text of each choice, without an empty one that only says "nothing chosen" (Django writes strokes)."""
    choices: Any = bound.field.choices  # type: ignore[attr-defined]  # choice fields only
    return [(value, text) for value, text in choices if value != "" or any(map(str.isalnum, str(text)))]


def combine(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    """Both mappings in one; the second wins."""
    return {**first, **second}
