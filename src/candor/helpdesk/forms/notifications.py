"""How somebody wants to be told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from candor.helpdesk.access import VIEW
from candor.helpdesk.models import By, NotificationSettings
from candor.helpdesk.words import EVENT_LABELS, WAY_WORDS
from candor.kernel.actor import Actor
from candor.kernel.registries import bell


class NotificationSettingsForm(forms.Form):
    """One way for each kind of event, and the hours without mail."""

    quiet_from = forms.TimeField(label=_("No mail from"), required=False, widget=forms.TimeInput({"type": "time"}))
    quiet_until = forms.TimeField(label=_("until"), required=False, widget=forms.TimeInput({"type": "time"}))

    def __init__(self, row: NotificationSettings | None, actor: Actor, data: Any = None) -> None:
        self.offered = dict(_offered(actor))
        ways = row.ways if row is not None else {}
        quiet = {"quiet_from": row.quiet_from, "quiet_until": row.quiet_until} if row is not None else {}
        super().__init__(data, initial={**{event: ways.get(event, By.BELL.value) for event in self.offered}, **quiet})
        for event, (label, choices) in self.offered.items():
            self.fields[event] = forms.ChoiceField(label=str(label), choices=[(way, WAY_WORDS[way]) for way in choices])
        for name in ("quiet_from", "quiet_until"):
            self.fields[name].widget.format = "%H:%M"

    def clean(self) -> dict[str, Any]:
        clean: dict[str, Any] = super().clean() or {}
        if not self.errors and (clean["quiet_from"] is None) != (clean["quiet_until"] is None):
            name = "quiet_from" if clean["quiet_from"] is None else "quiet_until"
            self.add_error(name, _("Quiet hours need both times, or neither."))
        return clean

    @property
    def ways(self) -> dict[str, str]:
        return {event: self.cleaned_data[event] for event in self.offered}

    @property
    def quiet(self) -> tuple[Any, Any]:
        return self.cleaned_data["quiet_from"], self.cleaned_data["quiet_until"]

    @property
    def way_fields(self) -> list[forms.BoundField]:
        return [self[event] for event in self.offered]


def _offered(actor: Actor) -> Iterator[tuple[str, tuple[str | Promise, list[str]]]]:
    """What this member of staff may be told of, and the ways that there are for each."""
    if actor.may(VIEW):
        yield from ((event, (label, list(WAY_WORDS))) for event, label in EVENT_LABELS.items())
    for kind in bell.kinds_for(actor):
        ways = [By.BELL.value, By.NOTHING.value] if kind.has_own_mail else list(WAY_WORDS)
        yield kind.name, (kind.label, ways)
