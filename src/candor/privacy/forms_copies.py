"""What the privacy office types for a copy of somebody's data."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from candor.kernel.actor import Actor
from candor.people.public import Person
from candor.privacy.forms import OneLine, PastDay, person_meant


class CopyForm(forms.Form):
    """Whose data. After cleaning, `person` is who. A reason is asked for where nobody is masked, and only there."""

    which = OneLine(label=_("Who"), max_length=254, help_text=_("The person's e-mail address."))
    received_on = PastDay(
        label=_("When the request reached us"), required=False, help_text=_("Leave it empty if it was today.")
    )
    language = forms.ChoiceField(
        label=_("Language of the pages"), required=False, choices=[("", _("The person's own")), *settings.LANGUAGES]
    )
    unmasked = forms.BooleanField(
        label=_("Leave other people in texts that the person never saw"),
        required=False,
        help_text=_("Otherwise they are masked in notes and drafts, and files of notes are left out."),
    )
    reason = OneLine(
        label=_("Why nobody is masked"),
        max_length=200,
        required=False,
        help_text=_("Only where you ticked the box. It is kept with the copy."),
    )

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        self.actor = actor
        self.person: Person | None = None

    def clean_which(self) -> str:
        which: str = self.cleaned_data["which"]
        self.person = person_meant(self.actor, which)
        if self.person is None:
            raise forms.ValidationError(
                _("The address belongs to nobody here, or to several people. Ask from the person's page.")
            )
        return which

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        reason, unmasked = found.get("reason", ""), found.get("unmasked", False)
        if unmasked and not reason and "reason" not in self.errors:
            self.add_error("reason", _("Say why nobody is masked: it has to be possible to tell later."))
        if reason and not unmasked:
            self.add_error("unmasked", _("You gave a reason without a tick here. Tick the box, or remove the reason."))
        return found
