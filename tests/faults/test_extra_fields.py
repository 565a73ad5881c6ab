"""Fields that no form has change nothing: every field of every model, sent along with every write.

A form is sent twice as it is; columns that differ between the two runs are made anew each time (keys, references).
All others must be the same when the extra fields come along.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.apps import apps
from django.db import connection, models
from jinja2 import Template

from candor.kernel import clock
from tests.architecture.test_route_matrix import written_tables
from tests.faults.writes import Form, Place, Site, undone

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

Row = Mapping[str, Any]
Rows = Mapping[str, list[Row]]

FORM = "application/x-www-form-urlencoded"
"""Nine hundred fields are taken apart in an eighth of the time that they take as parts of a message."""

VALUES = {
    "BooleanField": "on",
    "DateField": "2037-01-01",
    "DateTimeField": "2037-01-01T00:00",
    "JSONField": "{}",
    "CharField": "administrator",
    "TextField": "administrator",
}
"""By the kind of field; numbers and foreign keys are 1."""


@pytest.fixture(autouse=True)
def _nothing_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows are looked at, and no page is; `test_bad_input` looks at the pages after each form."""
    monkeypatch.setattr(Template, "render", lambda *_, **__: "")


def test_no_write_takes_a_field_that_its_form_does_not_have(site: Site) -> None:
    more, wrong = every_field(), []
    with time_machine.travel(clock.now(), tick=False):
        for place in site.every_post():
            first = rows_after(site, place, place.write.form)
            if first is None:
                continue
            with_more = rows_after(site, place, {**without(place.write.fields, more), **place.write.form})
            if with_more == first:
                continue
            again = rows_after(site, place, place.write.form)
            wrong += [f"{place.name}: {difference}" for difference in differences(first, again, with_more)]
    assert not wrong, "\n".join(wrong)


def every_field() -> dict[str, str]:
    """A value for each field of each of our models, by its name and by its column."""
    fields = [field for model in ours() for field in model._meta.concrete_fields]
    names = {name: field for field in fields for name in (field.name, field.attname)}
    return {name: VALUES.get(field.get_internal_type(), "1") for name, field in names.items()}


def without(names: set[str], form: Form) -> Form:
    return {name: value for name, value in form.items() if name not in names}


def ours() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("candor.")]


def rows_after(site: Site, place: Place, form: Form) -> Rows | None:
    """Every row of the tables that the form wrote to, after which it is undone; None for an address that only reads."""
    with undone(site.browser(place.write.who)):
        with written_tables() as written:
            answer = site.post(place, urlencode(form, doseq=True), content_type=FORM)
        if answer.status_code == 405:
            return None
        tables = {model._meta.db_table for model in ours()}
        return {name: rows_of(name) for name in sorted(written & tables)}


def rows_of(table: str) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')  # noqa: S608 - our own name
        columns = [column[0] for column in cursor.description]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def differences(first: Rows, again: Rows, with_more: Rows) -> list[str]:
    """The columns that the extra fields changed, and the tables with more or fewer rows."""
    found = [f"writes to {table} or no longer" for table in first.keys() ^ with_more.keys()]
    for table in first.keys() & with_more.keys():
        rows, changed_rows = first[table], with_more[table]
        if len(rows) != len(changed_rows):
            found.append(f"{len(changed_rows)} rows in {table} instead of {len(rows)}")
            continue
        for row, same, changed in zip(rows, again[table], changed_rows, strict=True):
            found += [
                f"{table}.{column} is {changed[column]!r} instead of {value!r}"
                for column, value in row.items()
                if value == same[column] and changed[column] != value
            ]
    return found
