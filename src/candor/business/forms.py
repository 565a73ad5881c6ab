"""What sales staff may send about sales mail."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from candor.business.models import SalesMail
from candor.kernel.ids import new_ref
from candor.privacy.public import speaks_of, variants_of_span
from candor.ui.file_fields import TakesFiles

LONGEST_ANSWER = 100_000
SHORTEST_SPAN, LONGEST_SPAN = 3, 2_000


class AnswerForm(TakesFiles):
    """The words of an answer and its files, with the one-time key that makes a double press one mail."""

    text = forms.CharField(max_length=LONGEST_ANSWER, required=False)
    key = forms.RegexField(r"^[0-9A-Za-z_-]{8,40}$", widget=forms.HiddenInput)

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, initial={"key": new_ref()})

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if not self.errors and not (clean["text"] or clean["files"]):
            raise ValidationError(_("Write something first, or attach a file."))
        return clean


class SpanForm(forms.Form):
    """A span of a mail's text. After cleaning, `variants` finds it however it is broken into lines."""

    span = forms.CharField(
        label=_("What is to be taken away"),
        max_length=LONGEST_SPAN,
        widget=forms.Textarea({"rows": 3, "autocomplete": "off", "spellcheck": "false", "data-marked": "marked-text"}),
        help_text=_("Mark it in the message, or paste it here: a password, a card number, a sentence."),
    )

    def __init__(self, mail: SalesMail, data: Any = None) -> None:
        super().__init__(data)
        self.mail = mail

    def clean_span(self) -> str:
        span: str = self.cleaned_data["span"]
        if len("".join(span.split())) < SHORTEST_SPAN:
            raise ValidationError(_("Mark at least three characters: less stands in too many places."))
        self.variants = variants_of_span(span)
        stands = (self.mail.text, self.mail.quoted, self.mail.html, self.mail.correspondence.subject)
        if not any(speaks_of(text, self.variants) for text in stands):
            raise ValidationError(_("This does not stand in the message. Copy it from the text above."))
        return span
