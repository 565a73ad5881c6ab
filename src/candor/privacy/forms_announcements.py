"""What the privacy office sends about announcements."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from candor.kernel import clock, instance
from candor.people.public import OneLine
from candor.privacy.actions.announcing import Change
from candor.privacy.models import NoticeKind
from candor.privacy.queries.announcements import unannounced
from candor.ui.public import DayInput

LONGEST_BANNER = timedelta(days=365)


def _today() -> date:
    return clock.today(instance.current().time_zone)


class AnnouncementForm(forms.Form):
    """Which version is told to everybody, and how."""

    version = forms.ChoiceField(label=gettext_lazy("What is announced"))
    banner_until = forms.DateField(
        label=gettext_lazy("Pages say so until"),
        widget=DayInput(),
        help_text=gettext_lazy("On the start page and in accounts. Who presses “I have read it” sees it no more."),
    )
    asks_anew = forms.BooleanField(
        label=gettext_lazy("The change reaches what people agreed to: ask for their consents anew"),
        required=False,
        help_text=gettext_lazy(
            "From that moment no newsletter goes to anybody by an earlier consent."
            " It goes again to those who agree anew."
        ),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"banner_until": _today() + timedelta(days=30)})
        chosen: Any = self.fields["version"]
        chosen.choices = [
            (
                f"{kind}-{number}",
                _("%(document)s, version %(number)s") % {"document": NoticeKind(kind).label, "number": number},
            )
            for kind, number in unannounced()
        ]

    def clean_banner_until(self) -> date:
        until: date = self.cleaned_data["banner_until"]
        if not _today() <= until <= _today() + LONGEST_BANNER:
            raise forms.ValidationError(_("Choose a day from today on, within a year."))
        return until

    def change(self) -> Change:
        given = self.cleaned_data
        kind, _dash, number = given["version"].partition("-")
        return Change(NoticeKind(kind), int(number), given["banner_until"], given["asks_anew"])


class DayForm(forms.Form):
    """A day that is not in the future."""

    on = forms.DateField(label=gettext_lazy("Day"), widget=DayInput())

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, initial={"on": _today()}, **options)

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if not date(2000, 1, 1) <= on <= _today():
            raise forms.ValidationError(_("Choose a day that has come."))
        return on


class PassedOnForm(DayForm):
    """Since when a client's people know."""

    on = forms.DateField(
        label=gettext_lazy("It told its people on"),
        widget=DayInput(),
    )


class ToldForm(DayForm):
    """How somebody was told otherwise."""

    how = OneLine(
        label=gettext_lazy("How were they told?"),
        max_length=200,
        help_text=gettext_lazy("For example: by letter, by telephone."),
    )
