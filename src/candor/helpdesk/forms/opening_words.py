"""The form about the opening words: a heading and a text for each language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from candor.helpdesk.forms.customer_fields import LineField, WordsField, too_long
from candor.helpdesk.rules.opening_words import LONGEST_HEADING, LONGEST_TEXT, Opening


class OpeningText(WordsField):
    """Paragraphs of bounded length."""

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        if len(text) > LONGEST_TEXT:
            raise forms.ValidationError(too_long(LONGEST_TEXT))
        return text


class OpeningWordsForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for code, _name in settings.LANGUAGES:
            self.fields[f"heading_{code}"] = LineField(
                label=_("Heading"), most=LONGEST_HEADING, required=False, widget=forms.TextInput(attrs={"lang": code})
            )
            self.fields[f"text_{code}"] = OpeningText(
                label=_("Words"),
                required=False,
                help_text=_("A blank line begins a paragraph, web addresses become links. At most 1,500 characters."),
                widget=forms.Textarea(attrs={"rows": 6, "lang": code}),
            )

    def words(self) -> dict[str, Opening]:
        """The words by language, of a valid form."""
        given = self.cleaned_data
        return {code: Opening(given[f"heading_{code}"], given[f"text_{code}"]) for code, _name in settings.LANGUAGES}


def initial_of(words: Mapping[str, Opening], version: int) -> dict[str, Any]:
    """What stands in the fields at first."""
    texts = {f"text_{code}": opening.text for code, opening in words.items()}
    return {"version": version, **texts, **{f"heading_{code}": opening.heading for code, opening in words.items()}}
