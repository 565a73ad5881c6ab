"""Pictures and previews of an issue."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from candor.kernel.picture_files import NoPicture, picture_alone
from candor.newsletters.forms import LONGEST_BODY
from candor.newsletters.models import Issue, MailingList
from candor.newsletters.pictures import MOST_BYTES, MOST_TOGETHER
from candor.ui.file_fields import TakesFiles


class PicturesForm(TakesFiles):
    """Pictures for an issue. They travel in every letter, so they are small."""

    def __init__(self, *args: Any, issue: Issue, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._issue = issue

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        files = clean.get("files") or []
        if not self.errors and not files:
            raise ValidationError(_("Choose a picture first."))
        for file in files:
            self._check(file)
        together = sum(held.file.size for held in self._issue.pictures.select_related("file"))
        if together + sum(file.size for file in files) > MOST_TOGETHER:
            limit = {"limit": MOST_TOGETHER // 1_000}
            raise ValidationError(_("The pictures of an issue have %(limit)s kB together at most.") % limit)
        return clean

    def _check(self, file: Any) -> None:
        if file.size > MOST_BYTES:
            words = _("“%(name)s” is larger than %(limit)s kB. It would go to each reader: make it smaller first.")
            raise ValidationError(words % {"name": file.name, "limit": MOST_BYTES // 1_000})
        try:
            picture_alone(file.read())
        except NoPicture:
            words = _("“%(name)s” is no picture. PNG, JPEG, GIF and WebP can be shown; link to anything else.")
            raise ValidationError(words % {"name": file.name}) from None
        finally:
            file.seek(0)


class PreviewForm(forms.Form):
    """Words that are being written, and how to look at them."""

    list = forms.CharField(required=False, max_length=16)
    issue = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)
    subject_en = forms.CharField(required=False, max_length=200)
    body_en = forms.CharField(required=False, max_length=LONGEST_BODY, strip=False)
    subject_de = forms.CharField(required=False, max_length=200)
    body_de = forms.CharField(required=False, max_length=LONGEST_BODY, strip=False)
    language = forms.ChoiceField(label=pgettext_lazy("newsletter", "Language"), choices=settings.LANGUAGES)
    scheme = forms.ChoiceField(
        label=gettext_lazy("Colours"),
        choices=[("light", pgettext_lazy("colours", "Light")), ("dark", pgettext_lazy("colours", "Dark"))],
    )
    width = forms.ChoiceField(
        label=gettext_lazy("Width"),
        choices=[("desk", gettext_lazy("As at a desk")), ("phone", gettext_lazy("As on a phone"))],
    )

    def mailing_list(self) -> MailingList:
        """The chosen one; without one the name of the newsletter is missing in the foot, and nothing else."""
        return MailingList.objects.filter(ref=self.cleaned_data["list"]).first() or MailingList()

    def subject(self) -> str:
        return str(self.cleaned_data[f"subject_{self.cleaned_data['language']}"])

    def body(self) -> str:
        return str(self.cleaned_data[f"body_{self.cleaned_data['language']}"])
