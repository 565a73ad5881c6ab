"""What people type who ask for a right of theirs, and staff who write such a request down for them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from candor.kernel.actor import Actor
from candor.people.public import EmailAddress, OneLine, Person, SeveralLines
from candor.privacy.forms import PastDay, person_meant
from candor.privacy.models import RequestChannel, RequestKind
from candor.privacy.words_asking import BY_HAND, KIND_HELP
from candor.ui.public import PublicForm

LONGEST_WORDS = 5_000


class PublicRequestForm(PublicForm):
    """A request of somebody who has not signed in."""

    kind = forms.ChoiceField(
        label=_("What do you ask for?"),
        choices=RequestKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you ask for.")},
    )
    name = OneLine(
        label=_("Your name"),
        max_length=200,
        error_messages={"required": _("Tell us your name, so that we can address you.")},
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
    )
    email = EmailAddress(
        label=_("Your e-mail address"),
        max_length=254,
        help_text=_("We send a link there. It shows that the mailbox is yours."),
        error_messages={"required": _("Tell us your e-mail address, so that we can answer.")},
    )
    said = SeveralLines(
        label=_("In your own words"),
        max_length=LONGEST_WORDS,
        required=False,
        help_text=_("For example: which data, and what is wrong with it."),
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )


class StaffRequestForm(forms.Form):
    """A request by telephone or letter. After cleaning, `person` is who asks, None for somebody we cannot tell yet."""

    kind = forms.ChoiceField(label=_("What is asked for"), choices=RequestKind.choices)
    channel = forms.ChoiceField(label=_("How it reached us"), choices=[(one.value, one.label) for one in BY_HAND])
    received_on = PastDay(
        label=_("When the request reached us"), required=False, help_text=_("Leave it empty if it was today.")
    )
    which = OneLine(
        label=_("Who"),
        max_length=254,
        required=False,
        help_text=_("The e-mail address on file, where you know whom it is about. Else leave it empty."),
    )
    name = OneLine(label=_("Name they gave"), max_length=200, required=False)
    address = OneLine(
        label=_("Where the answer goes"),
        max_length=254,
        required=False,
        help_text=_("The e-mail address that they gave. It proves nothing yet."),
    )
    postal_address = SeveralLines(
        label=_("Postal address"),
        max_length=400,
        required=False,
        help_text=_("For whoever has no e-mail address: letters go there. As on the envelope that came."),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    said = SeveralLines(
        label=_("What they said or wrote"),
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        self.actor = actor
        self.person: Person | None = None

    def clean_which(self) -> str:
        which: str = self.cleaned_data["which"]
        if which:
            self.person = person_meant(self.actor, which)
            if self.person is None:
                raise forms.ValidationError(
                    _("The address belongs to nobody here, or to several people. Leave it empty and give the name.")
                )
        return which

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if not (found.get("which") or found.get("name") or found.get("address")) and "which" not in self.errors:
            self.add_error("name", _("Say who asks: the address on file, or the name that they gave."))
        return found


class ThingRequestForm(forms.Form):
    """That something written to us is a request. `kind` is what it looks like at first."""

    kind = forms.ChoiceField(label=_("What is asked for"), choices=RequestKind.choices, widget=forms.RadioSelect)
    received_on = PastDay(
        label=_("When the request reached us"),
        help_text=_("The time for an answer counts from there, not from today."),
    )
    said = SeveralLines(
        label=_("What they ask for, in a few words"), max_length=LONGEST_WORDS, required=False,
        help_text=_("The request stays linked with what they wrote."),
    )  # fmt: skip


def kind_choices() -> list[tuple[str, Any, Any]]:
    """Every kind with its words and one plain sentence, for radio buttons."""
    return [(kind.value, kind.label, KIND_HELP[kind]) for kind in RequestKind]


__all__ = [
    "PublicRequestForm",
    "RequestChannel",
    "StaffRequestForm",
    "ThingRequestForm",
    "kind_choices",
]
