"""What people choose when they make a token for a program."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from candor.people.forms.fields import OneLine
from candor.people.scopes import GRANTS, Scope, scopes_open_to

LIVES = [("30", _("30 days")), ("90", _("90 days")), ("180", _("180 days")), ("365", _("a year"))]


class TokenForm(forms.Form):
    """Its choices are what the owner's role may give."""

    name = OneLine(
        label=_("Name"), max_length=60, help_text=_("Which program uses it, so that you recognise it later.")
    )
    scopes = forms.MultipleChoiceField(label=_("What it may do"), widget=forms.CheckboxSelectMultiple)
    days = forms.ChoiceField(label=_("How long it lives"), choices=LIVES, initial="90")

    def __init__(self, *args: Any, role: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(scope.value, GRANTS[scope].words) for scope in scopes_open_to(role)]
        self.fields["scopes"].choices = choices  # type: ignore[attr-defined] # a choice field's

    def clean_scopes(self) -> list[Scope]:
        return [Scope(scope) for scope in self.cleaned_data["scopes"]]
