"""What the office types while it learns who asks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from candor.privacy.forms import OneLine
from candor.privacy.identifiers_on_file import seconds


class PersonForm(forms.Form):
    """About whom: a reference that the page offered."""

    person = forms.SlugField(max_length=16, widget=forms.HiddenInput)


class MailboxForm(PersonForm):
    entry = forms.SlugField(max_length=16, widget=forms.HiddenInput)


class CallForm(PersonForm):
    """What somebody of us heard on the telephone."""

    entry = forms.ChoiceField(label=_("Number on file that was called"))
    outcome = forms.ChoiceField(
        label=_("What came of it"),
        choices=[
            ("yes", _("They said that the request is theirs")),
            ("no", _("They knew nothing of it, or nobody answered")),
        ],
        widget=forms.RadioSelect,
    )
    note = OneLine(label=_("With whom you spoke, and when"), max_length=400)

    def __init__(self, *args: Any, numbers: Any = (), **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(entry.ref, entry.written) for entry in numbers]
        self.fields["entry"].choices = choices  # type: ignore[attr-defined] # a choice field's


class LetterForm(PersonForm):
    entry = forms.ChoiceField(label=_("Postal address on file"))

    def __init__(self, *args: Any, places: Any = (), **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(place.ref, ", ".join((*place.lines.splitlines(), place.city))) for place in places]
        self.fields["entry"].choices = choices  # type: ignore[attr-defined] # a choice field's


class CodeForm(forms.Form):
    code = OneLine(
        label=_("Code from the letter"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class SecondForm(PersonForm):
    kind = forms.ChoiceField(label=_("What they named"))
    value = OneLine(
        label=_("Exactly as they named it"),
        max_length=200,
        help_text=_("It is compared with what is on file and not kept."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(one.kind, one.name) for one in seconds().values()]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined] # a choice field's
