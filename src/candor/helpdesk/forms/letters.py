"""How a customer wants to hear of letters."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from candor.helpdesk.models import LetterSettings, Told

ANSWERS = [
    (Told.EACH.value, _("By e-mail, each answer at once")),
    (Told.DAILY.value, _("By e-mail, once a day at eight: which cases have news")),
    (Told.NONE.value, _("Not by e-mail: I read them here")),
]
COLLEAGUES = [
    (Told.EACH.value, _("By e-mail, each message")),
    (Told.DAILY.value, _("By e-mail, once a day at eight: which cases have news")),
    (Told.NONE.value, _("Not by e-mail: I read them here")),
]


class LetterSettingsForm(forms.Form):
    """One choice for one's own cases, and for super customers one for those of their colleagues."""

    answers = forms.ChoiceField(
        label=_("Answers in my cases"),
        choices=ANSWERS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one."), "invalid_choice": _("Choose one.")},
    )
    colleagues = forms.ChoiceField(
        label=_("Messages in my colleagues' cases"),
        choices=COLLEAGUES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one."), "invalid_choice": _("Choose one.")},
    )

    def __init__(self, row: LetterSettings | None, data: Any = None, *, sees_colleagues: bool) -> None:
        self.row = row or LetterSettings()
        super().__init__(data, initial={"answers": self.row.answers, "colleagues": self.row.colleagues})
        if not sees_colleagues:
            del self.fields["colleagues"]

    @property
    def chosen_answers(self) -> Told:
        return Told(self.cleaned_data["answers"])

    @property
    def chosen_colleagues(self) -> Told:
        return Told(self.cleaned_data.get("colleagues", self.row.colleagues))
