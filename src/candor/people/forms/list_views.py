"""The name of a saved view, and who is offered it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from candor.people.forms.fields import OneLine
from candor.people.models.list_views import ListView, OfferedTo


class ListViewForm(forms.Form):
    """`may_share` shows the box; without it nothing is shared, whatever is sent."""

    name = OneLine(label=_("Name of the view"), max_length=60)
    is_shared = forms.BooleanField(label=_("For everybody who sees this list"), required=False)

    def __init__(self, data: Any = None, *, may_share: bool, view: ListView | None = None) -> None:
        initial = {"name": view.name, "is_shared": view.is_shared} if view is not None else {}
        super().__init__(data, auto_id="view_%s", initial=initial)
        if not may_share:
            del self.fields["is_shared"]

    @property
    def audience(self) -> OfferedTo:
        return OfferedTo.SHARED if self.cleaned_data.get("is_shared") else OfferedTo.MINE
