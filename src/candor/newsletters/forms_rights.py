"""About which moment staff may ask by what right we wrote to somebody."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from candor.kernel import clock, instance
from candor.newsletters.forms_told import FIRST_DAY
from candor.ui.public import DayInput

NOT_YET = _("Choose a day that is over, or today.")


class DayForm(forms.Form):
    """The day to whose end the ledger is replayed."""

    on = forms.DateField(label=_("On another day"), required=False, widget=DayInput())

    def clean_on(self) -> date | None:
        day: date | None = self.cleaned_data["on"]
        if day is not None and not may_be_asked_about(end_of(day)):
            raise forms.ValidationError(NOT_YET)
        return day


def may_be_asked_about(moment: datetime) -> bool:
    """Whether it lies before the end of today, and not before there was anything to tell."""
    return end_of(FIRST_DAY) <= moment <= end_of(clock.today(instance.current().time_zone))


def end_of(day: date) -> datetime:
    """Its last moment by the clock of the house."""
    return datetime.combine(day, time.max, tzinfo=ZoneInfo(instance.current().time_zone))
