"""What a technician marks to be taken away: words of a message."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from candor.helpdesk.models import Message
from candor.privacy.public import speaks_of, variants_of_span

SHORTEST, LONGEST = 3, 2_000


class SpanForm(forms.Form):
    """A span of a message's text. After cleaning, `variants` finds it however it is broken into lines."""

    span = forms.CharField(
        label=_("What is to be taken away"),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 3, "autocomplete": "off", "spellcheck": "false", "data-marked": "marked-text"}),
        help_text=_("Mark it in the message, or paste it here: a password, a card number, a sentence."),
    )

    def __init__(self, message: Message, data: Any = None) -> None:
        super().__init__(data)
        self.message = message

    def clean_span(self) -> str:
        span: str = self.cleaned_data["span"]
        if len("".join(span.split())) < SHORTEST:
            raise ValidationError(_("Mark at least three characters: less stands in too many places."))
        self.variants = variants_of_span(span)
        message = self.message
        stands = (message.text, message.quoted, message.html, message.ticket.subject)
        if not any(speaks_of(text, self.variants) for text in stands):
            raise ValidationError(_("This does not stand in the message. Copy it from the text above."))
        return span
