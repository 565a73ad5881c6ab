"""What the officer types to keep items of a plan on compelling grounds."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from candor.privacy.models import ToldHow
from candor.privacy.queries.grounds import WaitingItem
from candor.privacy.rules.sentences import plain_words

LONGEST = 500


class GroundsForm(forms.Form):
    """Which items, and why our reasons to keep them outweigh the person's wish."""

    items = forms.TypedMultipleChoiceField(
        label=_("What is kept"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose what is kept."),
            "invalid_choice": _("Something of what you chose is not on this page any more. Choose again."),
        },
    )
    text = forms.CharField(
        label=_("The compelling grounds"),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 4}),
        help_text=_(
            "Why this item is needed although the person wants it gone, for example a claim that is pending. The"
            " person reads these words on the certificate, so name nobody else."
        ),
        error_messages={"required": _("Write down the grounds: the person has a right to know them.")},
    )

    def __init__(self, data: Any = None, *, items: list[WaitingItem]) -> None:
        super().__init__(data)
        self.fields["items"].choices = [(item.number, item.what) for item in items]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> list[int]:
        """What is ticked, so that nothing is lost when the form comes back."""
        sent = self.data.getlist("items") if hasattr(self.data, "getlist") else []
        return [int(each) for each in sent if each.isascii() and each.isdigit() and len(each) <= 18]

    def clean_text(self) -> str:
        return plain_words(self.cleaned_data["text"])


class AskedForm(forms.Form):
    """How somebody of us has asked the company, where no mail could."""

    how = forms.ChoiceField(label=_("How the company was asked"), choices=ToldHow.choices, initial=ToldHow.PHONE)
