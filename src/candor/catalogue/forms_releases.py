"""What staff may send about releases, and what visitors may send to get one."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from candor.catalogue.actions.releases import ReleaseDetails
from candor.catalogue.forms import DayField
from candor.catalogue.models import Audience, Channel, Platform, Release
from candor.catalogue.queries import today
from candor.catalogue.words_releases import AUDIENCES, CHANNELS, PLATFORMS
from candor.kernel.ids import new_ref
from candor.people.public import EmailAddress, OneLine, SeveralLines
from candor.ui.public import PublicForm, WithBoxes

LONGEST_NOTES = 20_000
NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Za-z._+ -]*")


class ReleaseForm(forms.Form):
    """A release: its number, its day, who may have it, and the notes by language."""

    number = OneLine(label=gettext_lazy("Number"), max_length=40, help_text=gettext_lazy("For example 4.2.1"))
    released_on = DayField(label=gettext_lazy("Released on"))
    channel = forms.ChoiceField(label=gettext_lazy("How settled it is"), choices=list(CHANNELS.items()))
    audience = forms.ChoiceField(label=gettext_lazy("Who may download it"), choices=list(AUDIENCES.items()))
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, required=False, widget=forms.HiddenInput)
    key = forms.RegexField(r"^[0-9A-Za-z_-]{8,40}$", required=False, widget=forms.HiddenInput)

    def __init__(self, release: Release | None = None, data: Any = None) -> None:
        super().__init__(data, initial=_as_it_stands(release))
        for language, name in settings.LANGUAGES:
            self.fields[f"notes_{language}"] = SeveralLines(
                label=_("Release notes (%(language)s)") % {"language": name},
                required=False,
                max_length=LONGEST_NOTES,
                widget=forms.Textarea(attrs={"rows": 10, "dir": "auto"}),
            )
        self.fields["key"].required = release is None

    def clean_number(self) -> str:
        number: str = self.cleaned_data["number"]
        if not NUMBER.fullmatch(number):
            raise forms.ValidationError(_("Use letters, figures, spaces and . _ + - only."))
        return number

    def details(self) -> ReleaseDetails:
        clean = self.cleaned_data
        notes = {language: clean[f"notes_{language}"] for language, _name in settings.LANGUAGES}
        return ReleaseDetails(
            clean["number"], clean["released_on"], notes, Channel(clean["channel"]), Audience(clean["audience"])
        )


class ReleaseFileForm(forms.Form):
    """A file of a release."""

    file = forms.FileField(
        label=gettext_lazy("File"), error_messages={"required": gettext_lazy("Choose a file first.")}
    )
    platform = forms.ChoiceField(label=gettext_lazy("For which system"), choices=list(PLATFORMS.items()))

    def platform_chosen(self) -> Platform:
        return Platform(self.cleaned_data["platform"])


class DownloadForm(WithBoxes, PublicForm):
    """Who wants a release, and apart from it whether they want news: a box of its own, unticked."""

    name = OneLine(
        label=gettext_lazy("Your name"),
        max_length=200,
        error_messages={"required": gettext_lazy("Tell us your name, so that we can address you.")},
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
    )
    email = EmailAddress(
        label=gettext_lazy("Your e-mail address"),
        max_length=254,
        help_text=gettext_lazy("The link to the download goes there."),
        error_messages={"required": gettext_lazy("Tell us your e-mail address: the link goes there.")},
    )
    wants_news = forms.BooleanField(
        label=gettext_lazy("Also tell me by e-mail of new releases of this product."),
        required=False,
        help_text=gettext_lazy("You need not. You confirm it by the link, and stop it with one press at any time."),
    )


class LinkedDownloadForm(WithBoxes):
    """One press for the files, where upper floors have something to say beside it."""


def _as_it_stands(release: Release | None) -> dict[str, Any]:
    if release is None:
        return {"key": new_ref(), "released_on": today()}
    names = ("number", "released_on", "channel", "audience", "version")
    notes = {f"notes_{text.language}": text.notes for text in release.texts.all()}
    return {name: getattr(release, name) for name in names} | notes
