"""The field by which people send files: several at once, each and all together within what the instance takes in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MOST_FILES = 10


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
