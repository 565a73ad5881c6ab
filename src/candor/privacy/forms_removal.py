"""Which file of a message or mail is removed for good, and why."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from candor.kernel.models import StoredFile
from candor.privacy.actions.removals import Removal
from candor.privacy.models import RemovalReason


class FileForm(forms.Form):
    """One of these files, and why it goes. After cleaning, `removal` says both. `read_by_customers`: the reason is."""

    file = forms.ChoiceField(
        label=_("File"), widget=forms.RadioSelect, error_messages={"required": _("Choose the file that goes.")}
    )
    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=RemovalReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why it goes.")},
        help_text=_("It stands in the note that takes the file's place."),
    )

    def __init__(self, files: Iterable[StoredFile], data: Any = None, *, read_by_customers: bool = False) -> None:
        super().__init__(data)
        self.held = {file.ref: file for file in files}
        field: Any = self.fields["file"]
        field.choices = [(ref, file.name) for ref, file in self.held.items()]
        if read_by_customers:
            told = _("It stands in the note that takes the file's place; the customer reads it, too.")
            self.fields["reason"].help_text = told
        if len(self.held) == 1:
            self.initial["file"] = next(iter(self.held))

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if "file" in clean and "reason" in clean:
            self.removal = Removal(self.held[clean["file"]], RemovalReason(clean["reason"]))
        return clean
