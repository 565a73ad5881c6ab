"""What guards a form of the public site. Such forms live without cookies, so what guards them travels inside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from candor.kernel import clock
from candor.kernel.ids import new_ref
from candor.kernel.registries import boxes

QUICKEST = timedelta(seconds=2)
"""Nobody fills a form in faster than this; programs do."""

LONGEST = timedelta(hours=24)
"""A form left open longer gets a new stamp first, and keeps its words."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """When a form was drawn, and its one-time key; signed, so that a program cannot make its own."""

    key: str
    drawn_at: float

    @classmethod
    def new(cls) -> Stamp:
        return cls(new_ref(), clock.now().timestamp())

    @classmethod
    def read(cls, signed: str) -> Stamp | None:
        """The stamp as it was signed, or None for one that is not ours."""
        try:
            key, drawn_at = _signer().unsign_object(signed)
        except (signing.BadSignature, ValueError, TypeError):
            return None
        return cls(str(key), float(drawn_at))

    def __str__(self) -> str:
        return _signer().sign_object([self.key, self.drawn_at])

    @property
    def age(self) -> timedelta:
        return timedelta(seconds=clock.now().timestamp() - self.drawn_at)


class PublicForm(forms.Form):
    """A form for somebody who has not signed in; `ui.guards(form)` draws its two hidden fields.

    `website` is a trap: people do not see it, programs fill it in. A form that fails here always comes back with its
    words, because a person may be behind it all the same.
    """

    website = forms.CharField(required=False, label=gettext_lazy("Leave this field empty"))
    stamp = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("This field has to stay empty. Clear it and send the form again."))
        return ""

    def clean_stamp(self) -> Stamp | None:
        return Stamp.read(self.cleaned_data["stamp"])

    def clean(self) -> dict[str, Any]:
        stamp = self.cleaned_data.get("stamp")
        if stamp is None or stamp.age > LONGEST:
            self._draw_again()
            raise forms.ValidationError(
                _("This form was open for a long time. Your words are still here: send it once more.")
            )
        if stamp.age < QUICKEST and not self.errors:
            raise forms.ValidationError(_("That was quicker than we expect of a person. Send it once more."))
        return self.cleaned_data

    def _draw_again(self) -> None:
        """Give the form that goes back a fresh stamp; everything else in it stays as it was sent."""
        self.data = {**dict(self.data.items()), "stamp": str(Stamp.new())}


class WithBoxes(forms.Form):
    """A form on which upper floors put boxes of their own: `further`, all of them unticked, none needed.

    `told` says by their digest which sentences stood beside the form: what was not read counts for nothing.
    """

    further = forms.MultipleChoiceField(
        label=gettext_lazy("If you like: nothing depends on it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    told = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)

    def __init__(self, *args: Any, drawn: boxes.Form, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer = boxes.offered(drawn)
        self._drawn, self._offer, self.notices = drawn, offer, offer.notices
        self.initial = {**self.initial, "told": offer.digest, "further": list(offer.ticked)}
        further: Any = self.fields["further"]
        further.choices = [(box.name, box.words) for box in offer.boxes]
        self.has_boxes = bool(offer.boxes)

    def ticked(self, email: str, key: str = "") -> boxes.Ticked:
        """What came back, for the action to hand over."""
        given = self.cleaned_data
        told = self.notices if given["told"] == self._offer.digest else ()
        return boxes.Ticked(self._drawn, email, frozenset(given["further"]), key, told=told)


def _signer() -> signing.Signer:
    return signing.Signer(salt="ui.public-form.stamp")
