"""For which time figures are told."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from candor.business.rules.periods import Period, Span, period_of
from candor.ui.public import DayInput


class SpanForm(forms.Form):
    """A span by its name, or two days of one's own; nothing at all means the last twelve months."""

    span = forms.ChoiceField(choices=[(span, span) for span in Span], required=False)
    since = forms.DateField(label=_("From"), required=False, widget=DayInput())
    until = forms.DateField(label=_("Until"), required=False, widget=DayInput())

    def __init__(self, asked: Any, today: date) -> None:
        super().__init__(asked, auto_id="period_%s")
        self.today = today

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if clean.get("span") == Span.OWN and not self.errors:
            since, until = clean.get("since"), clean.get("until")
            if since is None or until is None:
                self.add_error("since" if since is None else "until", _("Choose a day."))
            elif not Period(since, until).is_short_enough:
                self.add_error("until", _("The last day comes after the first, at most three years later."))
        return clean

    @property
    def span_meant(self) -> Span:
        """What is shown: where nothing usable was sent, the last twelve months."""
        return Span(self.cleaned_data.get("span") or Span.TWELVE_MONTHS) if self.is_valid() else Span.TWELVE_MONTHS

    @property
    def period(self) -> Period:
        if self.is_valid() and self.span_meant is Span.OWN:
            return Period(self.cleaned_data["since"], self.cleaned_data["until"])
        return period_of(self.span_meant, self.today)

    @property
    def kept(self) -> dict[str, str]:
        """What an address or a hidden field says to mean the same."""
        if self.span_meant is not Span.OWN:
            return {"span": str(self.span_meant)}
        return {"span": str(Span.OWN), "since": f"{self.period.since}", "until": f"{self.period.until}"}
