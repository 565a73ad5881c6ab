"""What the privacy office types to plan and to confirm an erasure."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from candor.kernel.actor import Actor
from candor.people.public import Person
from candor.privacy.forms import OneLine, PastDay, person_meant
from candor.privacy.rights import RIGHT_WORDS
from candor.privacy.rules.deciding import Right


class ErasureForm(forms.Form):
    """By which right, whom, why, and since when it is asked for. After cleaning, `person` is who."""

    right = forms.ChoiceField(
        label=_("Which right"),
        choices=[(right.value, words.name) for right, words in RIGHT_WORDS.items()],
        widget=forms.RadioSelect,
        initial=Right.ERASURE.value,
    )
    which = OneLine(label=_("Who"), max_length=254, help_text=_("The person's e-mail address."))
    reason = OneLine(
        label=_("Why"),
        max_length=200,
        help_text=_("For example “asked by letter”. It stays with the request, so name nobody here."),
    )
    received_on = PastDay(
        label=_("When the request reached us"), required=False, help_text=_("Leave it empty if it was today.")
    )

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        self.actor = actor
        self.person: Person | None = None

    @property
    def rights(self) -> list[tuple[str, str, str]]:
        """The rights that can be chosen: value, name with its law, and what carrying it out does."""
        return [(right.value, f"{words.name} ({words.law})", str(words.does)) for right, words in RIGHT_WORDS.items()]

    def clean_which(self) -> str:
        which: str = self.cleaned_data["which"]
        self.person = person_meant(self.actor, which)
        if self.person is None:
            raise forms.ValidationError(
                _("The address belongs to nobody here, or to several people. Plan it from the person's page.")
            )
        return which


class ConfirmForm(forms.Form):
    """Erasing asks for the person's name, typed; `plan` is the hash of the plan that the page showed."""

    plan = forms.CharField(max_length=64, widget=forms.HiddenInput)
    name = OneLine(
        label=_("Name of the person"), max_length=254, error_messages={"required": _("Type the person's name.")}
    )

    def __init__(self, *args: Any, expected: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.expected = expected

    def clean_name(self) -> str:
        typed: str = self.cleaned_data["name"]
        if typed.casefold() != " ".join(self.expected.split()).casefold():
            raise forms.ValidationError(_("This is not the name of this person. Nothing was changed."))
        return typed
