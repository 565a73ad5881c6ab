"""What the owner types into the record of processing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST = 2_000

QUESTIONS: Mapping[str, tuple[Any, Any]] = {
    "controller": (_("Controller"), _("Name, postal address, e-mail address and telephone of your organisation.")),
    "representative": (_("Representative"), _("Only if your organisation has no seat in the European Union.")),
    "joint_controllers": (_("Joint controllers"), _("With whom you decide together, and where the agreement lies.")),
    "officer": (_("Data protection officer"), _("Name, postal address and how they are reached.")),
    "hosting": (
        _("Hosting and other processors"),
        _("Who runs servers, mail and backups for you, each with its place."),
    ),
    "transfers": (
        _("Transfers to third countries"),
        _("Which country or organisation, and the safeguards, such as standard contractual clauses."),
    ),
    "measures": (
        _("Security measures"),
        _("What you do beside the software: rooms, keys, backups, training."),
    ),
    "authority": (_("Supervisory authority"), _("Name and address of the one that is competent for you.")),
}
"""By the name of the entry: its label, and what belongs there."""


class Lines(forms.CharField):
    """Some lines of text without control characters, the empty ones at the ends left out."""

    widget = forms.Textarea(attrs={"rows": 3, "dir": "auto"})

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")
        clean = "".join(sign for sign in text if sign == "\n" or sign.isprintable())
        return "\n".join(" ".join(line.split()) for line in clean.splitlines()).strip()


class EntriesForm(forms.Form):
    """All entries at once, with the version that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, (label, help_text) in QUESTIONS.items():
            self.fields[name] = Lines(label=label, help_text=help_text, max_length=LONGEST, required=False)

    def said(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in QUESTIONS}
