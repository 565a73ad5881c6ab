"""Showing that the recovery key was kept."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from candor.privacy.backups.shown_keys import NotKept, kept_key


class KeptForm(forms.Form):
    """The key's last letters, typed from what was kept. After cleaning, `public` is the half to seal for."""

    carried = forms.CharField(max_length=600, widget=forms.HiddenInput)
    typed = forms.CharField(
        label=_("The last eight letters of the key"),
        max_length=100,
        help_text=_("Read them from your paper or your password manager, not from this page."),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}),
    )

    def clean(self) -> dict[str, Any]:
        """Raises TooLate, which is no slip of the person who types."""
        clean = super().clean() or {}
        if "carried" in clean and "typed" in clean:
            try:
                self.public = kept_key(clean["carried"], clean["typed"])
            except NotKept:
                self.add_error(
                    "typed", _("These are not the last letters of the key. Look at what you kept once more.")
                )
        return clean
