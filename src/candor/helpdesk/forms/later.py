"""What sending a reply later asks for."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from candor.helpdesk.forms.customer_fields import WordsField
from candor.helpdesk.forms.tech import MomentField, WritingForm

WHEN = _("Say when the reply is to be sent.")


class PlanForm(WritingForm):
    """A reply and its moment: a button's `preset`, else the `moment` of the control."""

    preset = MomentField(required=False)
    moment = MomentField(label=_("Day and time"), required=False)

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        if not self.errors and not (clean.get("preset") or clean.get("moment")):
            raise forms.ValidationError(WHEN)
        return clean

    @property
    def at(self) -> datetime:
        chosen: datetime = self.cleaned_data["preset"] or self.cleaned_data["moment"]
        return chosen


class LaterReplyForm(forms.Form):
    """Other words or another moment for a reply that waits."""

    body = WordsField(label=_("Your reply"), required=False, widget=forms.Textarea(attrs={"rows": 10, "dir": "auto"}))
    moment = MomentField(label=_("Day and time"), error_messages={"required": WHEN})

    def __init__(self, *args: Any, has_files: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].required = not has_files
