"""When customers are reminded of renewals: the settings, and what one product has of its own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from candor.business.actions.subscription_settings import Reminding
from candor.business.forms_subscriptions import OLDEST
from candor.business.models import ProductReminding, RemindingWay, SubscriptionSettings
from candor.business.rules.terms import NoSteps, steps_from
from candor.business.words_subscriptions import LINKS
from candor.people.public import OneLine

WAYS: dict[str, Promise] = {
    RemindingWay.SETTINGS: _("As the settings say"),
    RemindingWay.OWN: _("On days of its own"),
    RemindingWay.NONE: _("No reminders"),
}
MEANING = _("With commas between them; 0 is the day itself, a minus stands for days after it.")


def _version() -> forms.IntegerField:
    return forms.IntegerField(min_value=0, max_value=OLDEST, widget=forms.HiddenInput)


class RemindingForm(forms.Form):
    """The settings page."""

    is_reminding = forms.BooleanField(label=_("Remind customers of renewals by mail"), required=False)
    steps = OneLine(label=_("Days before the renewal"), max_length=60, help_text=MEANING)
    makes_quotes = forms.BooleanField(label=_("Make a quote for each renewal"), required=False)
    quote_days = forms.IntegerField(
        label=pgettext_lazy("renewal quote", "So many days before it"), min_value=0, max_value=366
    )
    sends_quotes = forms.BooleanField(label=_("Send these quotes by themselves"), required=False)
    cancelling = forms.ChoiceField(
        label=_("Show “Cancel contracts here” at the foot of the public site"), choices=list(LINKS.items()),
        widget=forms.RadioSelect,
    )  # fmt: skip
    version = _version()

    def __init__(self, present: SubscriptionSettings, data: Any = None) -> None:
        names = ("is_reminding", "steps", "makes_quotes", "quote_days", "sends_quotes", "cancelling", "version")
        super().__init__(data, initial={name: getattr(present, name) for name in names})

    def clean_steps(self) -> str:
        steps = clean_steps(self.cleaned_data["steps"])
        if not steps:
            raise forms.ValidationError(_("Write at least one number, or switch reminders off."))
        return steps

    def reminding(self) -> Reminding:
        clean = self.cleaned_data
        return Reminding(
            clean["is_reminding"], clean["steps"], clean["makes_quotes"], clean["quote_days"], clean["sends_quotes"],
            clean["cancelling"],
        )  # fmt: skip


class ProductRemindingForm(forms.Form):
    """What one product has of its own."""

    way = forms.ChoiceField(label=_("Reminders"), choices=list(WAYS.items()), widget=forms.RadioSelect)
    steps = OneLine(label=_("Days before the renewal"), max_length=60, required=False, help_text=MEANING)
    version = _version()

    def __init__(self, present: ProductReminding, data: Any = None) -> None:
        super().__init__(data, initial={name: getattr(present, name) for name in ("way", "steps", "version")})

    def clean_steps(self) -> str:
        return clean_steps(self.cleaned_data["steps"])

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if clean.get("way") == RemindingWay.OWN and not clean.get("steps") and "steps" not in self.errors:
            self.add_error("steps", _("Write at least one number, or choose “No reminders”."))
        return clean


def clean_steps(typed: str) -> str:
    """The steps as they are kept."""
    try:
        steps = steps_from(typed)
    except NoSteps:
        raise forms.ValidationError(
            _("Write up to eight whole numbers with commas between them, such as 90, 30, 7, 0, -14.")
        ) from None
    return ", ".join(str(step) for step in steps)
