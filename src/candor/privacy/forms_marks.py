"""What the officer marks in somebody else's text."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from candor.privacy.erasing.steps import Mark
from candor.privacy.queries.erasure_texts import ReviewedText
from candor.privacy.redacting import speaks_of, variants_of_span

SHORTEST, LONGEST = 3, 200


class MarkForm(forms.Form):
    """Words of a text, and from where they go. After cleaning, `mark` says both."""

    words = forms.CharField(
        label=_("What goes too"),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 2, "autocomplete": "off", "spellcheck": "false", "data-marked": "marked-text"}),
        help_text=_("Mark it in the text, or type it as it stands there: a nickname, a car's number, an address."),
    )
    reach = forms.ChoiceField(
        label=_("From where"),
        choices=[
            ("here", _("From this text alone")),
            ("everywhere", _("From all texts of others in this plan")),
        ],
        initial="here",
        widget=forms.RadioSelect,
    )

    def __init__(self, text: ReviewedText, data: Any = None) -> None:
        super().__init__(data)
        self.text = text

    def clean_words(self) -> str:
        words = " ".join(self.cleaned_data["words"].split())
        if len("".join(words.split())) < SHORTEST:
            raise forms.ValidationError(_("Mark at least three characters: less stands in too many places."))
        if not speaks_of("".join(part for part, _goes in self.text.parts), variants_of_span(words)):
            raise forms.ValidationError(_("This does not stand in the text. Copy it from above."))
        return words

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if "words" in clean and "reach" in clean:
            here = (self.text.place, self.text.key) if clean["reach"] == "here" else ("", "")
            self.mark = Mark(clean["words"], *here)
        return clean


class UnmarkForm(forms.Form):
    """The mark to be taken back, as the page has sent it out."""

    words = forms.CharField(max_length=LONGEST)
    place = forms.CharField(max_length=100, required=False)
    key = forms.CharField(max_length=254, required=False)

    @property
    def mark(self) -> Mark:
        return Mark(self.cleaned_data["words"], self.cleaned_data["place"], self.cleaned_data["key"])
