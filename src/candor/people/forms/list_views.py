"""The name of a saved view, and who is offered it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from candor.people.forms.fields import OneLine


class ListViewForm(forms.Form):
    """`may_share` shows the box; without it nothing is shared, whatever is sent."""

    name = OneLine(label=_("Name of the view"), max_length=60)
    is_shared = forms.BooleanField(label=_("For everybody who sees this list"), required=False)

    def __init__(self, *arguments: Any, may_share: bool, **options: Any) -> None:
        super().__init__(*arguments, auto_id="view_%s", **options)
        if not may_share:
            del self.fields["is_shared"]
