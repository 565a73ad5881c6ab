"""The pages' forms clean what the API is sent, so that both take and refuse the same."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.formats import localize_input

from candor.kernel.http.problems import not_valid


def cleaned(form: forms.Form, named: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The form's clean values. Raises Problem with what it objects to; `named` says how the API calls its fields."""
    if form.is_valid():
        return form.cleaned_data
    names = {NON_FIELD_ERRORS: "", **(named or {})}
    raise not_valid(*((names.get(field, field), str(text)) for field, texts in form.errors.items() for text in texts))


def as_typed(amount: str | None) -> str:
    """A decimal number of JSON as somebody types it who reads the language of the request: forms expect it so."""
    return "" if amount is None else str(localize_input(Decimal(amount)))
