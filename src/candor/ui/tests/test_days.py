"""A day in a form: browsers show it in the reader's way, and take it in one way alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest
from django import forms
from django.utils import translation

import candor
from candor.ui.public import DayInput

ROOT = Path(candor.__file__).parent


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_day_that_is_known_stands_in_the_field(language: str) -> None:
    with translation.override(language):
        drawn = DayInput().render("on", date(2026, 11, 20))
    assert 'type="date"' in drawn
    assert 'value="2026-11-20"' in drawn


def test_every_form_asks_for_days_so() -> None:
    for file in {*ROOT.rglob("form*/*.py"), *ROOT.rglob("*form*.py")}:
        if "tests" not in file.parts:
            import_module(".".join(("candor", *file.relative_to(ROOT).with_suffix("").parts)))
    days = [
        (form.__qualname__, name, field.widget)
        for form in _below(forms.Form)
        if form.__module__.startswith("candor.")
        for name, field in form.base_fields.items()
        if isinstance(field, forms.DateField) and not field.widget.is_hidden
    ]
    assert len(days) > 20
    assert [(form, name) for form, name, widget in days if not isinstance(widget, DayInput)] == []


def _below(form: type[forms.Form]) -> Iterator[type[forms.Form]]:
    for each in form.__subclasses__():
        yield each
        yield from _below(each)
