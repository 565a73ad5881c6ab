"""Noting a call, a meeting or something else about a person."""

from __future__ import annotations

from datetime import datetime, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from candor.kernel import clock
from candor.people.forms.fields import SeveralLines
from candor.people.models import ActivityKind

KINDS = [
    (ActivityKind.CALL, _("Call")),
    (ActivityKind.MEETING, _("Meeting")),
    (ActivityKind.NOTE, _("Note")),
]


class ActivityForm(forms.Form):
    kind = forms.ChoiceField(label=_("What"), choices=KINDS)
    text = SeveralLines(label=_("What happened"), max_length=5_000)
    happened_at = forms.DateTimeField(
        label=_("When"),
        required=False,
        help_text=_("Left empty: now."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M"],
    )

    def clean_happened_at(self) -> datetime:
        """Now where nothing was typed. What has not happened yet is no entry of a timeline."""
        now, moment = clock.now(), self.cleaned_data["happened_at"]
        if moment is None:
            return now
        if moment > now + timedelta(minutes=5):
            raise forms.ValidationError(_("This moment lies ahead. Note what has happened."))
        if moment.year < 1970:
            raise forms.ValidationError(_("Enter a moment since 1970."))
        return moment  # type: ignore[no-any-return] # a form's clean data are of any type
