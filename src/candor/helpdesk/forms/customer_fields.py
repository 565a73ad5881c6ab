"""Fields that take what people really send: any script, stray control characters, several files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from candor.helpdesk.rules.texts import LONGEST_SUBJECT, LONGEST_TEXT, TextTooLong, clean_line, clean_text
from candor.people.public import IdentifierKind, NotAnIdentifier, normalise

MOST_FILES = 10


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


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Up to ten files of the size that the instance takes in. Empty files are files too."""

    widget = SeveralFiles

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, allow_empty_file=True, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        files: Sequence[UploadedFile[Any]] = data if isinstance(data, list | tuple) else [data] if data else []
        if len(files) > MOST_FILES:
            raise forms.ValidationError(
                ngettext("Send at most %(most)s file.", "Send at most %(most)s files.", MOST_FILES)
                % {"most": MOST_FILES}
            )
        limit = settings.INSTANCE.upload_mb
        if sum(file.size or 0 for file in files) > together():
            raise forms.ValidationError(
                _("These files are larger than %(limit)s MB together. Send some of them in a second message.")
                % {"limit": 2 * limit}
            )
        for file in files:
            if (file.size or 0) > limit * 1_000_000:
                raise forms.ValidationError(
                    _(
                        "“%(name)s” is larger than %(limit)s MB, which is the most we can take in. "
                        "Send it in smaller parts, or ask us for another way."
                    )
                    % {"name": file.name, "limit": limit}
                )
        return list(files)


class TakesFiles(forms.Form):
    """A form with a field `files`; given here, because Django's forms have an attribute of that name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["files"] = FilesField(label=_("Files"))


def together() -> int:
    """Bytes that the files of one message may have together."""
    return int(settings.INSTANCE.upload_mb) * 2_000_000


def too_long(most: int) -> str:
    return _("This is too long: %(most)s characters are the most.") % {"most": most}
