"""What is typed about clients for whom we process: the agreement, an instruction, what the client has answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

from candor.privacy.actions.agreements import Terms
from candor.privacy.actions.client_requests import Answer
from candor.privacy.forms import Day, OneLine, PastDay
from candor.privacy.models import (
    WORDS_ABOUT_A_COPY,
    WORDS_ABOUT_AN_ERASURE,
    AtEnd,
    ClientWord,
    ProcessingAgreement,
    ToldHow,
)
from candor.privacy.queries.registers import today

LONGEST = 5_000


class AgreementForm(forms.Form):
    """The terms of an agreement."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    begins_on = PastDay(label=_("In force since"))
    ends_on = Day(label=_("Last day"), required=False, help_text=_("Leave it empty while no end is agreed."))
    at_end = forms.ChoiceField(
        label=_("What happens to their data in the end"), choices=AtEnd.choices, widget=forms.RadioSelect,
        initial=AtEnd.DELETE,
    )  # fmt: skip
    days_kept = forms.IntegerField(
        label=_("Days after the end until it is deleted"), min_value=0, max_value=3_650, initial=30
    )
    contact_name = OneLine(
        label=_("Contact"), max_length=200, required=False, help_text=_("Who decides there about requests.")
    )
    contact_address = OneLine(
        label=_("E-mail address of the contact"),
        max_length=254,
        required=False,
        validators=[EmailValidator(_("This is not an e-mail address. It should look like name@example.com."))],
        help_text=_("Requests of their people are passed on to it."),
    )
    contact_language = forms.ChoiceField(label=_("Language of the contact"), choices=settings.LANGUAGES, required=False)
    file_mark = OneLine(
        label=_("File mark"), max_length=200, required=False, help_text=_("Where the signed agreement lies.")
    )

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        begins, ends = found.get("begins_on"), found.get("ends_on")
        if begins and ends and ends < begins:
            self.add_error("ends_on", _("The last day cannot come before the first."))
        return found

    @property
    def terms(self) -> Terms:
        """What was typed, once it is clean."""
        clean = self.cleaned_data
        names = ("begins_on", "ends_on", "days_kept", "file_mark", "contact_name", "contact_address")
        return Terms(
            **{name: clean[name] for name in names},
            at_end=AtEnd(clean["at_end"]),
            contact_language=clean["contact_language"],
        )


class NewAgreementForm(AgreementForm):
    """The same with the first instruction."""

    instruction = forms.CharField(
        label=_("Instructions"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("What the client told us to do with its data. You can add more later."),
    )


def initial_of(agreement: ProcessingAgreement) -> dict[str, Any]:
    """The terms as they stand."""
    return {name: getattr(agreement, name) for name in AgreementForm.base_fields}


class InstructionForm(forms.Form):
    text = forms.CharField(label=_("Instruction"), max_length=LONGEST, widget=forms.Textarea({"rows": 4}))
    given_on = PastDay(label=_("Given on"))


class EndForm(forms.Form):
    last_day = Day(label=_("Last day"))

    def __init__(self, *args: Any, agreement: ProcessingAgreement, **options: Any) -> None:
        super().__init__(*args, **options)
        self.agreement = agreement

    def clean_last_day(self) -> date:
        day: date = self.cleaned_data["last_day"]
        if day < self.agreement.begins_on:
            raise forms.ValidationError(_("The last day cannot come before the first."))
        return day


class PassedForm(forms.Form):
    """How somebody of us has passed the request on, where no mail could."""

    how = forms.ChoiceField(label=_("How the client was told"), choices=ToldHow.choices, initial=ToldHow.PHONE)


def _words(words: Sequence[ClientWord]) -> forms.ChoiceField:
    choices = [(word.value, word.label) for word in words]
    return forms.ChoiceField(label=_("What the client said"), choices=choices, widget=forms.RadioSelect)


class AnswerForm(forms.Form):
    """What the client has said."""

    word = _words(WORDS_ABOUT_AN_ERASURE)
    until = Day(
        label=_("Keep it until"), required=False, help_text=_("The last day, if the client named one. Then it goes.")
    )
    said_by = OneLine(label=_("Who said it"), max_length=200)
    said_on = PastDay(label=_("On which day"))

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        until = found.get("until")
        if until is not None and found.get("word") not in {None, ClientWord.KEEP}:
            self.add_error("until", _("A day is named only where the client wants it kept."))
        elif until is not None and until < today():
            self.add_error("until", _("Choose today or a coming day."))
        return found

    @property
    def answer(self) -> Answer:
        clean = self.cleaned_data
        return Answer(ClientWord(clean["word"]), clean["said_by"], clean["said_on"], clean.get("until"))


class CopyAnswerForm(AnswerForm):
    """What it has said about a copy, which is made once: nothing is kept until a day."""

    word = _words(WORDS_ABOUT_A_COPY)
    until = None  # type: ignore[assignment] # so a form does without a field of its parent
