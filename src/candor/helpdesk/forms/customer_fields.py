"""Fields that take what people really send: any script, stray control characters."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from candor.helpdesk.rules.texts import LONGEST_SUBJECT, LONGEST_TEXT, TextTooLong, clean_line, clean_text
from candor.people.public import IdentifierKind, NotAnIdentifier, normalise


class LineField(forms.CharField):
    """One line of text, cleaned instead of refused: stray control characters go, runs of space become one."""

    def __init__(self, *, most: int = LONGEST_SUBJECT, **kwargs: Any) -> None:
        self.most = most
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        try:
            return clean_line(str(value or ""), most=self.most)
        except TextTooLong as error:
            raise forms.ValidationError(too_long(error.most)) from error


class WordsField(forms.CharField):
    """Several lines of text, cleaned in the same way."""

    widget = forms.Textarea

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strip=False, **kwargs)
        self.widget.attrs.setdefault("dir", "auto")

    def to_python(self, value: Any) -> str:
        try:
            return clean_text(str(value or ""), most=LONGEST_TEXT)
        except TextTooLong as error:
            raise forms.ValidationError(too_long(error.most)) from error


class IdentifierField(LineField):
    """An e-mail address or telephone number, kept as it was written."""

    def __init__(self, kind: IdentifierKind, **kwargs: Any) -> None:
        self.kind = kind
        super().__init__(most=254, **kwargs)

    def clean(self, value: Any) -> str:
        written: str = super().clean(value)
        try:
            if written:
                normalise(self.kind, written)
        except NotAnIdentifier as error:
            raise forms.ValidationError(str(error.reason)) from error
        return written


def too_long(most: int) -> str:
    return _("This is too long: %(most)s characters are the most.") % {"most": most}
