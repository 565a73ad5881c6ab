"""What sales send about work: which of it goes onto an invoice, and what of an invoice may be charged again."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

MOST = 100
KEY = re.compile(r"[0-9A-Za-z_-]{8,40}")
SHOWN = re.compile(r"([0-9a-z]{1,16})\.(\d{1,9})")


class ShownWork(forms.MultipleChoiceField):
    """Records with the version that the page showed of each."""

    def valid_value(self, value: Any) -> bool:
        return bool(SHOWN.fullmatch(str(value)))

    def clean(self, value: Any) -> list[tuple[str, int]]:
        chosen = super().clean(value)
        if len(chosen) > MOST:
            raise forms.ValidationError(_("An invoice takes a hundred records at most."))
        return [(found[1], int(found[2])) for each in chosen if (found := SHOWN.fullmatch(each))]


class WorkForm(forms.Form):
    work = ShownWork(error_messages={"required": _("Tick the work that goes onto the invoice.")})


def key_in(sent: QueryDict) -> str | None:
    """The key of the form that was shown; without one it only cannot be known again when it is sent twice."""
    found = KEY.fullmatch(sent.get("key", ""))
    return found[0] if found else None


class FreeForm(forms.Form):
    """Rows of `BilledWork` by their numbers."""

    work = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": _("Tick the work that may be charged again.")}
    )

    def __init__(self, choices: list[int], data: Any = None) -> None:
        super().__init__(data)
        self.fields["work"].choices = [(str(each), "") for each in choices]  # type: ignore[attr-defined] # a choice's
