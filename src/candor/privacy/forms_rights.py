"""What a person types in their own account to use a right about their data, and what the office answers per item."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from candor.privacy.correcting import PREFIX, Writable, fields_for, values_in
from candor.privacy.models import ContestOutcome, LockGround

LONGEST = 4_000
DECISIONS = (ContestOutcome.CORRECTED, ContestOutcome.STATED, ContestOutcome.REFUSED)
SHORT_GROUNDS = (
    (
        LockGround.ACCURACY,
        _("Something about me is wrong"),
        _("Until it has been checked (Art. 18(1)(a) GDPR)."),
    ),
    (
        LockGround.UNLAWFUL,
        _("You must not use my data, and I do not want it deleted"),
        _("The law lets you ask for this in place of deletion (Art. 18(1)(b) GDPR)."),
    ),
    (
        LockGround.CLAIMS,
        _("I need my data kept for a legal claim"),
        _("You do not need it any more, but I do (Art. 18(1)(c) GDPR)."),
    ),
    (
        LockGround.OBJECTION,
        _("I object, and you are still weighing it"),
        _("Until it is clear whose reasons count for more (Art. 18(1)(d) GDPR)."),
    ),
)
"""Art. 18(1) as a person would say it: the ground, the sentence, what it means."""


def _text(label: Any, help_text: Any = "", *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=LONGEST,
        required=required,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class RestrictForm(forms.Form):
    """On which of the four grounds, and what it is about."""

    ground = forms.ChoiceField(
        label=_("Why"), choices=[(ground.value, words) for ground, words, _help in SHORT_GROUNDS],
        widget=forms.RadioSelect,
    )  # fmt: skip
    said = _text(_("What it is about"), _("In your own words. The privacy office reads it."))

    @property
    def grounds(self) -> list[tuple[str, str, str]]:
        return [(ground.value, str(words), str(meant)) for ground, words, meant in SHORT_GROUNDS]


class ObjectForm(forms.Form):
    """Art. 21(1): to what is done in our own interest. Reasons of one's own situation are what is weighed."""

    said = _text(
        _("Your reasons"),
        _("What about your own situation speaks against it? We have to have better reasons, or stop."),
    )
    restrict = forms.BooleanField(
        label=_("Do not use my data while you weigh this"),
        required=False,
        help_text=_(
            "Then nobody but the privacy office sees it, and nobody can answer your cases until it is decided."
        ),
    )


class ComplainForm(forms.Form):
    said = _text(_("What went wrong"), _("With day and case number, if you have them."))


class WantCopyForm(forms.Form):
    """What the copy is for decides under which article it is answered; the archive holds both in any case."""

    right = forms.ChoiceField(
        label=_("What you want it for"),
        choices=[("access", _("To read what you hold about me")), ("portability", _("To take it to another provider"))],
        widget=forms.RadioSelect,
        initial="access",
    )


class ContestForm(forms.Form):
    """One thing that is wrong. `place` and `key` name the item, or are "" where it is in words alone.

    Where the item can be written field by field, `held` gives its fields, and words are needed only beside them.
    """

    place = forms.CharField(max_length=100, required=False, widget=forms.HiddenInput)
    key = forms.CharField(max_length=100, required=False, widget=forms.HiddenInput)
    wrong = _text(_("What is wrong"))
    should = _text(_("What it should say"))
    restrict = forms.BooleanField(
        label=_("Do not use my data until it has been checked"),
        required=False,
        help_text=_(
            "Then nobody but the privacy office sees it, and nobody can answer your cases until it is decided."
        ),
    )

    def __init__(self, *args: Any, held: Writable | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.held = held
        self.fields |= fields_for(held)
        if held is not None:
            self.fields["wrong"].required = self.fields["should"].required = False
            self.fields["wrong"].label, self.fields["should"].label = _("Why it is wrong"), _("What else to know")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.held is None or self.errors:
            return cleaned
        if self.wished() == dict(self.held.present) and not cleaned.get("should"):
            raise forms.ValidationError(_("Change what is wrong, or say in words what it should say."))
        return cleaned

    def wished(self) -> dict[str, str]:
        """What each field should say; {} where it is told in words alone."""
        return values_in(self.held, self.cleaned_data) if self.held is not None else {}

    def fields_of_item(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(PREFIX)]


class EnterContestForm(ContestForm):
    """One thing that a request calls wrong, as the office writes it down. The lock has a request of its own."""

    restrict = None  # type: ignore[assignment] # so Django takes a field away


class SendErasureForm(forms.Form):
    """The last step. `plan` is the hash of the preview that was shown."""

    plan = forms.CharField(max_length=64, widget=forms.HiddenInput)
    understood = forms.BooleanField(
        label=_("I have read what goes, what stays and what happens afterwards"),
        error_messages={"required": _("Tick this to show that you have read it. Nothing was sent yet.")},
    )
    said = _text(_("Anything you want to tell us"), _("You need not give a reason."), required=False)


class ReplyForm(forms.Form):
    """An answer to a question about who somebody is."""

    said = _text(_("Your answer"))


class DecideForm(forms.Form):
    """What becomes of one contested item. The answer is what the person reads.

    Where it can be written, "Corrected" takes what it shall say; elsewhere somebody of us says that it is done.
    """

    outcome = forms.ChoiceField(
        label=_("What you decided"),
        choices=[(one.value, one.label) for one in DECISIONS],
        widget=forms.RadioSelect,
    )
    done = forms.BooleanField(
        label=_("I have put it right at its place, and it stands there now"),
        required=False,
        help_text=_("Only for “Corrected”."),
    )
    answer = _text(
        _("What the person reads"),
        _("Corrected: what it says now. Statement: their view as it stands beside it. Refused: why it is right."),
        required=False,
    )

    def __init__(
        self, *args: Any, held: Writable | None = None, wished: Mapping[str, str] | None = None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.held = held
        new = fields_for(held, wished)
        self.fields = {"outcome": self.fields["outcome"], **new, **self.fields}
        if held is not None:
            del self.fields["done"]
            self.fields["answer"].help_text = _(
                "Corrected: what it says now is told by itself. Statement: their view. Refused: why it is right."
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        is_corrected = cleaned.get("outcome") == ContestOutcome.CORRECTED
        if is_corrected and self.held is None and not cleaned.get("done"):
            self.add_error("done", _("Put it right first, then tick this: nobody is told before it stands there."))
        if not cleaned.get("answer", "").strip() and not (is_corrected and self.held is not None):
            self.add_error("answer", _("Say what the person shall read."))
        return cleaned

    def values(self) -> dict[str, str]:
        """What it shall say, by column."""
        return values_in(self.held, self.cleaned_data) if self.held is not None else {}

    def object_to(self, errors: Mapping[str, str]) -> None:
        """Say what is wrong with the values of the columns."""
        for name, text in errors.items():
            self.add_error(f"{PREFIX}{name}" if f"{PREFIX}{name}" in self.fields else None, text)
