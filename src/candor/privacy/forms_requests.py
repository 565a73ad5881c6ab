"""What the privacy office types about a request: a question, more time, what carries it out, the answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from candor.privacy.actions.requests import Refusal, Settlement
from candor.privacy.forms import Day, OneLine
from candor.privacy.models import OF_THE_PERSON, STATE_WORDS, LockGround, RequestKind, SubjectRequest
from candor.privacy.rights import RIGHT_WORDS
from candor.privacy.rules.deciding import Right
from candor.privacy.rules.request_states import OVER, State, may_become

LONGEST = 10_000
ITEMS = (1, 2, 3, 4)
"""So many things can be refused one by one in the form."""

BY_ERASING: Mapping[str, tuple[Right, ...]] = {
    RequestKind.ERASURE: (Right.ERASURE,),
    RequestKind.OBJECTION: (Right.OBJECTION, Right.MARKETING),
    RequestKind.WITHDRAWAL: (Right.WITHDRAWAL,),
}
"""The kinds that an erasure or objection carries out, and by which rights."""

BY_COPY = (RequestKind.ACCESS, RequestKind.PORTABILITY)
REFUSING = (State.FULFILLED_IN_PART, State.REFUSED)


class Words(forms.CharField):
    """Some lines of text."""

    widget = forms.Textarea(attrs={"rows": 4, "dir": "auto"})

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=LONGEST, **options)


class QuestionForm(forms.Form):
    words = Words(
        label=_("Question"),
        help_text=_("Ask for something that only they know, such as an invoice number; never for an identity card."),
    )


class ExtensionForm(forms.Form):
    reason = Words(label=_("Why more time is needed"), help_text=_("The person reads this."))


class NoteForm(forms.Form):
    words = Words(label=_("Note for the file"))


class RightForm(forms.Form):
    """By which right what is asked for is carried out."""

    right = forms.ChoiceField(label=_("Which right"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, kind: str, **options: Any) -> None:
        super().__init__(*args, **options)
        rights = BY_ERASING.get(kind, ())
        self.fields["right"].choices = [(one.value, RIGHT_WORDS[one].name) for one in rights]  # type: ignore[attr-defined] # a choice field's
        if rights:
            self.initial.setdefault("right", rights[0].value)


class GroundForm(forms.Form):
    ground = forms.ChoiceField(
        label=_("Ground"),
        choices=[(ground.value, ground.label) for ground in LockGround if ground in OF_THE_PERSON],
        widget=forms.RadioSelect,
    )


class LanguageForm(forms.Form):
    language = forms.ChoiceField(label=_("Language of the pages"), choices=settings.LANGUAGES)


class AnswerForm(forms.Form):
    """How the request ends, what the person reads, and item by item what is refused on what ground."""

    outcome = forms.ChoiceField(label=_("How it ends"), widget=forms.RadioSelect)
    answer = Words(
        label=_("Answer"), required=False, help_text=_("It is mailed with the number of the request and the law.")
    )

    def __init__(self, *args: Any, request: SubjectRequest, **options: Any) -> None:
        super().__init__(*args, **options)
        possible = [
            state for state in State
            if state in OVER and may_become(request.stands, state, is_complaint=request.is_complaint)
        ]  # fmt: skip
        self.fields["outcome"].choices = [(state.value, STATE_WORDS[state]) for state in possible]  # type: ignore[attr-defined] # a choice field's
        for number in ITEMS:
            self.fields[f"what_{number}"] = OneLine(label=_("What is refused or kept"), max_length=200, required=False)
            self.fields[f"ground_{number}"] = OneLine(
                label=_("On what ground"), max_length=1_000, required=False, help_text=_("With the article or section.")
            )
            self.fields[f"until_{number}"] = Day(
                label=_("Last day"), required=False, help_text=_("Empty where none is known.")
            )

    @property
    def items(self) -> Iterator[tuple[BoundField, BoundField, BoundField]]:
        """The fields of each thing that is refused."""
        for number in ITEMS:
            yield self[f"what_{number}"], self[f"ground_{number}"], self[f"until_{number}"]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        for number in ITEMS:
            what, ground = found.get(f"what_{number}"), found.get(f"ground_{number}")
            if what and not ground:
                self.add_error(f"ground_{number}", _("Name the ground: the person has a right to know it."))
            if (ground or found.get(f"until_{number}")) and not what:
                self.add_error(f"what_{number}", _("Say what this is about."))
        if found.get("outcome") in REFUSING and not any(found.get(f"what_{number}") for number in ITEMS):
            self.add_error("what_1", _("Say what is refused, and on what ground."))
        if found.get("outcome") and found["outcome"] not in REFUSING and found.get("what_1"):
            self.add_error("outcome", _("Something is refused: choose “Fulfilled in part” or “Refused”."))
        return found

    @property
    def settlement(self) -> Settlement:
        """What was typed, once it is clean."""
        clean = self.cleaned_data
        refused = tuple(
            Refusal(clean[f"what_{number}"], clean[f"ground_{number}"], clean[f"until_{number}"])
            for number in ITEMS
            if clean[f"what_{number}"]
        )
        return Settlement(State(clean["outcome"]), clean["answer"], refused)
